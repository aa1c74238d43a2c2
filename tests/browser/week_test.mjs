// A week of one office with the network cut but for one sync: two PCs are set up by stick, the roster is made, five days come from the
// fingerprint machine and today from two kiosks, a report and a permit go up their tiers, both PCs fill one day differently, which is settled
// once they have met, a stick carries the rest, and the month's recap says in Excel and PDF what happened.
// Prevents: steps that work by themselves and not after one another; anything that quietly needs the network.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";

import { launch, open, settled } from "./browser.mjs";
import { call, carry, set_up_by_stick, sign_in, toast } from "./deeds.mjs";
import { office } from "./world.mjs";

const own_secret = "kebun teh di lereng",
  pin = "482913",
  device = "1";
let world, browser, people, at_office, at_second;
const temporary = new Map(); // NIP -> the password that the clerk was shown
const pages = {}; // by PC: who set it up
let days; // the last five working days before today
let on_leave; // who was entered differently on the two PCs, on days[0]
const newcomer = { nip: "THL-15001", name: "Wening Larasati" };
let known; // somebody who was at the office on days[4]

const post = (name) => people.find((one) => one.nip === world.told.posts[name]);
const staff = (chief) => people.filter((one) => one.reports_to === chief && !Object.values(world.told.posts).includes(one.nip));
const button = (within, name) => within.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const go = async (page, path) => {
  await page.goto(path);
  await settled(page);
};
// Who reports and is ill, and who comes to which kiosk.
const reporter = () => staff("kabid-1")[0];
const punching = { office: () => staff("kabid-1").slice(1, 3), second: () => staff("kabid-2").slice(0, 2) };
const came = (page, count) => page.waitForFunction((count) => document.querySelectorAll(".kiosk-list ol li").length === count, count);
const said = (page, text) => page.locator(".sync-said", { hasText: text }).waitFor();
const before_month = (month) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 2, 1)).toISOString().slice(0, 7);
async function as(person, path) {
  const page = await open(browser, { url: at_office, height: 768 });
  await sign_in(page, person.nip, own_secret);
  await page.locator(".me").waitFor();
  await go(page, path);
  return page;
}
const end = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};

// The roster of a date's month, and which of its days that is.
async function board_of(page, date) {
  const board = await call(page, "roster.board", { month: date.slice(0, 7) });
  return { ...board, day: board.days.findIndex((one) => one.date === date) };
}
async function publish(page) {
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog");
  await dialog.locator(".dialog-actions .button:last-child:not(:disabled)").waitFor();
  if (await dialog.locator("textarea").count()) await dialog.locator("textarea").fill("keadaan hari itu memang demikian");
  await dialog.locator(".dialog-actions .button").last().click();
  await dialog.waitFor({ state: "detached" });
  await page.waitForFunction(() => !document.querySelector(".roster-cell.changed"));
}
// A letter into somebody's day.
async function enter(page, person, date, letter) {
  const { day } = await board_of(page, date);
  await go(page, `/jadwal?month=${date.slice(0, 7)}`);
  await page.getByLabel("Cari nama atau NIP").fill(person.nip);
  await page.waitForFunction(() => document.querySelectorAll(".roster-body [role=row]").length === 1);
  await page.locator(`.roster-body [data-day="${day}"]`).click();
  await page.keyboard.press(letter);
  await publish(page);
}
// An account with a temporary password and a PIN, by the clerk.
async function account(data, person, role) {
  const page = pages[data];
  await go(page, "/akun");
  await button(page, "Tambah akun").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").fill(person.nip);
  await dialog.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  if (role) await dialog.getByRole("checkbox", { name: role }).check();
  await button(dialog, "Tambah akun").click();
  temporary.set(person.nip, await page.locator(".accounts-secret").innerText());
  await button(page, "Selesai").click();
  await page.getByRole("button", { name: person.name, exact: true }).click();
  await dialog.getByLabel("PIN baru").fill(pin);
  await button(dialog, "Tetapkan PIN").click();
  await toast(page, "PIN ditetapkan");
}
// Whoever signs in for the first time chooses a password.
async function choose_secret(person) {
  const page = await open(browser, { url: at_office });
  await sign_in(page, person.nip, temporary.get(person.nip));
  await heading(page, "Buat kata sandi Anda");
  await page.getByLabel("Kata sandi sekarang").fill(temporary.get(person.nip));
  await page.getByLabel("Kata sandi baru", { exact: true }).fill(own_secret);
  await page.getByLabel("Ulangi kata sandi baru").fill(own_secret);
  await button(page, "Ganti kata sandi").click();
  await page.locator(".me").waitFor();
  await end(page);
}
// A workbook's first sheet as rows of cells' texts; what a PDF's pages say.
const cells_of = (path) => JSON.parse(execFileSync("python3", ["-c", sheet_reader, path], { encoding: "utf8", maxBuffer: 1 << 26 }));
const sheet_reader = `
import json, re, sys, zipfile
import xml.etree.ElementTree as tree
ns = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
book = zipfile.ZipFile(sys.argv[1])
said = lambda node: "".join(one.text or "" for one in node.iter("{%s}t" % ns["s"]))
shared = [said(one) for one in tree.fromstring(book.read("xl/sharedStrings.xml")).findall("s:si", ns)] if "xl/sharedStrings.xml" in book.namelist() else []
def text(cell):
    value = cell.find("s:v", ns)
    return said(cell) if value is None else shared[int(value.text)] if cell.get("t") == "s" else value.text
rows = tree.fromstring(book.read("xl/worksheets/sheet1.xml")).findall("s:sheetData/s:row", ns)
print(json.dumps([{re.sub(r"\\d", "", cell.get("r")): text(cell) for cell in row.findall("s:c", ns)} for row in rows]))
`;
function text_of(pdf) {
  const said = [];
  for (const begin of pdf.toString("latin1").matchAll(/\/FlateDecode[^]*?stream\r?\n/g))
    for (const [, text] of inflateSync(pdf.subarray(begin.index + begin[0].length))
      .toString("latin1")
      .matchAll(/\((.*)\) Tj/g))
      said.push(text);
  return said;
}

