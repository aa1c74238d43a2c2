// The network is cut: what is recorded waits and the page says so; sync now says what happened in plain words; a file goes to the hub on a
// stick, its answer comes back, and nothing waits any more.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { carry } from "./deeds.mjs";
import { bin, office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office();
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
  await page.goto("/sinkronisasi");
  await settled(page);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const said = (text) => page.locator(".sync-said", { hasText: text }).waitFor();
const punch = (at) =>
  execFileSync(join(bin, "hadir"), [
    "--as",
    world.told.people[at].nip,
    "punch",
    world.told.people[at].nip,
    "in",
    "--data",
    world.told.office,
  ]);

test("sync now, while there is a network", async () => {
  punch(30);
  await page.getByRole("button", { name: "Sinkronkan sekarang" }).click();
  await page.getByText("Selesai: semua tersimpan di hub, dengan tanda terima.").waitFor();
  await said("Semua catatan sudah diterima hub");
});

test("without a network it waits, and the page says so by itself", async () => {
  await world.stop_hub();
  punch(31);
  await said(/menunggu dikirim/);
  await page.getByRole("button", { name: "Sinkronkan sekarang" }).click();
  await page.getByText("Hub tidak terjangkau. Yang dicatat tetap aman di PC ini.").waitFor({ timeout: 60_000 });
  await page.locator(".sync-state.waits").waitFor();
  assert.deepEqual(await violations(page), []);
});

test("by stick to the hub and back", async () => {
  const answer = await carry(world, page, "Buat berkas untuk hub");
  await page.getByText(/^Berkas hadir-.*\.hadir dibuat$/).waitFor();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "bukan.hadir", mimeType: "application/octet-stream", buffer: Buffer.from("bukan berkas hadir") });
  await page.locator(".notice.bad").waitFor();
  await page.locator("input[type=file]").setInputFiles(answer);
  await page.locator(".notice.ok", { hasText: "Diterima" }).waitFor();
  await said("Semua catatan sudah diterima hub");
  assert.deepEqual(page.complaints, []);
});
