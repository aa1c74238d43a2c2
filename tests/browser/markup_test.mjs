// Markup in every text of the office's records: each text field of each kind of record that an office writes is filled with tags and
// handlers, so are the hub's own texts, and every page and dialog is shown. It is text everywhere, runs nowhere, and the content security policy is never needed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled } from "./browser.mjs";
import { registered } from "./pages.mjs";
import { scenes, show } from "./scenes.mjs";
import { bin, office } from "./world.mjs";

const evil = `"'><img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload=window.ran=1>`;

// The kinds of PROTOCOL.md's tables: who writes them, their keys, and their fields of type text.
const tables = [...readFileSync(new URL("../../common/sync/PROTOCOL.md", import.meta.url), "utf8").matchAll(/^\| (.+) \|$/gm)].map(
  ([, row]) => row.split("|").map((cell) => cell.trim()),
);
const kinds = tables
  .filter((row) => /^\d+$/.test(row[0]) && row[3] === "unit" && row[4] === "unit")
  .map(([, name]) => {
    const fields = tables.filter((row) => row[0] === name && /^\d+$/.test(row[1]));
    return {
      name,
      keys: fields.filter((row) => row[3] === "key").map((row) => row[2]),
      texts: fields.filter((row) => row[3] !== "key" && row[4] === "text").map((row) => row[2]),
    };
  })
  .filter((kind) => kind.texts.length);

// What the secretariat says: the unit's name, a holiday's, a circular.
function fill_hub() {
  const hub = (...words) => execFileSync(join(bin, "hadir-hub"), [...words, "--data", world.told.hub], { stdio: "pipe" });
  const file = (name, content) => {
    writeFileSync(join(world.folder, name), content);
    return join(world.folder, name);
  };
  const cell = `"${evil.replaceAll('"', '""')}"`;
  const unit = world.told.people[0].unit;
  hub("unit", "import", file("units.csv", `code,name\n${unit},${cell}\n`));
  hub("holiday", "import", file("holidays.csv", `date,name\n${world.told.month}-18,${cell}\n`));
  const assembly = { session: "sore", virtual: true, starts: "15:30" };
  const circular = { issuer: evil, number: "800/9/2026", title: evil, signer: evil, clauses: [{ id: "1", text: evil, assembly }] };
  hub("circular", "add", file("circular.json", JSON.stringify(circular)));
  hub("circular", "activate", circular.number, "--from", `${world.told.month}-01`);
}

let world, browser, page;
const filled = new Set();
before(async () => {
  world = await office();
  for (const kind of kinds) {
    const { records } = await world.call("records", { kind: kind.name });
    const lines = (records ?? [])
      .slice(0, 60)
      .flatMap((record) =>
        kind.texts.map((field) => ({ kind: kind.name, ...Object.fromEntries(kind.keys.map((key) => [key, record[key]])), [field]: evil })),
      );
    if (!lines.length) continue;
    const content = lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
    await world.call("import.file", { name: "markup.jsonl", content, author: world.person });
    const after = (await world.call("records", { kind: kind.name })).records;
    for (const field of kind.texts) if (after.some((record) => record[field] === evil)) filled.add(`${kind.name}.${field}`);
  }
  fill_hub();
  await world.call("sync", {});
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
  page.on("dialog", () => assert.fail("a dialog opened by itself"));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const harmless = async () => {
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator('img[src="x"], main svg[onload], main script').count(), 0);
  assert.deepEqual(page.complaints, []);
};

test("many fields hold markup", () => {
  assert.ok(filled.size >= 30, `only ${[...filled].join(", ")}`);
  for (const field of ["employee.name", "permit.reason", "meeting.title", "letter.place"]) assert.ok(filled.has(field), field);
});

test("the hub's texts are there", async () => {
  const { unit_name } = await (await fetch(`${world.url}/api/v1/kiosk`)).json();
  assert.equal(unit_name, evil);
  const { rows } = await world.call("circular.list", {});
  assert.ok(rows.some((row) => row.title === evil));
  const { days } = await world.call("roster.board", { month: world.told.month, author: world.person });
  assert.ok(days.some((day) => day.holiday === evil));
});

test("no page makes anything of it but text", async () => {
  let shown = 0;
  const papers = ["monthly", "attendance-list", "roster", "exceptions", "daily-report", "travel", "letter", "day"].map(
    (paper) => `/rekap/${paper}`,
  );
  for (const path of [...registered.map((one) => one.path), "/pengaturan?tab=people", "/pengaturan?tab=posts", ...papers]) {
    await page.goto(path);
    await settled(page);
    if ((await page.locator("body").innerText()).includes("<script>window.ran=1</script>")) ++shown;
    await harmless();
  }
  assert.ok(shown >= 8, `it was shown on ${shown} pages`);
});

for (const scene of scenes)
  test(`nor does ${scene.name}`, async () => {
    await show(page, scene, world.person, world.told);
    await harmless();
  });
