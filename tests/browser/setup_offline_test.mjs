// A PC begins where there is no network and no code: unit, first account, people from a CSV, what a circular waits for, a PIN, and the first
// punch at the kiosk. Nothing of it waits for a hub.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { office } from "./world.mjs";

const clerk = { nip: "198609262015051001", name: "Dewi Lestari" };
const colleague = { nip: "199002022014022002", name: "Rina Kartasari" };
const secret = "kopi pahit tanpa gula",
  pin = "739164";

let world, browser, page;
before(async () => {
  world = await office({ empty: true });
  await world.stop_hub();
  browser = await launch();
  page = await open(browser, { url: world.url });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const heading = (name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
const press = (name) => page.getByRole("button", { name, exact: true }).click();

test("the unit's code is asked for, and what is none is said beside the field", async () => {
  await page.goto("/");
  await heading("Hubungkan dengan sekretariat");
  await page.getByLabel("Mulai tanpa jaringan").check();
  await press("Mulai mencatat");
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-invalid") === "true");
  await page.getByText("Tulis kode unit kantor Anda, mis. 5.02.").waitFor();
  await page.getByLabel("Kode unit").fill("kantor kami");
  await press("Mulai mencatat");
  const said = page.locator("[aria-invalid=true]");
  await said.waitFor();
  assert.match(await page.locator(`#${(await said.getAttribute("aria-describedby")).split(" ").pop()}`).innerText(), /unit/);
  assert.deepEqual(await violations(page), []);
});

test("unit and zone, then the first account", async () => {
  await page.getByLabel("Kode unit").fill("5.02");
  await page.getByLabel("Zona waktu kantor").selectOption("WITA");
  await press("Mulai mencatat");
  await heading("Kantor Anda");
  await page.getByText("Tanpa jaringan; didaftarkan kemudian.").waitFor();
  await page.getByText("Nama unit datang dari sekretariat").waitFor();
  await page.locator(".setup-unit strong", { hasText: "Kode unit 5.02" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await press("Benar, lanjutkan");
  await heading("Akun pertama");
  await page.getByLabel("NIP").fill(clerk.nip);
  await page.getByLabel("Nama lengkap").fill(clerk.name);
  await page.getByLabel("Kata sandi", { exact: true }).fill(secret);
  await page.getByLabel("Ulangi kata sandi").fill(secret);
  await press("Buat akun dan masuk");
  await heading("Pegawai");
});

test("people from a CSV; circulars come once there is a hub, and the page says so", async () => {
  await page.locator("input[type=file]").setInputFiles({
    name: "pegawai.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`nip,name,class\n${clerk.nip},${clerk.name},jfu\n${colleague.nip},${colleague.name},jft\n`),
  });
  await page.getByRole("button", { name: /^Ambil \d baris$/ }).click();
  await page.getByText(/catatan diambil/).waitFor();
  await press("Lanjutkan");
  await heading("Surat edaran");
  await page.getByText("Surat edaran menyusul dari sekretariat").waitFor();
  assert.equal(await page.locator("input[type=file]").count(), 0, "nothing that could only be refused");
  assert.deepEqual(await violations(page), []);
  await press("Lanjutkan");
  await heading("PC ini siap dipakai");
  assert.deepEqual(await violations(page), []);
});

test("an account and a PIN for a colleague, and his first punch", async () => {
  await page.getByRole("link", { name: "Beri PIN dan akun" }).click();
  await settled(page);
  await press("Tambah akun");
  await page.getByRole("combobox").fill(colleague.name);
  await page.getByRole("option", { name: colleague.name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Tambah akun" }).click();
  await page.locator(".accounts-secret").waitFor();
  await press("Selesai");
  await page.locator(".row-button", { hasText: colleague.name }).first().click();
  await page
    .getByRole("dialog")
    .getByLabel(/PIN baru/)
    .first()
    .fill(pin);
  await page.getByRole("dialog").getByRole("button", { name: /PIN/ }).click();
  await page.goto("/presensi");
  await settled(page);
  await page.keyboard.type(`${colleague.nip}\n${pin}\n`);
  await page.locator(".kiosk-name", { hasText: colleague.name }).waitFor();
  assert.match(await page.locator(".kiosk-done").innerText(), /pukul \d\d\.\d\d\.\d\d WITA/);
  await page.goto("/sinkronisasi");
  await page.locator(".sync-said", { hasText: "PC ini belum terdaftar pada hub" }).waitFor();
  assert.deepEqual(page.complaints, []);
});
