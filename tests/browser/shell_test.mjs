// What surrounds the pages: links without loading anew, Back, two languages, two themes, who is signed in and how that ends, and a service
// that stops and comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled } from "./browser.mjs";
import { office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office({ proxy: true });
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
  await page.goto("/sinkronisasi");
  await settled(page);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("links and Back show other pages without loading anew", async () => {
  await page.evaluate(() => {
    window.same_page = true;
  });
  await page.getByRole("link", { name: "Akun" }).click();
  await page.getByRole("heading", { level: 1, name: "Akun" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/akun");
  await page.waitForFunction(() => document.activeElement.id === "isi"); // focus goes on from the new page
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Sinkronisasi" }).waitFor();
  assert.ok(await page.evaluate(() => window.same_page));
});

test("the language changes at once, and stays", async () => {
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Sync" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await page.getByRole("heading", { level: 1, name: "Sinkronisasi" }).waitFor();
});

test("the theme changes at once, and stays", async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const before_it = await ground();
  await page.getByRole("button", { name: "Tampilan gelap" }).click();
  assert.notEqual(await ground(), before_it);
  await page.getByRole("button", { name: "Tampilan terang" }).click();
  assert.equal(await ground(), before_it);
});

test("a service that stops is said, and the page comes back by itself", async () => {
  await world.stop_service();
  await page.getByRole("link", { name: "Pengaturan" }).click();
  await page.getByText("Layanan hadir di PC ini tidak menjawab.").first().waitFor();
  await world.start_service();
  await page.getByText("Cadangan").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".banner"));
});

test("signing out and in", async () => {
  await page.getByRole("button", { name: world.told.people.find((one) => one.nip === world.person).name }).click();
  await page.getByRole("button", { name: "Keluar" }).click();
  await page.goto("/akun");
  await page.getByRole("heading", { level: 1, name: "Masuk" }).waitFor();
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await page.getByText("Isi NIP Anda.").waitFor();
  await page.getByLabel("NIP").fill("199999999999999999");
  await page.getByLabel("Kata sandi").fill("salah sekali");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("NIP").fill(world.person);
  await page.getByLabel("Kata sandi").fill(world.told.secret);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Akun" }).waitFor();
});

test("the skip link leads past the navigation", async () => {
  await page.goto("/sinkronisasi");
  await settled(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Langsung ke isi");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "isi");
});

test("whoever leaves the PC is warned a minute before, and signed out", async () => {
  const left = await open(browser, { url: world.url, cookies: await world.cookies_of(world.person) });
  await left.clock.install();
  await left.goto("/sinkronisasi");
  await settled(left);
  await left.clock.fastForward(850_000);
  await left.getByRole("heading", { name: "Anda masih di sini?" }).waitFor();
  await left.getByRole("button", { name: "Tetap masuk" }).click();
  await left.getByRole("dialog").waitFor({ state: "detached" });
  await left.clock.fastForward(850_000);
  await left.getByRole("heading", { name: "Anda masih di sini?" }).waitFor();
  await left.clock.fastForward(60_000);
  await left.getByText("Anda dikeluarkan karena lama tidak ada kegiatan.").waitFor();
  await left.context().close();
});