// A step that failed ends the story: what follows it would only fail for the same reason.
let broken = false;
const step = (name, run) =>
  test(name, async (context) => {
    if (broken) return context.skip("an earlier step failed");
    broken = true;
    await run();
    broken = false;
  });

before(async () => {
  world = await office({ empty: true, options: ["--both"] });
  await world.stop_hub();
  people = world.told.people;
  on_leave = staff("sekretaris")[0];
  [at_office, at_second] = ["office", "second"].map((data) => `http://127.0.0.1:${world.told.ports[data]}`);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.end();
});

async function set_up(url, code, clerk) {
  const page = await open(browser, { url, height: 768 });
  await set_up_by_stick(world, page, code);
  await button(page, "Benar, lanjutkan").click();
  await heading(page, "Akun pertama");
  await page.getByLabel("NIP").fill(clerk.nip);
  await page.getByLabel("Nama lengkap").fill(clerk.name);
  await page.getByLabel("Kata sandi", { exact: true }).fill(own_secret);
  await page.getByLabel("Ulangi kata sandi").fill(own_secret);
  await button(page, "Buat akun dan masuk").click();
  await heading(page, "Pegawai");
  return page;
}

// Files of the office's, by the settings page.
async function take_in(page, name, content) {
  await go(page, "/pengaturan?tab=people");
  await page
    .locator("input[type=file]")
    .setInputFiles(content === undefined ? join(world.told.files, name) : { name, mimeType: "text/plain", buffer: Buffer.from(content) });
  await page.getByRole("button", { name: /^Ambil [\d.]+ baris$/ }).click();
  await page.getByText(/^[\d.]+ catatan diambil$/).waitFor();
  assert.equal(await page.getByText("karantina").count(), 0, `all of ${name}`);
}

step("two PCs are set up by stick; the stick has brought people and circular, and a newcomer comes from a CSV", async () => {
  for (const [data, url, clerk, code] of [
    ["office", at_office, post("kasubbag-kepegawaian"), 0],
    ["second", at_second, post("sekretaris"), 1],
  ]) {
    const page = (pages[data] = await set_up(url, world.told.codes[code], clerk));
    await page.getByText("45 pegawai sudah tercatat di PC ini.").waitFor();
    if (data === "office") {
      await page.locator("input[type=file]").setInputFiles({
        name: "pegawai-baru.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(`nip,name,class,section\n${newcomer.nip},${newcomer.name},non_asn,Sekretariat\n`),
      });
      await button(page, "Ambil 1 baris").click();
      await page.getByText("46 pegawai sudah tercatat di PC ini.").waitFor();
    }
    await button(page, "Lanjutkan").click();
    await heading(page, "Surat edaran");
    await page.getByText("045.2/103/VII/POSKO/2021").waitFor();
    await button(page, "Lanjutkan").click();
    await heading(page, "PC ini siap dipakai");
  }
});

