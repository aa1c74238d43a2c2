// What people do with each other in the page: a conflict between two PCs is compared, settled and taken back; a daily report goes through
// its tiers and back; a permit is asked for, with what is missing said beside its field; a look at health data is put on record.
// Prevents: an edit that vanishes, a decision that is offered and refused, a form that loses what was typed, a look that nobody knows of.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, open, settled, violations } from "./browser.mjs";
import { choose, toast } from "./deeds.mjs";
import { office } from "./world.mjs";

const bin = process.env.HADIR_BIN ?? fileURLToPath(new URL("../../build/release/bin", import.meta.url));
let world, browser;
before(async () => {
  world = await office();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const post = (name) => world.told.posts[name];
const person = (nip) => world.told.people.find((one) => one.nip === nip);
const reporting_to = (name) => world.told.people.filter((one) => one.reports_to === name);
// Of those, who has an account (office.py).
const staff_of = (name) => world.told.people.slice(20, 26).filter((one) => one.reports_to === name);

// A page with somebody signed in.
async function as(nip, path) {
  const page = await open(browser, { url: world.url, cookies: await world.cookies_of(nip), height: 768 });
  await page.goto(path);
  await settled(page);
  return page;
}
const end = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};
const hadir = (data, ...words) => execFileSync(join(bin, "hadir"), [...words, "--data", data, "--json"], { encoding: "utf8" });

test("a conflict made on two PCs is compared, settled, taken back and settled anew, and both PCs agree", async () => {
  const conflicts = JSON.parse(hadir(world.told.office, "conflicts", "list"));
  assert.ok(conflicts.length >= 2, "office.py makes two");
  const page = await as(post("kasubbag-kepegawaian"), "/perlu-perhatian?jenis=conflicts");
  const about = conflicts.find((one) => one.values.some((side) => side.value === "LEAVE"));
  const name = person(about.record.employee).name;
  const line = page.locator(".attention-list li", { hasText: name });
  await line.getByRole("button", { name: "Bandingkan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".claim").nth(1).waitFor();
  assert.deepEqual((await dialog.locator(".claim-value").allInnerTexts()).map((text) => text.split("\n")[0].trim()).sort(), [
    "Cuti",
    "Dinas luar",
  ]);
  const told = await dialog.innerText();
  for (const author of [post("kasubbag-kepegawaian"), post("sekretaris")])
    assert.ok(told.includes(person(author).name), `${author} wrote one of them`);
  assert.match(told, /PC ini/);
  assert.match(told, /jam dipastikan oleh hub/);
  assert.match(told, /Saat menulis/);
  assert.deepEqual(await violations(page), []);

  // Keep the one that does not show.
  const other = about.values[1].value === "LEAVE" ? "Cuti" : "Dinas luar";
  await dialog.locator(".claim", { hasText: other }).getByRole("button", { name: "Pakai yang ini" }).click();
  await toast(page, "Dipakai.");
  const mode = (data) =>
    JSON.parse(
      hadir(data, "records", "schedule", "--where", `employee=${about.record.employee}`, "--where", `date=${about.record.date}`),
    )[0].mode;
  assert.equal(mode(world.told.office), about.values[1].value);
  await line.waitFor({ state: "detached" });

  // Take it back: what showed before shows again, and the conflict is open again.
  await page.locator("tr", { hasText: name }).getByRole("button", { name: "Urungkan" }).click();
  await toast(page, "Diurungkan");
  assert.equal(mode(world.told.office), about.values[0].value);
  await line.getByRole("button", { name: "Bandingkan" }).click();
  await page.getByText("Keputusan tentang ini diurungkan").waitFor();

  // A third value, by keyboard.
  await page.getByRole("button", { name: "Tulis yang lain" }).press("Enter");
  await page.getByRole("button", { name: "Pakai nilai ini" }).press("Enter");
  await page.getByText("Pilih salah satu.").waitFor(); // nothing was chosen yet
  await page.getByRole("radio", { name: "WFO (di kantor)" }).press("Space");
  await page.getByRole("button", { name: "Pakai nilai ini" }).press("Enter");
  await toast(page, "Dipakai.");
  await line.waitFor({ state: "detached" });
  await end(page);
  for (const data of [world.told.office, world.told.second]) hadir(data, "sync");
  for (const data of [world.told.office, world.told.second]) {
    assert.equal(mode(data), "WFO");
    assert.equal(JSON.parse(hadir(data, "conflicts", "list")).filter((one) => one.id === about.id).length, 0);
  }
});

test("a daily report is written, goes up its tiers, comes back with a note, and is approved", async () => {
  const staff = staff_of("kabid-1")[0],
    superior = post("kabid-1"),
    head = post("kepala");
  let page = await as(staff.nip, "/laporan-harian?bagian=saya");
  await page.getByRole("button", { name: "Ajukan kepada atasan" }).click();
  await page.getByText("Tulis paling sedikit satu kegiatan.").waitFor();
  await page.keyboard.type("Rekap absensi Juni: 12 berkas"); // the first line has the focus
  await page.keyboard.press("Enter");
  await page.keyboard.type("Rapat bidang");
  assert.equal(await page.getByRole("textbox", { name: "Kegiatan, baris 2" }).inputValue(), "Rapat bidang");
  await page.getByRole("textbox", { name: "Bukti dukung, baris 1" }).fill("foto-1.jpg");
  await page.getByRole("button", { name: "Simpan draf" }).click();
  await toast(page, "Draf tersimpan");
  await page.reload();
  assert.equal(await page.getByRole("textbox", { name: "Kegiatan, baris 1" }).inputValue(), "Rekap absensi Juni: 12 berkas");
  await page.getByRole("button", { name: "Ajukan kepada atasan" }).click();
  await toast(page, "Diajukan");
  await page.locator(".tier.waits", { hasText: person(superior).name }).waitFor();
  await end(page);

  const open_matter = async (nip) => {
    const opened = await as(nip, "/laporan-harian?bagian=putusan");
    await opened.locator("tr", { hasText: "Rekap absensi Juni" }).getByRole("button", { name: staff.name }).click();
    await opened.getByRole("dialog").getByText("Rapat bidang").waitFor();
    return opened;
  };
  page = await open_matter(superior);
  assert.equal(await page.getByRole("button", { name: "Setujui", exact: true }).count(), 0, "below the last tier to approve is to forward");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("textbox", { name: "Catatan" }).fill("lengkap");
  await page.getByRole("button", { name: "Setujui & teruskan" }).click();
  await page.locator(".tier.forwarded", { hasText: "lengkap" }).waitFor();
  await end(page);

  page = await open_matter(head);
  await page.getByRole("button", { name: "Kembalikan" }).click();
  await page.getByText("Tulis dahulu apa yang harus diperbaiki.").waitFor();
  await page.keyboard.type("sebutkan hasil rapatnya"); // the note has the focus
  await page.getByRole("button", { name: "Kembalikan" }).click();
  await page.locator(".tier.returned").waitFor();
  await end(page);

  page = await as(staff.nip, "/laporan-harian?bagian=saya");
  await page.locator(".notice", { hasText: "sebutkan hasil rapatnya" }).waitFor();
  await page.getByRole("textbox", { name: "Kegiatan, baris 2" }).fill("Rapat bidang: tiga keputusan");
  await page.getByRole("button", { name: "Ajukan lagi" }).click();
  await toast(page, "Diajukan");
  await end(page);

  for (const [who, deed] of [
    [superior, "Setujui & teruskan"],
    [head, "Setujui"],
  ]) {
    page = await as(who, "/laporan-harian?bagian=putusan");
    await page.locator("tr", { hasText: "Rekap absensi Juni" }).getByRole("button", { name: staff.name }).click();
    await page.getByText("Pengajuan ke-2").first().waitFor();
    await page.getByRole("button", { name: deed, exact: true }).click();
    await page
      .locator(deed === "Setujui" ? ".tier.approved" : ".tier.forwarded")
      .first()
      .waitFor();
    await end(page);
  }
  page = await as(staff.nip, "/laporan-harian?bagian=saya");
  await page.getByText("Laporan ini sudah disetujui dan tidak dapat diubah.").waitFor();
  await end(page);
});

test("several reports are approved at once", async () => {
  const page = await as(post("sekretaris"), "/laporan-harian?bagian=putusan");
  const rows = page.locator(".table tbody tr");
  const before = await rows.count();
  assert.ok(before >= 2, "office.py leaves some");
  for (const at of [0, 1]) await rows.nth(at).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Setujui 2 terpilih" }).click();
  await toast(page, "2 disetujui atau diteruskan.");
  await page.waitForFunction((count) => document.querySelectorAll(".table tbody tr").length === count, before - 2);
  await end(page);
});

test("a permit is asked for with what it needs, decided in tiers, and cancelled", async () => {
  const staff = staff_of("kabid-1")[1];
  let page = await as(staff.nip, "/izin");
  await page.getByRole("button", { name: "Ajukan izin" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("radio", { name: /^Bepergian/ }).check();
  await form.getByRole("button", { name: "Ajukan", exact: true }).click();
  // What is missing is said beside its field, all at once; what was chosen stays.
  await form.locator(".error").first().waitFor();
  assert.equal(await form.locator(".error").count(), 3, "which journey, where to, what for");
  assert.ok(await form.getByRole("radio", { name: /^Bepergian/ }).isChecked());
  assert.deepEqual(await violations(page), []);
  await form.getByLabel("Keperluan apa").selectOption("keluarga");
  await form.getByLabel("Mulai").fill("besok");
  await form.getByLabel("Wilayah tujuan").fill("Sumatera Selatan");
  await form.getByLabel("Keperluan", { exact: true }).fill("orang tua sakit");
  await form.getByLabel("Alasan mendesak").fill("rawat inap");
  await form.getByRole("button", { name: "Ajukan", exact: true }).click();
  await page.getByRole("dialog").locator(".tier.waits").waitFor(); // the panel of the new permit
  await end(page);

  for (const [who, deed] of [
    [post("kabid-1"), "Setujui & teruskan"],
    [post("kepala"), "Setujui"],
  ]) {
    page = await as(who, "/izin?bagian=putusan");
    await page.locator("tr", { hasText: "orang tua sakit" }).getByRole("button", { name: staff.name }).click();
    await page.getByRole("button", { name: deed, exact: true }).click();
    await page
      .locator(deed === "Setujui" ? ".tier.approved" : ".tier.forwarded")
      .first()
      .waitFor();
    await end(page);
  }
  page = await as(staff.nip, "/izin?bagian=saya");
  await page.locator("tr", { hasText: "orang tua sakit" }).getByRole("button").first().click();
  await page.getByRole("dialog").getByText("Disetujui").first().waitFor();
  await page.getByRole("button", { name: "Batalkan izin" }).click();
  await page.getByRole("dialog", { name: "Batalkan izin ini?" }).getByRole("button", { name: "Batalkan izin" }).click();
  await toast(page, "Izin dibatalkan.");
  await page.getByRole("dialog").getByText("Dibatalkan").first().waitFor();
  await end(page);
});

test("a letter is drafted for several people and signed", async () => {
  let page = await as(post("kasubbag-kepegawaian"), "/spt");
  await page.getByRole("button", { name: "Susun surat" }).first().click();
  const form = page.getByRole("dialog");
  for (const chief of ["kabid-1", "kabid-2"]) await choose(form, "Yang ditugaskan", reporting_to(chief)[0].name);
  assert.equal(await form.locator(".chips li").count(), 2);
  await form.getByLabel("Nomor").fill("800/900/V.02");
  await form.getByRole("button", { name: "Ajukan untuk ditandatangani" }).click();
  await page.getByRole("dialog").getByText("800/900/V.02").waitFor();
  await end(page);
  for (const [who, deed] of [
    [post("sekretaris"), "Setujui & teruskan"],
    [post("kepala"), "Setujui"],
  ]) {
    page = await as(who, "/spt?bagian=putusan");
    await page.locator("tr", { hasText: "800/900/V.02" }).getByRole("button").first().click();
    await page.getByRole("button", { name: deed, exact: true }).click();
    await page
      .locator(deed === "Setujui" ? ".tier.approved" : ".tier.forwarded")
      .first()
      .waitFor();
    if (deed !== "Setujui") await end(page);
  }
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    (async () => {
      await page.goto("/spt?bagian=semua");
      await page.getByRole("button", { name: "800/900/V.02" }).click();
      await page.getByRole("button", { name: "Unduh PDF" }).click();
    })(),
  ]);
  assert.match(file.suggestedFilename(), /\.pdf$/);
  await end(page);
});

test("somebody is called in and answers; an assembly is marked; a meeting has its list", async () => {
  const staff = staff_of("kabid-1")[0];
  let page = await as(post("kabid-1"), "/panggilan");
  await page.getByRole("button", { name: "Panggil pegawai" }).first().click();
  await choose(page.getByRole("dialog"), "Siapa yang dipanggil", staff.name);
  await page.getByLabel("Tempat").fill("Ruang Rapat");
  await page.getByRole("button", { name: "Panggil", exact: true }).click();
  await page.locator("tr", { hasText: staff.name }).first().waitFor();
  await end(page);
  page = await as(staff.nip, "/panggilan");
  await page.locator(".notice", { hasText: "Anda dipanggil ke kantor" }).getByRole("button", { name: "Jawab panggilan" }).click();
  await toast(page, "Panggilan dijawab.");
  await page.locator(".notice", { hasText: "Anda dipanggil" }).waitFor({ state: "detached" });
  await end(page);

  page = await as(post("kasubbag-kepegawaian"), "/apel");
  await page.getByRole("button", { name: "Catat apel" }).first().click();
  await page.getByRole("dialog").getByLabel("Apel", { exact: true }).selectOption("sore");
  await page.getByRole("button", { name: "Catat", exact: true }).click();
  const list = page.getByRole("dialog");
  await list.getByRole("group", { name: staff.name }).getByRole("radio", { name: "Tidak" }).check();
  await list.getByRole("button", { name: /Sisanya ikut/ }).click();
  await list.getByText(`${world.told.people.length - 1} dari ${world.told.people.length} ikut`).waitFor();
  await end(page);

  page = await as(post("sekretaris"), "/rapat");
  await page.getByRole("button", { name: "Jadwalkan rapat" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Acara").fill("Rapat anggaran");
  await form.getByLabel("Mulai").fill("930"); // taken as 09.30
  await choose(form, "Diundang ke ruangan", staff.name);
  await form.getByRole("button", { name: "Jadwalkan", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Rapat" })
    .getByText(/09\.30/)
    .waitFor();
  await page.getByRole("checkbox", { name: staff.name }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Tutup" }).click();
  await page.locator("tr", { hasText: "Rapat anggaran" }).waitFor();
  await end(page);
});

test("a section is closed and opened again", async () => {
  const page = await as(post("kepala"), "/penutupan");
  await page.getByRole("button", { name: "Tutup bagian" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Tutup", exact: true }).last().click();
  await form.locator(".error").first().waitFor();
  assert.equal(await form.locator(".error").count(), 2, "which section, why");
  await form.getByLabel("Bagian").selectOption("Sekretariat");
  await form.getByLabel("Alasan").fill("sterilisasi");
  await form.getByRole("button", { name: "Tutup", exact: true }).last().click();
  const row = page.locator("tr", { hasText: "sterilisasi" });
  await row.getByText("sedang tutup").waitFor();
  await row.getByRole("button", { name: "Batalkan" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Batalkan", exact: true }).click();
  await row.getByText("Dibatalkan").waitFor();
  await end(page);
});

test("lines that could not be recorded are set aside with a reason", async () => {
  const page = await as(post("kasubbag-kepegawaian"), "/perlu-perhatian?jenis=quarantine");
  await page.getByRole("button", { name: "Periksa baris" }).first().click();
  await page.getByRole("checkbox", { name: "Pilih semua" }).check();
  await page.getByRole("button", { name: /Singkirkan \d+ baris/ }).click();
  await page.getByLabel("Mengapa tidak dicatat").fill("uji coba mesin");
  await page.getByRole("button", { name: "Singkirkan", exact: true }).click();
  await page.getByText("Tidak ada baris yang tersisa").waitFor();
  await end(page);
});

test("health data is sealed to others, and whoever looks is put on record", async () => {
  const staff = staff_of("kabid-2")[0];
  let page = await as(staff.nip, "/kesehatan");
  await page.getByRole("button", { name: "Isi pemeriksaan hari ini" }).click();
  await page.getByRole("radio", { name: /^Bergejala/ }).check();
  await page.getByRole("textbox", { name: "Gejala, baris 1" }).fill("batuk");
  await page.getByRole("button", { name: "Kirim tersegel" }).click();
  await page.getByText("Hari ini sudah diisi").waitFor();
  await end(page);

  page = await as(post("kepala"), "/kesehatan?bagian=isi");
  assert.equal(await page.getByText("batuk").count(), 0, "nothing is shown before it is recorded");
  await page.getByRole("button", { name: "Lihat isi pemeriksaan" }).click();
  await page.getByRole("button", { name: "Catat & tampilkan" }).click();
  await page.locator("tr", { hasText: staff.name }).getByText("batuk").waitFor();
  await page.getByRole("tab", { name: "Siapa yang melihat" }).click();
  await page
    .locator("tr", { hasText: person(post("kepala")).name })
    .getByText("Isi pemeriksaan kesehatan")
    .waitFor();
  assert.deepEqual(await violations(page), []);
  await end(page);
});
