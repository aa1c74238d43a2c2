// Rekap & cetak: every report is on the screen as it is printed, follows its filters, and comes out as PDF, Excel and CSV; charts have their
// numbers as tables; health data is shown only after somebody said so, and each look is on record once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { call as call_in } from "./deeds.mjs";
import { office } from "./world.mjs";

let world, browser, page;
const call = (operation, args) => call_in(page, operation, args);
const go = async (path) => {
  await page.goto(path);
  await settled(page);
};
const button = (name) => page.getByRole("button", { name, exact: true });
// A month that is over, so that every day of the year, and every hour, has the same to show.
async function last_month() {
  const { now } = await page.evaluate(async () => (await fetch("/api/v1/session")).json());
  const [year, month] = now.split("-").map(Number);
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
}

before(async () => {
  world = await office({ as: "kepala" });
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("the charts have their numbers as tables, and lead to every report", async () => {
  await go("/rekap");
  await go(`/rekap?month=${await last_month()}`);
  await page.locator(".chart").first().waitFor();
  assert.ok((await page.locator(".chart table tbody tr").count()) > 10);
  assert.ok((await page.locator(".recaps-bars tr").count()) > 3);
  assert.ok((await page.locator(".recaps-list a").count()) >= 15);
  assert.deepEqual(await violations(page), []);
});

for (const paper of [
  "attendance-list",
  "monthly",
  "hours",
  "exceptions",
  "discipline",
  "daily-report",
  "tier-recap",
  "roster",
  "compliance",
  "travel",
])
  test(`${paper} is on the screen as it is printed`, async () => {
    await go(`/rekap/${paper}`);
    const shown = page.locator(".recaps-paper");
    await shown.waitFor();
    assert.ok((await shown.locator("h2").innerText()).length > 5);
    assert.ok((await shown.locator("td").count()) > 0);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(page.complaints, []);
  });

test("a report follows its filters, which stand in the address", async () => {
  await go("/rekap/monthly");
  const title = () => page.locator(".recaps-titles").innerText();
  const before = await title();
  await page.getByRole("button", { name: "Bulan sebelumnya" }).click();
  await page.waitForFunction((text) => {
    const own = document.querySelector(".recaps-titles");
    return own && own.innerText !== text;
  }, before);
  assert.match(page.url(), /month=\d{4}-\d\d/);
  const changed = await title();
  await page.reload();
  await settled(page);
  await page.locator(".recaps-paper").waitFor();
  assert.equal(await title(), changed);
});

test("PDF, Excel and CSV are downloaded under the report's own name", async () => {
  await go("/rekap/monthly");
  await page.locator(".recaps-paper").waitFor();
  for (const [name, ending, begins] of [
    ["PDF", ".pdf", "%PDF-"],
    ["Excel", ".xlsx", "PK"],
    ["CSV", ".csv", "\ufeff"],
  ]) {
    const [download] = await Promise.all([page.waitForEvent("download"), button(name).click()]);
    assert.match(download.suggestedFilename(), new RegExp(`^rekap-kehadiran-.*\\${ending}$`));
    const bytes = readFileSync(await download.path());
    assert.ok(bytes.toString("utf8").startsWith(begins), name);
    assert.ok(bytes.length > 500);
  }
});

test("a letter and a person are asked for before anything is made", async () => {
  await go("/rekap/letter");
  await page.getByText("Pilih surat yang ingin dicetak").waitFor();
  await page.getByLabel("Surat", { exact: true }).selectOption({ index: 1 });
  await page.locator(".recaps-paper").waitFor();
  await go("/rekap/tracing");
  await page.getByText("Pilih pegawai yang laporannya").waitFor();
});

test("health data is shown only after it was said that the look is recorded, and is recorded once", async () => {
  const looks = async () => (await call("disclosure.list", {})).rows.length;
  const before = await looks();
  await go("/rekap/entry-list");
  await page.getByText("Laporan ini memuat data kesehatan").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await page.locator(".recaps-paper").count(), 0);
  assert.equal(await looks(), before, "opening the page is no look");
  await button("Tampilkan dan catat").click();
  await page.locator(".recaps-paper").waitFor();
  assert.match(await page.locator(".recaps-mark").innerText(), /RAHASIA/);
  assert.equal(await looks(), before + 1);
  await call("schedule.set", { employee: world.told.people[30].nip, date: "2027-01-04", mode: "WFO" });
  await page.waitForTimeout(1500);
  assert.equal(await looks(), before + 1, "what changes elsewhere makes no look");
  await button("CSV").click();
  await page.getByText("Pengunduhan dicatat").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), button("Unduh dan catat").click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  assert.equal(await looks(), before + 2);
  await go("/rekap/disclosures");
  await page.getByText("Daftar hadir di kantor pada hari WFH").first().waitFor();
});

test("status by day is filtered, and taken along as CSV", async () => {
  const { rows } = await call("day.status", { month: await last_month() });
  await go(`/rekap/day?date=${rows.find((one) => one.status === "home").date}`);
  await page.locator(".table tbody tr").first().waitFor();
  const all = await page.locator(".table tbody tr").count();
  assert.equal(all, 45);
  await page.getByLabel("Keadaan", { exact: true }).selectOption({ index: 1 });
  const some = await page.locator(".table tbody tr").count();
  assert.ok(some > 0 && some < all);
  const [download] = await Promise.all([page.waitForEvent("download"), button("CSV").click()]);
  assert.equal(
    readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n").length,
    some + 1,
  );
});

test("that a recap was handed in is recorded; what contradicts it is said with what to do", async () => {
  await go("/rekap/submitted");
  await page.getByLabel("Perihal").selectOption("lkh");
  await button("Catat penyampaian").click();
  await page.locator(".table tbody tr").first().waitFor();
  assert.match(await page.locator(".table tbody").innerText(), /LKH/);
  // Of a month in which nobody travelled.
  await page.getByLabel("Perihal").selectOption("perjalanan");
  for (let back = 0; back < 3; ++back) await page.getByRole("button", { name: "Bulan sebelumnya" }).click();
  await button("Catat penyampaian").click();
  await page.locator(".form .notice, .form .error").first().waitFor();
  assert.match(await page.locator(".form").innerText(), /NIHIL|tidak ada perjalanan/i);
});

test("a print has the paper alone", async () => {
  await go("/rekap/attendance-list");
  await page.locator(".recaps-paper").waitFor();
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".rail", ".top", ".recaps-filters", ".page-head"])
    assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  assert.ok(await page.locator(".recaps-paper").isVisible());
  await page.emulateMedia({ media: null });
  // On the paper that the report is made for: folio, lying down.
  await go("/rekap/monthly");
  await page.locator(".recaps-paper").waitFor();
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec((await page.pdf({ preferCSSPageSize: true })).toString("latin1"));
  assert.deepEqual(
    [width, height].map((points) => Math.round((points / 72) * 25.4)),
    [330, 215],
  );
  assert.deepEqual(page.complaints, []);
});