step("posts come from files, accounts and PINs from the clerk", async () => {
  await take_in(pages.office, "posts.csv");
  await take_in(pages.office, "holders.csv");
  await go(pages.office, "/pengaturan?tab=posts");
  await pages.office.locator("tr", { hasText: post("kepala").name }).waitFor();

  await account("office", post("kepala"), "Kepala");
  for (const person of [post("kabid-1"), reporter(), ...punching.office()]) await account("office", person);
  for (const person of punching.second()) await account("second", person);
  for (const person of [post("kepala"), post("kabid-1"), reporter()]) await choose_secret(person);
});

step("the roster of the week is generated and published", async () => {
  const page = await as(post("kepala"), "/jadwal");
  const today = (await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).now)).slice(0, 10);
  const months = [before_month(today.slice(0, 7)), today.slice(0, 7)];
  const boards = [];
  for (const month of months) boards.push(await call(page, "roster.board", { month }));
  days = boards
    .flatMap((board) => board.days)
    .filter((day) => day.working && day.date < today)
    .map((day) => day.date)
    .slice(-5);
  for (const month of new Set([...days, today].map((date) => date.slice(0, 7)))) {
    await go(page, `/jadwal?month=${month}`);
    await page.getByRole("button", { name: "Susun jadwal…" }).click();
    await button(page, "Lihat usulan").click();
    await button(page, "Pakai usulan ini").click();
    await page.locator(".roster-cell.changed").first().waitFor();
    await publish(page);
  }
  for (const date of days) {
    const { rows, marks, day } = await board_of(page, date);
    const there = rows.filter((row) => marks[row.cells[day]]?.mode === "WFO");
    assert.ok(there.length > 5, `somebody is at the office on ${date}`);
  }
  await end(page);
});

step("five days come from the fingerprint machine's file", async () => {
  const page = pages.office;
  const number = (nip) => people.findIndex((one) => one.nip === nip) + 1;
  await take_in(page, "pin.csv", `device,pin,employee\n${people.map(({ nip }) => `${device},${number(nip)},${nip}\n`).join("")}`);
  const lines = [];
  for (const date of days) {
    const { rows, marks, day } = await board_of(page, date);
    const there = rows.filter(
      (row) => marks[row.cells[day]]?.mode === "WFO" && number(row.employee) && ![reporter().nip, on_leave.nip].includes(row.employee),
    );
    for (const [status, time] of [
      [0, "07:1"],
      [1, "16:4"],
    ])
      there.forEach((row, at) =>
        lines.push(`${String(number(row.employee)).padStart(9)}\t${date} ${time}${at % 10}:00\t${device}\t${status}\t1\t0\r\n`),
      );
    known = people[number(there.at(-1).employee) - 1];
  }
  await take_in(page, `${device}_attlog.dat`, lines.join(""));
});

step("today people come to two kiosks", async () => {
  for (const data of ["office", "second"]) {
    const page = await open(browser, { url: data === "office" ? at_office : at_second });
    await go(page, "/presensi");
    for (const person of punching[data]()) {
      await page.keyboard.type(`${person.nip}\n${pin}\n`);
      await page.locator(".kiosk-name", { hasText: person.name }).waitFor();
    }
    await came(page, punching[data]().length);
    await end(page);
  }
});

// Two tiers say yes to whatever stands in the row with this text.
async function decide(path, text, name) {
  for (const [who, deed, sign] of [
    ["kabid-1", "Setujui & teruskan", ".tier.forwarded"],
    ["kepala", "Setujui", ".tier.approved"],
  ]) {
    const page = await as(post(who), `${path}?bagian=putusan`);
    await page.locator("tr", { hasText: text }).getByRole("button", { name }).click();
    await button(page, deed).click();
    await page.locator(sign).first().waitFor();
    await end(page);
  }
}

step("a daily report goes up its tiers", async () => {
  let page = await as(reporter(), "/laporan-harian?bagian=saya");
  await page.getByRole("textbox", { name: "Kegiatan, baris 1" }).fill("Rekap kunjungan: 12 berkas");
  await page.getByRole("button", { name: "Ajukan kepada atasan" }).click();
  await toast(page, "Diajukan");
  await end(page);
  await decide("/laporan-harian", "Rekap kunjungan", reporter().name);
  page = await as(reporter(), "/laporan-harian?bagian=saya");
  await page.getByText("Laporan ini sudah disetujui dan tidak dapat diubah.").waitFor();
  await end(page);
});

