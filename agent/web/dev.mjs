#!/usr/bin/env node
// The pages in development: serves what build.mjs writes, and hands the API to a running hadir-agent. Not shipped.
//
//   node common/web/build.mjs --watch &
//   node agent/web/dev.mjs --data OFFICE_DIRECTORY [--port 8100] [--web build/web/agent] [--as NIP] [--roles clerk,head] [--setup needed]
//
// An agent that serves sessions itself is asked as it is. For one that does not, sessions and the kiosk are made of its operations:
// any secret signs in, --as signs somebody in at once, --roles says who they are.
import { createServer, request } from "node:http";
import { readFileSync, existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const web = resolve(option("--web", join(root, "build/web/agent")));
const data = option("--data", process.env.HADIR_DATA ?? "");
const roles = option("--roles", "employee,superior,clerk,head,secretary,personnel,health").split(",");
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const service = () => JSON.parse(readFileSync(join(data, "service.json"), "utf8"));
const cookies = (incoming) => Object.fromEntries((incoming.headers.cookie ?? "").split(/;\s*/).filter(Boolean).map((one) => one.split("=")));
const read = (stream) => new Promise((done, fail) => {
  const parts = [];
  stream.on("data", (part) => parts.push(part)).on("end", () => done(Buffer.concat(parts))).on("error", fail);
});

// What the agent answers: {status, headers, body}.
function ask(method, path, { headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const { port } = service();
    const asked = request({ host: "127.0.0.1", port, method, path, headers: { ...headers, host: `127.0.0.1:${port}`, ...(body ? { "content-length": body.length } : {}) } },
      async (answer) => done({ status: answer.statusCode, headers: answer.headers, body: await read(answer) }));
    asked.on("error", fail);
    asked.end(body);
  });
}
async function call(operation, args = {}) {
  const answer = await ask("POST", `/api/v1/call/${operation}`, { headers: { authorization: `Bearer ${service().token}`, "content-type": "application/json" }, body: Buffer.from(JSON.stringify(args)) });
  const json = JSON.parse(answer.body);
  if (answer.status !== 200) throw Object.assign(new Error(json.error?.what ?? json.detail), { status: answer.status, json });
  return json;
}

let own = null;  // whether the agent has sessions itself
const has_sessions = async () => (own ??= await ask("GET", "/api/v1/session").then((answer) => answer.status === 200));

// --- what an older agent lacks ---

