// A PC is set up where there is no network: the code is kept, a file goes to the secretariat on a stick, and its answer enrols the PC. All in
// the page, with the hub's command at the other end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, violations } from "./browser.mjs";
import { bin, office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office({ empty: true });
  process.kill(world.told.hub_process);
  browser = await launch();
  page = await open(browser, { url: world.url });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("code, stick, answer, first account", async () => {
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: "Hubungkan dengan sekretariat" }).waitFor();
  await page.getByRole("radio", { name: /stik USB/ }).check();
  await page.getByLabel("Kode pendaftaran", { exact: true }).fill(world.told.codes[0]);
  await page.getByRole("button", { name: "Simpan kode" }).click();
  await page.getByText("Kode tersimpan.").waitFor();
  assert.deepEqual(await violations(page), []);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "1. Buat berkas permintaan" }).click(),
  ]);
  const stick = join(world.folder, "stick"),
    answers = join(world.folder, "answers");
  mkdirSync(stick);
  mkdirSync(answers);
  await download.saveAs(join(stick, download.suggestedFilename()));
  execFileSync(join(bin, "hadir-hub"), ["bundle", "import", stick, "--answers", answers, "--data", world.told.hub]);
  await page.locator("input[type=file]").setInputFiles(join(answers, readdirSync(answers)[0]));
  await page.getByRole("heading", { level: 1, name: "Kantor Anda" }).waitFor();
  await page.getByText(/Hub https/).waitFor();
  assert.deepEqual(page.complaints, []);
});
