// Settings of this PC, changed in the page: the budget and the hours for bulk on Sinkronisasi, the backup's time and the page for other PCs on
// Pengaturan. What is wrong is said beside its field, what is saved holds at once and over a restart, and whoever may not change it sees why.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect } from "node:tls";

import { launch, open, settled, violations } from "./browser.mjs";
import { choose, sign_in, toast } from "./deeds.mjs";
import { bin, office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office();
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const save = (within = page) => within.getByRole("button", { name: "Simpan", exact: true }).click();
const card = (title) => page.locator(".card", { has: page.getByRole("heading", { name: title, exact: true }) });
const value_of = async (name) => (await world.call("setting.list", {})).settings.find((one) => one.name === name).value;
// The error that is tied to the field.
async function said_beside(field) {
  await field.and(page.locator("[aria-invalid=true]")).waitFor();
  return page.locator(`#${(await field.getAttribute("aria-describedby")).split(" ").pop()}`).innerText();
}

test("budget and hours for bulk: wrong ones stay in the dialog, right ones hold at once", async () => {
  await page.goto("/sinkronisasi");
  await settled(page);
  const budget = card("Kuota hari ini");
  await budget.getByText("tanpa batas").waitFor();
  await budget.getByRole("button", { name: "Ubah" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kuota per hari, dalam MB").fill("lima");
  await save(dialog);
  assert.match(await said_beside(dialog.getByLabel("Kuota per hari, dalam MB")), /lima tidak dapat dibaca/);
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel("Kuota per hari, dalam MB").fill("2,5");
  await dialog.getByLabel("Data besar hanya pada jam tertentu").check();
  await dialog.getByLabel("Dari jam").fill("1800");
  await dialog.getByLabel("Sampai jam").fill("");
  await save(dialog);
  await dialog.getByText("Tulis jamnya, mis. 18.00.").waitFor();
  await dialog.getByLabel("Sampai jam").fill("5.30");
  await page.keyboard.press("Enter");
  await toast(page, "Tersimpan dan langsung berlaku");
  await budget.getByText("hanya 18.00 sampai 05.30").waitFor();
  await budget.getByText(/dari 2,5 MB/).waitFor();
  assert.equal((await world.call("status", {})).traffic.per_day, 2_500_000);
  assert.equal(await value_of("bulk-hours"), "18:00-05:30");
  await budget.getByRole("button", { name: "Ubah" }).click();
  assert.equal(await dialog.getByLabel("Kuota per hari, dalam MB").inputValue(), "2,5");
  await dialog.getByLabel("Kuota per hari, dalam MB").fill("");
  await dialog.getByLabel("Data besar hanya pada jam tertentu").uncheck();
  await save(dialog);
  await dialog.waitFor({ state: "detached" }); // which says in a hint what the card says
  await budget.getByText("tanpa batas").waitFor();
  assert.equal((await world.call("status", {})).traffic.per_day, null);
});

test("the link's quality is told in words, with its figures, and says when the hub is gone", async () => {
  const link = page.locator(".sync-link");
  await page.getByRole("button", { name: "Sinkronkan sekarang" }).click();
  await link.getByText("Pertukaran dengan hub berjalan lancar").waitFor();
  await link.getByText("Waktu jawab hub").waitFor();
  await world.stop_hub();
  await page.getByRole("button", { name: "Sinkronkan sekarang" }).click();
  await link.getByText("Hub tidak terjangkau").waitFor({ timeout: 60_000 });
  await link.getByText("terputus", { exact: true }).waitFor();
  assert.match(await link.innerText(), /sejak \d\d\.\d\d/);
  assert.deepEqual(await violations(page), []);
  await world.start_hub();
});

test("the backup's time", async () => {
  await page.goto("/pengaturan?tab=pc");
  await settled(page);
  const backup = card("Cadangan harian");
  await backup.getByLabel("Jam cadangan").fill("");
  await save(backup);
  await backup.getByText("Tulis jamnya, mis. 12.30.").waitFor();
  await backup.getByLabel("Jam cadangan").fill("9.15");
  await save(backup);
  await toast(page, "Tersimpan dan langsung berlaku");
  assert.equal(await value_of("backup-at"), "09:15");
  await backup.getByLabel("Buat cadangan setiap hari").uncheck();
  await backup.getByText(/disk yang rusak/).waitFor();
  const saved = page.waitForResponse(/setting\.set/);
  await save(backup);
  await saved;
  await page.reload();
  await settled(page);
  assert.equal(await backup.getByLabel("Buat cadangan setiap hari").isChecked(), false);
});

test("the page for other PCs opens and closes while the service runs, with the certificate that it says", async () => {
  const lan = card("PC lain di kantor");
  await lan.getByText("Sekarang tertutup").waitFor();
  await lan.getByLabel("PC lain di kantor boleh membuka halaman ini").check();
  await lan.getByText("Yang perlu Anda ketahui").waitFor();
  const [names, port] = [lan.getByLabel("Alamat atau nama PC ini"), lan.getByLabel("Nomor port")];
  await names.fill("https://192.168.1.10");
  await save(lan);
  assert.match(await said_beside(names), /tanpa https/);
  await names.fill("127.0.0.1 kantor.example");
  await port.fill(String(world.told.ports.office)); // which somebody has
  await save(lan);
  assert.match(await said_beside(port), /dipakai program lain/);
  assert.equal(await value_of("web-lan"), "");
  assert.deepEqual(await violations(page), []);
  await port.fill("0"); // any that is free
  await save(lan);
  await lan.getByText("Terbuka. Ketik alamat ini di peramban PC lain:").waitFor();
  const urls = await lan.locator(".settings-url").allInnerTexts();
  assert.match(urls[0], /^https:\/\/127\.0\.0\.1:\d+\/$/);
  assert.match(urls[1], /^https:\/\/kantor\.example:\d+\/$/);
  const line = connect({ host: "127.0.0.1", port: Number(new URL(urls[0]).port), rejectUnauthorized: false });
  await new Promise((done, fail) => line.once("secureConnect", done).once("error", fail));
  assert.equal(
    new X509Certificate(line.getPeerCertificate(true).raw).fingerprint256,
    await lan.locator(".settings-fingerprint").innerText(),
  );
  line.destroy();
  assert.deepEqual(await violations(page), []);
  const told = execFileSync(join(bin, "hadir"), ["setting", "list", "--data", world.told.office], { encoding: "utf8" });
  assert.match(told, /kantor\.example/);

  // Whoever comes from there is asked before he shuts the door behind himself.
  const far = await open(browser, { url: urls[0] });
  await sign_in(far, world.person, world.told.secret);
  await far.waitForURL((at) => at.pathname !== "/masuk");
  await far.goto("/pengaturan?tab=pc");
  await settled(far);
  await far.getByLabel("PC lain di kantor boleh membuka halaman ini").uncheck();
  const far_lan = far.locator(".card", { has: far.getByRole("heading", { name: "PC lain di kantor", exact: true }) });
  await save(far_lan);
  const asked = far.getByRole("dialog", { name: "Anda membuka halaman ini dari PC lain" });
  assert.deepEqual(await violations(far), []);
  await asked.getByRole("button", { name: "Batal" }).click();
  assert.notEqual(await value_of("web-lan"), "");
  await save(far_lan);
  const answered = far.waitForResponse(/setting\.set/);
  await asked.getByRole("button", { name: "Simpan dan putuskan" }).click();
  assert.equal((await answered).status(), 200, "he hears that it was saved before the door shuts");
  assert.equal(await value_of("web-lan"), "");
  await far.context().close();

  await page.reload();
  await settled(page);
  await lan.getByLabel("PC lain di kantor boleh membuka halaman ini").check();
  await save(lan);
  await lan.getByText("Terbuka. Ketik alamat ini di peramban PC lain:").waitFor();
  await lan.getByLabel("PC lain di kantor boleh membuka halaman ini").uncheck();
  await save(lan);
  await lan.getByText("Sekarang tertutup").waitFor();
  assert.deepEqual(page.complaints, []);
});

test("what the service's command line decides is shown, and cannot be changed here", async () => {
  await page.route("**/call/setting.list", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    for (const one of told.settings) one.fixed = true;
    await route.fulfill({ response: answer, json: told });
  });
  await page.goto("/pengaturan?tab=pc");
  await settled(page);
  await card("PC lain di kantor").getByText("Ditetapkan oleh pemasang layanan (--web-lan)").waitFor();
  await card("Cadangan harian").getByText("Ditetapkan oleh pemasang layanan (--backup-at)").waitFor();
  assert.equal(await page.getByRole("button", { name: "Simpan", exact: true }).count(), 0);
  await page.goto("/sinkronisasi");
  await settled(page);
  await card("Kuota hari ini").getByRole("button", { name: "Ubah" }).click();
  await page.getByRole("dialog").getByText("Ditetapkan oleh pemasang layanan (--bulk-hours)").waitFor();
  assert.ok(await page.getByRole("dialog").getByRole("button", { name: "Simpan", exact: true }).isDisabled());
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.complaints, []);
});

test("a file of people counts what is new, and offers nothing where everything is known", async () => {
  await page.goto("/pengaturan?tab=people");
  await settled(page);
  const line = (one) => [one.nip, one.name, one.class, one.position, one.section].join(",");
  const known = world.told.people.slice(20, 23).map(line);
  const choose = (rows) =>
    page.locator("input[type=file]").setInputFiles({
      name: "pegawai.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(["nip,name,class,position,section", ...rows, ""].join("\n")),
    });
  await choose(known);
  await page.getByText("3 sudah tercatat").waitFor();
  await page.getByText("tidak ada yang perlu diambil").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Ambil/ }).count(), 0);
  await choose([...known, "THL-0917,Melati Suryani,non_asn,Tenaga Harian Lepas,Sekretariat"]);
  await page.getByRole("button", { name: "Ambil 1 baris", exact: true }).click();
  await page.getByRole("button", { name: /^Ambil/ }).waitFor({ state: "detached" });
  const { records } = await world.call("records", { kind: "employee", where: ["nip=THL-0917"] });
  assert.equal(records[0].name, "Melati Suryani");
});

test("shifts of the unit's own and groups that take turns", async () => {
  await page.goto("/pengaturan?tab=turns");
  await settled(page);
  await page.getByText("Unit ini belum punya sif").waitFor();
  await page.getByRole("button", { name: "Tetapkan sif" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kode").fill("malam");
  await dialog.getByLabel("Mulai").fill("2100");
  await dialog.getByLabel("Selesai").fill("7.00");
  await save(dialog);
  await toast(page, "Sif malam");
  await page.getByRole("row").filter({ hasText: "21.00–07.00" }).waitFor();
  await page.getByRole("button", { name: "Masukkan ke kelompok" }).click();
  await save(dialog);
  assert.match(await said_beside(dialog.getByLabel("Kelompok")), /belum diisi/);
  await dialog.getByLabel("Kelompok").fill("A");
  await choose(dialog, "Siapa saja", world.told.people[20].name);
  await save(dialog);
  await toast(page, "masuk kelompok A");
  await page.getByRole("row").filter({ hasText: world.told.people[20].name }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.complaints, []);
});