const operation_names = () => {
  const files = [join(root, "agent"), join(root, "common/desk")].flatMap((folder) => readdirSync(folder).filter((name) => /^operations.*\.cc$/.test(name)).map((name) => join(folder, name)));
  return [...new Set(files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\{"([a-z][a-z_]*\.[a-z_.-]+|[a-z]+)",\s+[a-z_:<]/g)].map((found) => found[1])))];
};
async function pretended_session(nip) {
  const status = await call("status");
  const units = (await call("records", { kind: "unit" })).records;
  const person = nip ? (await call("records", { kind: "employee", where: [`nip=${nip}`] })).records[0] : null;
  const offset = /([+-])(\d\d):(\d\d)$/.exec(status.now);
  return {
    signed_in: !!person, setup, unit: status.unit, unit_name: units.find((one) => one.code === status.unit)?.name ?? "", now: status.now,
    offset_minutes: offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0,
    ...(person ? { csrf: "dev", person: { nip, name: person.name, roles, post: null }, allowed: [...operation_names(), "account.list", "account.set", "account.secret"], idle_s: Number(option("--idle", "900")) } : {}),
  };
}
let setup = option("--setup", "done");
const accounts = new Map();
async function pretended(method, path, incoming, body) {
  const nip = cookies(incoming)["hadir-dev"] ?? option("--as", "");
  const json = body.length && !path.startsWith("/api/v1/bundle/") ? JSON.parse(body) : {};
  if (path === "/api/v1/session") {
    if (method === "POST") {
      const session = await pretended_session(json.nip);
      if (!session.signed_in) return [401, { type: "about:blank", title: "Unauthorized", status: 401, fault: "refused", detail: "NIP atau kata sandi tidak cocok.", hint: "Periksa keduanya, lalu coba lagi.", field: "secret" }];
      return [200, session, { "Set-Cookie": `hadir-dev=${json.nip}; Path=/; HttpOnly; SameSite=Strict` }];
    }
    if (method === "DELETE") return [200, {}, { "Set-Cookie": "hadir-dev=; Path=/; Max-Age=0" }];
    return [200, await pretended_session(nip === "-" ? "" : nip)];
  }
  if (path.startsWith("/api/v1/setup")) {
    if (path.endsWith("/enrol") && /STICK|LATER/.test(json.code)) return [503, { status: 503, fault: "unreachable", detail: "Hub tidak terjangkau.", hint: "" }];
    if (/enrol|offline/.test(path)) setup = "account";
    if (path.endsWith("/account")) { setup = "done"; return [200, await pretended_session(json.nip), { "Set-Cookie": `hadir-dev=${json.nip}; Path=/; HttpOnly; SameSite=Strict` }]; }
    const session = await pretended_session("");
    return [200, { state: setup, has_code: false, ...(setup === "needed" ? {} : { unit: session.unit, unit_name: session.unit_name, hub: (await call("status")).hub }) }];
  }
  if (path === "/api/v1/kiosk") {
    const status = await call("status");
    const day = status.now.slice(0, 10);
    const people = new Map((await call("records", { kind: "employee" })).records.map((one) => [one.nip, one.name]));
    const punches = (await call("records", { kind: "punch", where: [`at>=${day}T00:00:00${status.now.slice(-6)}`] })).records.sort((a, b) => b.at.localeCompare(a.at));
    const session = await pretended_session("");
    return [200, { now: status.now, offset_minutes: session.offset_minutes, clock: status.clock, unit_name: session.unit_name, count: punches.length,
      today: punches.slice(0, 50).map((one) => ({ name: people.get(one.employee) ?? one.employee, at: one.at, direction: one.direction })) }];
  }
  if (path === "/api/v1/kiosk/punch") {
    if (json.pin === "000000") return [403, { title: "Forbidden", status: 403, detail: "PIN tidak cocok.", hint: "Ketik PIN Anda sekali lagi.", field: "pin" }];
    const done = await call("punch", { employee: json.nip, direction: json.direction ?? "in", source: "kiosk" });
    return [200, { name: done.name, at: done.record.at, direction: done.record.direction, quality: done.quality, bound_ms: done.bound_ms, message: "Tercatat." }];
  }
  if (path === "/api/v1/call/account.list") {
    if (!accounts.size) for (const [at, one] of (await call("records", { kind: "employee" })).records.slice(0, 14).entries())
      accounts.set(one.nip, { nip: one.nip, name: one.name, roles: at === 0 ? ["head"] : at === 1 ? ["clerk"] : at === 2 ? ["personnel"] : [], disabled: at === 9, has_secret: at < 12, has_pin: at % 3 !== 0, locked_s: at === 5 ? 240 : 0 });
    return [200, { rows: [...accounts.values()] }];
  }
  if (path === "/api/v1/call/account.set") { accounts.set(json.nip, { ...(accounts.get(json.nip) ?? { nip: json.nip, name: json.nip, has_secret: false, has_pin: false }), ...json }); return [200, { result: "recorded" }]; }
  if (path === "/api/v1/call/account.secret") return [200, { result: "recorded" }];
  if (path === "/api/v1/bundle/export") {
    const [part] = (await call("bundle.export")).parts;
    return [200, Buffer.from(part.content, "base64"), { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="${part.name}"` }];
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
  const [head, ...lines] = content.trim().split(/\r?\n/).map((line) => line.split(/[,;]/));
  const quarantined = [], records = [];
  for (const [at, cells] of lines.entries()) {
    const record = { kind: "employee", ...Object.fromEntries(head.map((name, column) => [name.trim(), cells[column] ?? ""])) };
    if (!/^(\d{18}|[A-Z]+-[\w-]+)$/.test(record.nip ?? "")) quarantined.push({ line: at + 2, reason: `nip: "${record.nip ?? ""}" bukan NIP (18 angka) atau nomor pegawai` });
    else if (!record.name) quarantined.push({ line: at + 2, reason: "name: nama belum diisi" });
    else records.push({ line: at + 2, record });
  }
  return { lines: lines.length, recorded: records.length, unchanged: 0, quarantined, records };
}
const pretended_health = (status) => ({
  version: "0.1.0", started: status.now, data_dir: data, database_bytes: 7_340_032, disk_free_bytes: 81e9, disk_total_bytes: 240e9,
  findings: [
    { check: "service", level: "ok", what: "layanan berjalan", todo: "" }, { check: "database", level: "ok", what: "basis data utuh", todo: "" },
    { check: "backup", level: "attention", what: "belum ada cadangan", todo: "biarkan PC menyala pukul 01:30, atau: hadir backup" }, { check: "space", level: "ok", what: "ruang disk cukup", todo: "" },
    { check: "conflicts", level: status.conflicts ? "attention" : "ok", what: `${status.conflicts} pertentangan menunggu keputusan`, todo: "buka Perlu perhatian" },
  ],
});

// --- serving ---

const types = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml", html: "text/html; charset=utf-8" };
createServer(async (incoming, answer) => {
  const path = new URL(incoming.url, "http://page").pathname;
  const send = (status, json, headers = {}) => answer.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers }).end(Buffer.isBuffer(json) ? json : JSON.stringify(json));
  try {
    if (!path.startsWith("/api/")) {
      const file = join(web, path.startsWith("/assets/") ? path : "index.html");
      if (!file.startsWith(web) || !existsSync(file)) return answer.writeHead(404).end();
      return answer.writeHead(200, { "content-type": types[file.split(".").pop()] ?? "text/plain", "content-security-policy": policy, "cache-control": "no-cache", "x-content-type-options": "nosniff" }).end(readFileSync(file));
    }
    if (await has_sessions()) {  // streamed, for the sake of events
      const { port } = service();
      const asked = request({ host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, host: `127.0.0.1:${port}`, ...(incoming.headers.origin ? { origin: `http://127.0.0.1:${port}` } : {}) } },
        (told) => { answer.writeHead(told.statusCode, told.headers); told.pipe(answer); });
      asked.on("error", () => answer.headersSent ? answer.end() : send(502, { status: 502, detail: "Layanan tidak menjawab.", hint: "" }));
      incoming.pipe(asked);
      answer.on("close", () => asked.destroy());
      return;
    }
    if (path === "/api/v1/events") {
      answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      const tell = async () => { const status = await call("status").catch(() => null); if (status) answer.write(`event: status\ndata: ${JSON.stringify({ pending: status.pending, oldest_pending_s: status.oldest_pending_s, conflicts: status.conflicts, quarantine: status.quarantine, clock: status.clock })}\n\n`); };
      await tell();
      const timer = setInterval(tell, 5000);
      answer.on("close", () => clearInterval(timer));
      return;
    }
    const said = await pretended(incoming.method, path, incoming, await read(incoming));
    said ? send(...said) : send(404, { status: 404, title: "Not Found", detail: "Tidak ada apa-apa di alamat ini.", hint: "" });
  } catch (problem) {
    if (problem.json) send(problem.status, { status: problem.status, ...(problem.json.error ? { fault: problem.json.error.fault, detail: problem.json.error.what, hint: problem.json.error.hint } : problem.json) });
    else send(502, { status: 502, title: "Bad Gateway", detail: `Layanan tidak menjawab (${problem.message}).`, hint: "" });
  }
}).listen(Number(option("--port", "8100")), "127.0.0.1", function () { console.log(`http://127.0.0.1:${this.address().port}/`); });
