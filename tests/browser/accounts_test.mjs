// Somebody gets an account in the page, signs in with the temporary password, must choose his own, sets his PIN and uses the kiosk; then the
// account is closed, and he cannot sign in any more. Nobody changes his own roles.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { sign_in } from "./deeds.mjs";
import { office } from "./world.mjs";

let world, browser, clerk, temporary;
const own_secret = "kopi pahit tanpa gula",
  own_pin = "739164";
const employee = () => world.told.people[30];
before(async () => {
  world = await office();
  browser = await launch();
  clerk = await open(browser, { url: world.url, cookies: world.cookies });
  await clerk.goto("/akun");
  await settled(clerk);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("a clerk makes an account, whose temporary password is shown once", async () => {
  await clerk.getByRole("button", { name: "Tambah akun" }).click();
  await clerk.getByRole("combobox").fill(employee().nip);
  await clerk.getByRole("option").first().waitFor();
  await clerk.keyboard.press("Enter");
  await clerk.getByRole("dialog").getByRole("button", { name: "Tambah akun" }).click();
  temporary = await clerk.locator(".accounts-secret").innerText();
  assert.ok(temporary.length >= 8);
  assert.deepEqual(await violations(clerk), []);
  await clerk.getByRole("button", { name: "Selesai" }).click();
  await clerk.getByLabel("Cari nama atau NIP").fill(employee().nip);
  await clerk.getByText("belum mengganti sandi sementara").waitFor();
});

test("whoever signs in with it chooses his own password before anything else, then his PIN, and uses the kiosk", async () => {
  const page = await open(browser, { url: world.url });
  await sign_in(page, employee().nip, temporary);
  await page.getByRole("heading", { level: 1, name: "Buat kata sandi Anda" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.goto("/izin");
  await page.getByRole("heading", { level: 1, name: "Buat kata sandi Anda" }).waitFor();
  await page.getByLabel("Kata sandi sekarang").fill(temporary);
  await page.getByLabel("Kata sandi baru", { exact: true }).fill(own_secret);
  await page.getByLabel("Ulangi kata sandi baru").fill(own_secret);
  await page.getByRole("button", { name: "Ganti kata sandi" }).click();
  await page.getByRole("heading", { level: 1, name: "Izin & perjalanan" }).waitFor();
  await page.goto("/akun");
  const card = page.locator(".card", { hasText: "Ganti PIN presensi" });
  const set_pin = async (old, pin) => {
    await card.getByLabel("Kata sandi sekarang").fill(old);
    await card.getByLabel("PIN baru", { exact: true }).fill(pin);
    await card.getByLabel("Ulangi PIN baru").fill(pin);
    await card.getByRole("button", { name: "Ganti PIN" }).click();
  };
  await set_pin("bukan sandinya", own_pin);
  await card.locator("[aria-invalid=true], [role=alert]").first().waitFor();
  await set_pin(own_secret, own_pin);
  await card.getByText("PIN diganti.").waitFor();
  await page.goto("/presensi");
  await settled(page);
  await page.keyboard.type(`${employee().nip}\n${own_pin}\n`);
  await page.locator(".kiosk-name", { hasText: employee().name }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a closed account cannot sign in", async () => {
  await clerk.reload();
  await clerk.getByLabel("Cari nama atau NIP").fill(employee().nip);
  await clerk.locator(".row-button").first().click();
  await clerk.getByRole("button", { name: "Tutup akun ini" }).click();
  await clerk.getByText("ditutup", { exact: true }).waitFor();
  const page = await open(browser, { url: world.url });
  await sign_in(page, employee().nip, own_secret);
  await page.getByRole("alert").waitFor();
  await page.context().close();
});

test("nobody changes his own roles", async () => {
  await clerk.getByLabel("Cari nama atau NIP").fill(world.person);
  await clerk.locator(".row-button").first().click();
  await clerk.getByText("Tugas Anda sendiri diubah oleh orang lain.").waitFor();
  assert.equal(await clerk.getByRole("dialog").getByRole("checkbox").count(), 0);
  assert.deepEqual(clerk.complaints, []);
});
