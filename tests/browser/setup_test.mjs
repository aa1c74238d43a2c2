// The first-run wizard's ways: mistyped codes are said beside the field, an unreachable hub keeps the code and lets people go on, the first
// account signs in, people come from a CSV whose wrong lines are named before anything is taken.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office({ empty: true });
  browser = await launch();
  page = await open(browser, { url: world.url });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).click();

test("whatever the address, a PC without an office is set up first", async () => {
  await page.goto("/jadwal");
  await heading("Hubungkan dengan sekretariat");
  assert.deepEqual(await violations(page), []);
  await press("Daftarkan PC ini");
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-invalid") === "true");
  await page.getByText("Kode pendaftaran diawali HADIR1-.").waitFor();
});

test("a code that is none is refused beside its field or above it, with what to do", async () => {
  await page.getByLabel("Kode pendaftaran", { exact: true }).fill("HADIR1-bukan-kode");
  await press("Daftarkan PC ini");
  await page.locator("form").getByText(/kode/i).last().waitFor();
  await page.locator("[role=alert], .error").first().waitFor();
  assert.deepEqual(await violations(page), []);
});

test("code, unit, first account", async () => {
  await page.getByLabel("Kode pendaftaran", { exact: true }).fill(world.told.codes[2]);
  await press("Daftarkan PC ini");
  await heading("Kantor Anda");
  await page.getByText("Dinas Komunikasi, Informatika dan Statistik").waitFor();
  await press("Benar, lanjutkan");
  await heading("Akun pertama");
  await press("Buat akun dan masuk");
  await page.getByText("Isi NIP Anda").waitFor();
  assert.deepEqual(await violations(page), []);
  const clerk = world.told.people[10];
  await page.getByLabel("NIP").fill(clerk.nip);
  await page.getByLabel("Nama lengkap").fill(clerk.name);
  await page.getByLabel("Kata sandi", { exact: true }).fill("melati putih di halaman");
  await page.getByLabel("Ulangi kata sandi").fill("melati putih di halaman");
  await press("Buat akun dan masuk");
  await heading("Pegawai");
});

test("people from a CSV, wrong lines first and by their number", async () => {
  await page.locator("input[type=file]").setInputFiles({
    name: "pegawai.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "nip,name,class\n198609262015051001,Dewi Lestari,jfu\n123,Salah Golongan,honorer\n199002022014022002,Rina Kartasari,jft\n",
    ),
  });
  await page.getByText("2 baris dapat diambil").waitFor();
  const first = await page.locator(".import-rows tbody tr").first().innerText();
  assert.match(first, /^3/);
  assert.match(first, /class/);
  assert.deepEqual(await violations(page), []);
  await press("Ambil 2 baris");
  await page.getByText("2 catatan diambil").waitFor();
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await heading("Surat edaran");
  await page.getByText("045.2/103/VII/POSKO/2021").waitFor();
  await press("Lanjutkan");
  await heading("PC ini siap dipakai");
  await page.getByRole("link", { name: "Buka Presensi" }).click();
  await settled(page);
  assert.equal(new URL(page.url()).pathname, "/presensi");
  assert.deepEqual(page.complaints, []);
});
