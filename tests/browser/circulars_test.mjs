// Surat edaran: what the secretariat says is read as a letter, its clauses that need a reason are invoked by who may, and rules of the unit's own
// go the whole way from a file to their end, where a circular allows them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { call, toast } from "./deeds.mjs";
import { bin, office } from "./world.mjs";

let world, browser, page;
const button = (name, within = page) => within.getByRole("button", { name, exact: true });
const dialog = (name) => page.getByRole("dialog", { name });
const row = (text) => page.getByRole("row").filter({ hasText: text });
const province = "045.2/103/VII/POSKO/2021";

const own = {
  issuer: "Dinas Komunikasi, Informatika dan Statistik",
  number: "800/7/V.02/2026",
  title: "Apel dan laporan di lingkungan dinas",
  clauses: [{ id: "1", text: "Apel sore diselenggarakan secara virtual.", assembly: { session: "sore", virtual: true, starts: "15:30" } }],
};
const allows = {
  issuer: "Sekretaris Daerah",
  number: "800/1/2026",
  title: "Kewenangan kepala perangkat daerah",
  effective: "2026-01-01",
  clauses: [{ id: "1", text: "Kepala perangkat daerah dapat menetapkan ketentuan unitnya.", override: { by: "kepala" } }],
};
const file = (name, content) => ({ name, mimeType: "application/json", buffer: Buffer.from(content) });
const choose = (content) => page.locator("input[type=file]").setInputFiles(file("edaran.json", content));
const hub = (...words) => execFileSync(join(bin, "hadir-hub"), [...words, "--data", world.told.hub], { stdio: "pipe" });

before(async () => {
  world = await office({ as: "kepala" });
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
  await page.goto("/surat-edaran");
  await settled(page);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("a circular is read as a letter, and a clause that needs a reason is invoked with one", async () => {
  await button(province).or(row(province)).first().click();
  const letter = dialog(province);
  await letter.getByText("berlaku", { exact: true }).waitFor();
  assert.ok((await letter.locator(".circular-clauses li").count()) > 8);
  assert.equal(await letter.getByRole("button", { name: /^Akhiri|^Hapus/ }).count(), 0, "it is the secretariat's");
  assert.deepEqual(await violations(page), []);
  await button("Berlakukan…", letter).first().click();
  const asked = page.getByRole("dialog", { name: /^Berlakukan R/ });
  await button("Berlakukan", asked).click();
  await asked.getByText("Wajib diisi").or(asked.locator("[aria-invalid=true]")).first().waitFor(); // no reason, no clause
  await asked.getByLabel("Alasan").fill("pelayanan publik yang tidak dapat ditunda");
  await button("Berlakukan", asked).click();
  await toast(page, "Berlaku untuk unit ini");
  await page.keyboard.press("Escape");
  await row("pelayanan publik yang tidak dapat ditunda").waitFor();
});

test("a file that cannot be read says where it is wrong, and rules that no circular allows say so", async () => {
  await button("Tambah ketentuan unit").click();
  await choose('{"issuer": "Dinas", "number": "1", "clauses": [{"id": "1"}]}');
  assert.match(await page.locator("dialog .notice.bad").innerText(), /title|clauses/);
  await choose(JSON.stringify(own));
  await page.getByText("Belum dapat diberlakukan").waitFor();
  assert.match(await page.locator("dialog .notice.bad").innerText(), /tidak ada edaran yang membolehkan/);
  assert.ok(await button("Simpan dan berlakukan").isDisabled());
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
});

test("rules of the unit's own: a draft, in force, ended; each asked for once more", async () => {
  const path = join(world.folder, "allows.json");
  writeFileSync(path, JSON.stringify(allows));
  hub("circular", "add", path);
  hub("circular", "activate", allows.number, "--from", allows.effective);
  await call(page, "sync");
  await row(allows.number).waitFor();

  await button("Tambah ketentuan unit").click();
  await choose(JSON.stringify(own));
  await button("Simpan sebagai draf").click();
  await page.getByText(`Edaran ${own.number} disimpan sebagai draf`).waitFor();
  await page.keyboard.press("Escape");
  await row(own.number).getByText("draf").waitFor();
  await button(own.number).or(row(own.number)).first().click();
  await button("Hapus…").waitFor();
  await button("Berlakukan…", dialog(own.number)).click();
  await button("Berlakukan", dialog("Berlakukan ketentuan unit")).click();
  await toast(page, "Berlaku mulai");
  await row(own.number).getByText("berlaku").waitFor();

  await button(own.number).or(row(own.number)).first().click();
  await button("Akhiri…").click();
  await button("Akhiri", dialog("Akhiri ketentuan unit")).click();
  await toast(page, "Dicabut");
  assert.deepEqual(page.complaints, []);
});

test("an employee reads circulars and changes none", async () => {
  const mine = await open(browser, { url: world.url, cookies: await world.cookies_of(world.told.people[20].nip) });
  await mine.goto("/surat-edaran");
  await settled(mine);
  assert.equal(await mine.getByRole("button", { name: /Tambah ketentuan/ }).count(), 0);
  await mine
    .getByRole("button", { name: province, exact: true })
    .or(mine.getByRole("row").filter({ hasText: province }))
    .first()
    .click();
  await mine.locator(".circular-clauses li").first().waitFor();
  assert.equal(await mine.getByRole("button", { name: /^Berlakukan/ }).count(), 0);
});
