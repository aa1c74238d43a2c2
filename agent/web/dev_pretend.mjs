// What an agent without accounts lacks, made of its operations, so that pages can be worked on: sessions, the kiosk, the wizard. Any secret
// signs in; the PIN 000000 is wrong; a code with LATER in it meets a hub that cannot be reached.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// call(operation, args), cookies(incoming), and of the command line: {root, data, as, roles, idle_s, setup}.
export function pretender({ call, cookies, root, data, as, roles, idle_s, setup }) {
  const operation_names = () => {
    const files = [join(root, "agent"), join(root, "common/desk")].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^operations.*\.cc$/.test(name))
        .map((name) => join(folder, name)),
    );
    return [
      ...new Set(
        files.flatMap((file) =>
          [...readFileSync(file, "utf8").matchAll(/\{"([a-z][a-z_]*\.[a-z_.-]+|[a-z]+)",\s+[a-z_:<]/g)].map((found) => found[1]),
        ),
      ),
    ];
  };
  async function pretended_session(nip) {
    const status = await call("status");
    const units = (await call("records", { kind: "unit" })).records;
    const person = nip ? (await call("records", { kind: "employee", where: [`nip=${nip}`] })).records[0] : null;
    const offset = /([+-])(\d\d):(\d\d)$/.exec(status.now);
    return {
      signed_in: !!person,
      setup,
      unit: status.unit,
      unit_name: units.find((one) => one.code === status.unit)?.name ?? "",
      now: status.now,
      offset_minutes: offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0,
      ...(person
        ? {
            csrf: "dev",
            person: { nip, name: person.name, roles, post: null },
            allowed: [...operation_names(), "account.list", "account.set", "account.secret"],
            idle_s: idle_s,
          }
        : {}),
    };
  }
  const accounts = new Map();
  async function pretended(method, path, incoming, body) {
    const nip = cookies(incoming)["hadir-dev"] ?? as;
    const json = body.length && !path.startsWith("/api/v1/bundle/") ? JSON.parse(body) : {};
    if (path === "/api/v1/session") {
      if (method === "POST") {
        const session = await pretended_session(json.nip);
        if (!session.signed_in)
          return [
            401,
            {
              type: "about:blank",
              title: "Unauthorized",
              status: 401,
              fault: "refused",
              detail: "NIP atau kata sandi tidak cocok.",
              hint: "Periksa keduanya, lalu coba lagi.",
              field: "secret",
            },
          ];
        return [200, session, { "Set-Cookie": `hadir-dev=${json.nip}; Path=/; HttpOnly; SameSite=Strict` }];
      }
      if (method === "DELETE") return [200, {}, { "Set-Cookie": "hadir-dev=; Path=/; Max-Age=0" }];
      return [200, await pretended_session(nip === "-" ? "" : nip)];
    }
    if (path.startsWith("/api/v1/setup")) {
      if (path.endsWith("/enrol") && /STICK|LATER/.test(json.code))
        return [503, { status: 503, fault: "unreachable", detail: "Hub tidak terjangkau.", hint: "" }];
      if (/enrol|offline/.test(path)) setup = "account";
      if (path.endsWith("/account")) {
        setup = "done";
        return [200, await pretended_session(json.nip), { "Set-Cookie": `hadir-dev=${json.nip}; Path=/; HttpOnly; SameSite=Strict` }];
      }
      const session = await pretended_session("");
      return [
        200,
        {
          state: setup,
          has_code: false,
          ...(setup === "needed" ? {} : { unit: session.unit, unit_name: session.unit_name, hub: (await call("status")).hub }),
        },
      ];
    }
    if (path === "/api/v1/kiosk") {
      const status = await call("status");
      const day = status.now.slice(0, 10);
      const people = new Map((await call("records", { kind: "employee" })).records.map((one) => [one.nip, one.name]));
      const punches = (await call("records", { kind: "punch", where: [`at>=${day}T00:00:00${status.now.slice(-6)}`] })).records.sort(
        (a, b) => b.at.localeCompare(a.at),
      );
      const session = await pretended_session("");
      return [
        200,
        {
          now: status.now,
          offset_minutes: session.offset_minutes,
          clock: status.clock,
          unit_name: session.unit_name,
          count: punches.length,
          today: punches
            .slice(0, 50)
            .map((one) => ({ name: people.get(one.employee) ?? one.employee, at: one.at, direction: one.direction })),
        },
      ];
    }
    if (path === "/api/v1/kiosk/punch") {
      if (json.pin === "000000")
        return [403, { title: "Forbidden", status: 403, detail: "PIN tidak cocok.", hint: "Ketik PIN Anda sekali lagi.", field: "pin" }];
      const done = await call("punch", { employee: json.nip, direction: json.direction ?? "in", source: "kiosk" });
      return [
        200,
        {
          name: done.name,
          at: done.record.at,
          direction: done.record.direction,
          quality: done.quality,
          bound_ms: done.bound_ms,
          message: "Tercatat.",
        },
      ];
    }
    if (path === "/api/v1/call/account.list") {
      if (!accounts.size)
        for (const [at, one] of (await call("records", { kind: "employee" })).records.slice(0, 14).entries())
          accounts.set(one.nip, {
            nip: one.nip,
            name: one.name,
            roles: at === 0 ? ["head"] : at === 1 ? ["clerk"] : at === 2 ? ["personnel"] : [],
            disabled: at === 9,
            has_secret: at < 12,
            has_pin: at % 3 !== 0,
            locked_s: at === 5 ? 240 : 0,
          });
      return [200, { rows: [...accounts.values()] }];
    }
    if (path === "/api/v1/call/account.set") {
      accounts.set(json.nip, {
        ...(accounts.get(json.nip) ?? { nip: json.nip, name: json.nip, has_secret: false, has_pin: false }),
        ...json,
      });
      return [200, { result: "recorded" }];
    }
    if (path === "/api/v1/call/account.secret") return [200, { result: "recorded" }];
    if (path === "/api/v1/bundle/export") {
      const [part] = (await call("bundle.export")).parts;
      return [
        200,
        Buffer.from(part.content, "base64"),
        { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="${part.name}"` },
      ];
    }
    if (path === "/api/v1/bundle/import") return [200, await call("bundle.import", { content: body.toString("base64") })];
    if (path === "/api/v1/call/import.file") return [200, pretended_import(json)];
    if (path === "/api/v1/call/health") return [200, pretended_health(await call("status"))];
    if (path.startsWith("/api/v1/call/")) {
      const args = { ...json, author: json.author ?? (nip || "petugas") };
      return [200, await call(path.slice("/api/v1/call/".length), args)];
    }
    return null;
  }

  function pretended_import({ content }) {
    const [head, ...lines] = content
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(/[,;]/));
    const quarantined = [],
      records = [];
    for (const [at, cells] of lines.entries()) {
      const record = { kind: "employee", ...Object.fromEntries(head.map((name, column) => [name.trim(), cells[column] ?? ""])) };
      if (!/^(\d{18}|[A-Z]+-[\w-]+)$/.test(record.nip ?? ""))
        quarantined.push({ line: at + 2, reason: `nip: "${record.nip ?? ""}" bukan NIP (18 angka) atau nomor pegawai` });
      else if (!record.name) quarantined.push({ line: at + 2, reason: "name: nama belum diisi" });
      else records.push({ line: at + 2, record });
    }
    return { lines: lines.length, recorded: records.length, unchanged: 0, quarantined, records };
  }
  const pretended_health = (status) => ({
    version: "0.1.0",
    started: status.now,
    data_dir: data,
    database_bytes: 7_340_032,
    disk_free_bytes: 81e9,
    disk_total_bytes: 240e9,
    findings: [
      { check: "service", level: "ok", what: "layanan berjalan", todo: "" },
      { check: "database", level: "ok", what: "basis data utuh", todo: "" },
      { check: "backup", level: "attention", what: "belum ada cadangan", todo: "biarkan PC menyala pukul 01:30, atau: hadir backup" },
      { check: "space", level: "ok", what: "ruang disk cukup", todo: "" },
      {
        check: "conflicts",
        level: status.conflicts ? "attention" : "ok",
        what: `${status.conflicts} pertentangan menunggu keputusan`,
        todo: "buka Perlu perhatian",
      },
    ],
  });
  return pretended;
}
