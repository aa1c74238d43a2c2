// Jadwal by keyboard: letters fill days and the meters turn with them, ranges, undo of what is published too, a proposal of which nothing
// is recorded before it is published, a reason where a circular forbids, conflicts on their cells; and five hundred people.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { call as call_in } from "./deeds.mjs";
import { office } from "./world.mjs";

let world, browser, page, month, next;
const call = (operation, args) => call_in(page, operation, args);
const cell = (row, day) => page.locator(`[data-row="${row}"] [data-day="${day}"]`);
const letter = (row, day) => cell(row, day).innerText();
const said = () => page.locator(".roster-page > [role=status]").innerText();
const keys = async (...all) => {
  for (const one of all) await page.keyboard.press(one);
};
const button = (name) => page.getByRole("button", { name });
const published = async (of = month) => (await call("roster.board", { month: of })).rows;
async function show(of) {
  await page.goto(`/jadwal?month=${of}`);
  await settled(page);
  await page.locator(".roster-cell").first().waitFor();
}
// A row of staff, and a working day in the past on which he is at home while the office is full.
async function place_at_home() {
  const { rows, days, marks, meters } = await call("roster.board", { month });
  for (let row = 6; row < rows.length; ++row)
    for (let day = 1; day < days.length - 1; ++day)
      if (
        row < 14 &&
        rows[row].class !== "struktural" &&
        !rows[row].reasons &&
        marks[rows[row].cells[day]]?.mode === "WFH" &&
        marks[rows[row].cells[day + 1]]?.mode === "WFH" &&
        meters.find((one) => one.date === days[day].date)?.most_there === meters.find((one) => one.date === days[day].date)?.most
      )
        return { row, day, employee: rows[row].employee };
  throw new Error("nobody is at home on a full day");
}

before(async () => {
  world = await office({ as: "kepala" });
  browser = await launch();
  page = await open(browser, { url: world.url, cookies: world.cookies });
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto("/jadwal");
  await settled(page);
  month = (await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).now)).slice(0, 7);
  next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 7);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("the grid has everybody, and in the document only what is in sight; one cell is in the Tab order", async () => {
  await page.locator(".roster-cell").first().waitFor();
  assert.equal(await page.locator("[role=grid]").getAttribute("aria-rowcount"), String(45 + 2));
  assert.ok((await page.locator(".roster-body [role=row]").count()) < 45);
  assert.equal(await page.locator(".roster-cell[tabindex='0']").count(), 1);
  assert.deepEqual(await violations(page), []);
});

test("letters fill days, meters turn, and what is too much is said", async () => {
  const { row, day } = await place_at_home();
  await cell(row, day).click();
  const before = await page.locator(".roster-meter").nth(day).locator("b").innerText();
  await keys("k");
  assert.equal(await letter(row, day), "K");
  assert.match(await cell(row, day).getAttribute("aria-label"), /di kantor, belum diterbitkan/);
  const after = await page.locator(".roster-meter").nth(day).locator("b").innerText();
  assert.equal(after, `▲${Number(before) + 1}`);
  assert.match(await said(), /1 hari diisi: di kantor\..*melebihi batas/);
  await page.waitForFunction((next) => document.activeElement.dataset.day === next, String(day + 1)); // the next day has the keyboard
  await page.getByRole("button", { name: /1 pelanggaran/ }).waitFor(); // the service agrees
  await keys("Control+z");
  assert.equal(await letter(row, day), "R");
  assert.equal(await page.locator(".roster-meter").nth(day).locator("b").innerText(), before);
  await keys("Control+y");
  assert.equal(await letter(row, day), "K");
  await keys("Control+z");
  assert.equal(await button("Terbitkan").isDisabled(), true);
});