step("a permit for a day of the week is asked for and granted", async () => {
  let page = await as(reporter(), "/izin");
  await page.getByRole("button", { name: "Ajukan izin" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("radio", { name: /^Sakit/ }).check();
  const [year, month, day] = days[3].split("-");
  for (const label of ["Mulai", "Sampai"]) await form.getByLabel(label).fill(`${day}-${month}-${year}`);
  await form.getByLabel("Keperluan", { exact: true }).fill("demam, surat dokter menyusul");
  await button(form, "Ajukan").click();
  await page.getByRole("dialog").locator(".tier.waits").waitFor();
  await end(page);
  await decide("/izin", "demam, surat dokter", reporter().name);
});

step("both PCs enter the same day differently, and do not know of each other", async () => {
  const page = await as(post("kepala"), "/perlu-perhatian");
  await enter(page, on_leave, days[0], "c");
  await enter(pages.second, on_leave, days[0], "d");
  await go(page, "/sinkronisasi");
  await said(page, /menunggu dikirim/);
  await end(page);
});

step("the network is there once: both PCs sync", async () => {
  await world.start_hub();
  for (const data of ["office", "second", "office"]) {
    await go(pages[data], "/sinkronisasi");
    await button(pages[data], "Sinkronkan sekarang").click();
    await pages[data].getByText("Selesai: semua tersimpan di hub, dengan tanda terima.").waitFor({ timeout: 60_000 });
    await said(pages[data], "Semua catatan sudah diterima hub");
  }
  await world.stop_hub();
  // Each has what the other one recorded.
  await go(pages.second, "/rekap/day");
  await pages.second.locator("tr", { hasText: newcomer.name }).waitFor();
  for (const data of ["office", "second"]) {
    await go(pages[data], "/presensi");
    await came(pages[data], 4);
  }
});

step("the conflict is settled in the page", async () => {
  const page = await as(post("kepala"), "/perlu-perhatian?jenis=conflicts");
  const line = page.locator(".attention-list li", { hasText: on_leave.name });
  await line.getByRole("button", { name: "Bandingkan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".claim").nth(1).waitFor();
  await dialog.locator(".claim", { hasText: "Cuti" }).getByRole("button", { name: "Pakai yang ini" }).click();
  await toast(page, "Dipakai.");
  await line.waitFor({ state: "detached" });
  await end(page);
});

step("a stick carries what is left to the hub, and to the other PC", async () => {
  for (const data of ["office", "second"]) {
    const page = pages[data];
    await go(page, "/sinkronisasi");
    const answer = await carry(world, page, "Buat berkas untuk hub");
    await page.locator("input[type=file]").setInputFiles(answer);
    await page.locator(".notice.ok", { hasText: "Diterima" }).waitFor();
    await said(page, "Semua catatan sudah diterima hub");
  }
  const { rows, marks, day } = await board_of(pages.second, days[0]);
  assert.equal(marks[rows.find((row) => row.employee === on_leave.nip).cells[day]].mode, "LEAVE");
  assert.deepEqual(await call(pages.second, "conflicts.list"), []);
});

step("the month's recap is downloaded as Excel and PDF and says what happened", async () => {
  const page = await as(post("kepala"), "/rekap");
  const facts = [
    { person: known, date: days[4], code: "H" },
    { person: reporter(), date: days[3], code: "S" },
    { person: on_leave, date: days[0], code: "C" },
  ];
  for (const month of new Set(days.map((date) => date.slice(0, 7)))) {
    await go(page, `/rekap/monthly?month=${month}`);
    await page.locator(".recaps-paper").waitFor();
    const files = {};
    for (const name of ["Excel", "PDF"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
      files[name] = await download.path();
    }
    const rows = cells_of(files.Excel);
    const numbers = rows.find((row) => row.D === "1" && row.E === "2");
    for (const { person, date, code } of facts.filter((one) => one.date.startsWith(month))) {
      const [column] = Object.entries(numbers).find(([, text]) => text === String(Number(date.slice(8))));
      const row = rows.find((one) => one.B === person.name && one.C === person.nip);
      assert.equal(row?.[column], code, `${person.name} on ${date}`);
    }
    assert.ok(rows.some((row) => row.B === newcomer.name));

    const pdf = readFileSync(files.PDF);
    assert.ok(pdf.toString("latin1").startsWith("%PDF-"));
    const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(pdf.toString("latin1"));
    const millimetres = [width, height].map((points) => Math.round((points / 72) * 25.4));
    assert.deepEqual(millimetres, [330, 215], "folio, lying down");
    const told = text_of(pdf);
    for (const text of ["REKAPITULASI KEHADIRAN PEGAWAI", newcomer.name, ...facts.map((one) => one.person.name)])
      assert.ok(told.includes(text), text);
  }
  await end(page);
  for (const data of ["office", "second"]) await end(pages[data]);
});