test("a range is chosen with Shift, filled at once, copied and pasted, and taken back as one step", async () => {
  const { row, day } = await place_at_home();
  await cell(row, day).click();
  await keys("Shift+ArrowRight", "Shift+ArrowDown");
  assert.equal(await page.locator(".roster-cell[aria-selected=true]").count(), 4);
  await keys("d");
  for (const [r, d] of [
    [row, day],
    [row, day + 1],
    [row + 1, day],
    [row + 1, day + 1],
  ])
    assert.equal(await letter(r, d), "D");
  await keys("Control+z");
  assert.equal(await letter(row, day), "R");
  await keys("Escape", "F2");
  await page.locator(".roster-choices").waitFor();
  assert.deepEqual(await violations(page), []);
  await keys("ArrowDown", "ArrowDown", "Enter");
  assert.equal(await letter(row, day + 0), await letter(row, day));
  assert.ok(await button("Terbitkan 1").count());
  await keys("Control+z");
  await cell(row, day).hover();
  await page.mouse.down();
  await cell(row + 2, day + 1).hover();
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelectorAll(".roster-cell[aria-selected=true]").length === 6); // dragged over
  await page.locator(`[data-head="${day}"]`).click();
  await page.waitForFunction(() => /^\w+, /.test(document.activeElement.getAttribute("aria-label") ?? ""));
  await keys("Escape", "Control+Home", "End");
  await page.waitForFunction(() => /^(29|30|31|32)$/.test(document.activeElement.getAttribute("aria-colindex") ?? ""));
});

test("what a circular forbids needs a reason, beside its field; both are on record, and undone together with what was published", async () => {
  const { row, day, employee } = await place_at_home();
  await cell(row, day).click();
  await keys("k", "Control+s");
  await page.getByText("Jadwal ini melanggar edaran").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.locator("dialog .button.danger").click();
  assert.equal(await page.locator("dialog textarea").getAttribute("aria-invalid"), "true");
  assert.match(await page.locator("dialog .error").innerText(), /lima huruf/);
  await page.waitForFunction(() => document.activeElement.tagName === "TEXTAREA");
  await page.keyboard.type("pelayanan vaksinasi massal");
  await page.locator("dialog .button.danger").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  const of = (rows) => rows.find((one) => one.employee === employee).cells[day];
  const { marks, rows } = await call("roster.board", { month });
  assert.equal(marks[of(rows)].mode, "WFO");
  const deviations = (await call("deviation.list", { month })).rows;
  assert.equal(deviations.at(-1).reason, "pelayanan vaksinasi massal");

  await page.waitForFunction(() => !document.querySelector(".roster-cell.changed"));
  await page.locator(".toast-undo").click();
  assert.equal(await letter(row, day), "R");
  await keys("Control+z", "Control+z");
  assert.equal(await letter(row, day), "R", "the step before it, undone by keyboard too");
  assert.ok(await button("Terbitkan 1").count(), "what was published is taken back on the screen, to be published again");
  await keys("Control+s");
  await page.getByText("Tidak ada ketentuan yang dilanggar").waitFor();
  await page.locator("dialog .button.primary").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  const again = await call("roster.board", { month });
  assert.equal(again.marks[of(again.rows)].mode, "WFH");
});

test("a proposal is shown with its reasons, taken into the grid, and recorded only where it is published", async () => {
  await show(next);
  await page.getByText("belum ada").first().waitFor(); // but for two days on which two PCs disagree
  await button("Susun jadwal…").click();
  await button("Lihat usulan").click();
  await button("Pakai usulan ini").waitFor();
  assert.match(await page.locator("dialog").innerText(), /Mengapa demikian[\s\S]*SE 045/);
  assert.deepEqual(await violations(page), []);
  const scheduled = async () => (await published(next)).reduce((sum, row) => sum + row.cells.filter((one) => one >= 0).length, 0);
  const before = await scheduled();
  await button("Pakai usulan ini").click();
  await page.locator(".roster-cell.changed").first().waitFor();
  assert.match(await page.locator(".roster-why").innerText(), /Sebab: \S/);
  assert.equal(await scheduled(), before);
  // Signing in again, or loading the page anew, loses nothing of it.
  await page.reload();
  await settled(page);
  await page.locator(".roster-cell.changed").first().waitFor();
  await page.locator(".page-actions .button.primary").click();
  await page.locator("dialog .button.primary:not(:disabled), dialog .button.danger:not(:disabled)").first().waitFor();
  if (await page.locator("dialog textarea").count()) await page.locator("dialog textarea").fill("isian yang berbeda belum diputuskan");
  await page.locator("dialog .dialog-actions .button").last().click();
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.ok((await scheduled()) > before + 500);
});

test("two PCs' different entries stand on their cells and are settled there", async () => {
  const conflicts = (await call("conflicts.list")).filter((one) => one.kind === "schedule");
  if (conflicts.length === 0) return; // the proposal that was published has settled them
  await show(conflicts[0].record.date.slice(0, 7));
  await page.getByRole("button", { name: /isian berbeda/ }).click();
  assert.deepEqual(await violations(page), []);
  await page.locator(".claim .button").first().click();
  await page.waitForFunction((count) => document.querySelectorAll("dialog .conflict").length < count, conflicts.length);
  assert.equal((await call("conflicts.list")).filter((one) => one.kind === "schedule").length, conflicts.length - 1);
});

test("who may not change it can read it", async () => {
  await page.route("**/api/v1/session", async (route) => {
    const answer = await route.fetch();
    const json = await answer.json();
    await route.fulfill({ json: { ...json, allowed: json.allowed.filter((one) => one !== "roster.save") } });
  });
  await show(month);
  assert.equal(await page.locator(".page-actions").count(), 0);
  await cell(6, 3).click();
  const before = await letter(6, 3);
  await keys("c");
  assert.equal(await letter(6, 3), before);
  await page.unroute("**/api/v1/session");
  assert.deepEqual(page.complaints, []);
});

test("five hundred people open within a second, and the keyboard does not wait", async () => {
  const days = Array.from({ length: 30 }, (_, at) => ({
    date: `2026-09-${String(at + 1).padStart(2, "0")}`,
    weekday: ((at + 1) % 7) + 1,
    working: at % 7 < 5,
    why: "hari kerja",
    holiday: null,
  }));
  const rows = Array.from({ length: 500 }, (_, at) => ({
    employee: String(198001012005011000n + BigInt(at)),
    name: `Pegawai ${at}`,
    section: `Bagian ${at % 20}`,
    class: "jfu",
    position: "",
    cells: days.map((day, column) => (day.working ? ((at + column) % 4 ? 1 : 0) : 2)),
  }));
  const meters = days.map((day) => ({
    date: day.date,
    unit: "5.02",
    citation: "SE 1",
    text: "",
    place: "office",
    moment: true,
    of: 500,
    most: 125,
    least: null,
    most_there: 125,
    least_there: 125,
    planned: true,
    partial: false,
    group: 0,
  }));
  const board = {
    unit: "5.02",
    unit_name: "Dinas",
    from: "2026-09-01",
    until: "2026-09-30",
    today: "2026-09-10",
    days,
    marks: [{ mode: "WFO" }, { mode: "WFH" }, { mode: "OFF" }],
    shifts: [],
    rows,
    meters,
    groups: [rows.map((_, at) => at)],
  };
  await page.route("**/call/roster.board", (route) => route.fulfill({ json: board }));
  await page.route("**/call/roster.try", (route) => route.fulfill({ json: { findings: [], added: [], meters: [], groups: [] } }));
  await page.goto("/rekap");
  await settled(page);
  const times = await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const began = performance.now();
    document.querySelector("nav a[href='/jadwal']").click();
    while (!document.querySelector(".roster-cell")) await frame();
    await frame();
    const opened = performance.now() - began;
    document.querySelector(".roster-cell[tabindex='0']").focus();
    const keys = [];
    for (const key of ["ArrowDown", "k", "r", "PageDown", "PageDown", "k"]) {
      const pressed = performance.now();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await frame();
      keys.push(performance.now() - pressed);
    }
    return { opened, keys: keys.sort((a, b) => a - b) };
  });
  assert.ok(times.opened < 1000, `opened after ${Math.round(times.opened)} ms`);
  assert.ok(times.keys[3] < 100, `keys took ${times.keys.map(Math.round)} ms`);
  assert.ok((await page.locator(".roster-body [role=row]").count()) < 60);
});
