// Cards for the kiosk, printed from the page of accounts: chosen people, ten on an A4 sheet, each of the size of a bank card with its cut marks;
// what zbarimg reads off the sheet is their NIPs, and the kiosk takes what a scanner types of it.
// Prevents: a code that no scanner reads, cards that cannot be cut, a card for somebody whose account is closed, or with more on it than it says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { choose } from "./deeds.mjs";
import { office } from "./world.mjs";

const mm = 96 / 25.4;
let world, browser, page, letters, closed;
const scripts = [];
before(async () => {
  world = await office();
  browser = await launch();
  // Somebody whose number has letters, and somebody whose account is closed.
  letters = world.told.people.find((one) => one.nip.startsWith("THL"));
  await world.cookies_of(letters.nip);
  closed = world.told.people[31];
  await world.call("account.set", { nip: closed.nip });
  await world.call("account.set", { nip: closed.nip, disabled: true });
  page = await open(browser, { url: world.url, cookies: world.cookies });
  await page.addInitScript(() => {
    window.prints = 0;
    window.print = () => ++window.prints;
  });
  page.on("request", (asked) => asked.url().endsWith(".js") && scripts.push(asked.url()));
  await page.goto("/akun");
  await settled(page);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

// What is printed now: the codes that are read off it, and each card's box, as an A4 sheet shows them.
async function printed() {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 794, height: 1123 });
  const codes = [];
  const sheets = page.locator(".pass-sheet");
  const boxes = await page.locator(".pass-sheet .pass").evaluateAll((all) =>
    all.map((one) => {
      const [own, sheet] = [one, one.closest(".pass-sheet")].map((which) => which.getBoundingClientRect());
      return { x: own.x - sheet.x, y: own.y - sheet.y, width: own.width, height: own.height };
    }),
  );
  for (let at = 0; at < (await sheets.count()); ++at) {
    const picture = join(world.folder, `sheet-${at}.png`);
    writeFileSync(picture, await sheets.nth(at).screenshot());
    const read = execFileSync("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    codes.push(...read.toString().trim().split("\n"));
  }
  const seen = await page.evaluate(() =>
    [...document.body.children].filter((one) => one.getClientRects().length > 0).map((one) => one.className),
  );
  const marks = await page.locator(".pass-marks path").first().getAttribute("d");
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1366, height: 641 });
  return { codes, boxes, seen, marks, sheets: await sheets.count() };
}
const is_near = (a, b) => Math.abs(a - b) < 0.6;
const accounts = async () => (await world.call("account.list", {})).rows.filter((one) => !one.disabled);

test("what makes the cards is loaded when the dialog is opened, and not before", async () => {
  const before = scripts.length;
  await page.getByRole("button", { name: "Cetak kartu" }).click();
  await page.locator(".pass-preview .pass").first().waitFor();
  assert.ok(scripts.length > before, "code of its own");
  assert.deepEqual(await violations(page), []);
});

test("everybody with an open account gets a card, ten a sheet, of the right size between its marks", async () => {
  const wanted = await accounts();
  assert.ok(wanted.some((one) => one.nip === letters.nip) && !wanted.some((one) => one.nip === closed.nip));
  const { codes, boxes, seen, marks, sheets } = await printed();
  assert.deepEqual(codes.sort(), wanted.map((one) => one.nip).sort());
  assert.equal(sheets, Math.ceil(wanted.length / 10));
  assert.deepEqual(seen, ["pass-sheets"], "nothing else is printed");
  const vertical = [...marks.matchAll(/M([\d.]+) [\d.]+v/g)].map((one) => Number(one[1]) * mm);
  const horizontal = [...marks.matchAll(/M[\d.]+ ([\d.]+)h/g)].map((one) => Number(one[1]) * mm);
  for (const { x, y, width, height } of boxes) {
    assert.ok(is_near(width, 85.6 * mm) && is_near(height, 54 * mm), `${width} x ${height}`);
    for (const edge of [x, x + width])
      assert.ok(
        vertical.some((mark) => is_near(mark, edge)),
        `no mark at ${edge}`,
      );
    for (const edge of [y, y + height])
      assert.ok(
        horizontal.some((mark) => is_near(mark, edge)),
        `no mark beside ${edge}`,
      );
    assert.ok(x > 5 * mm && x + width < 205 * mm && y > 5 * mm && y + height < 292 * mm, "where printers print");
  }
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g).length, sheets, "no empty page");
});

test("a card says name, NIP and unit, and nothing more", async () => {
  const card = page.locator(".pass-preview .pass", { hasText: letters.name });
  const unit = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).unit_name);
  assert.deepEqual((await card.innerText()).split("\n").filter(Boolean), ["Kartu presensi", letters.name, letters.nip, unit]);
});

test("a section's people, or some, are chosen by keyboard, and printed", async () => {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Semua/ }).focus();
  await page.keyboard.press("ArrowDown");
  await dialog.getByText("Belum ada yang dipilih").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Cetak", exact: true }).isDisabled());
  const section = dialog.getByLabel("Bagian", { exact: true });
  const label = (await section.locator("option").allInnerTexts())[1];
  await section.selectOption({ label });
  const count = Number(/\((\d+)\)$/.exec(label)[1]);
  await dialog.getByRole("button", { name: `Cetak ${count} kartu` }).waitFor();
  assert.equal((await printed()).codes.length, count);
  await dialog.getByRole("radio", { name: "Pilih orang" }).check();
  await choose(dialog, "Orang", letters.name);
  await dialog.getByRole("button", { name: "Cetak 1 kartu" }).click();
  assert.equal(await page.evaluate(() => window.prints), 1);
  assert.deepEqual((await printed()).codes, [letters.nip]);
  assert.deepEqual(await violations(page), []);
});

test("the kiosk takes what a scanner types of a card", async () => {
  const [code] = (await printed()).codes;
  await page.getByRole("button", { name: "Tutup" }).last().click();
  await page.locator(".pass-sheets").waitFor({ state: "detached" }); // what is printed next is the page
  assert.deepEqual(page.complaints, []);
  const kiosk = await open(browser, { url: world.url });
  await kiosk.goto("/presensi");
  await settled(kiosk);
  await kiosk.keyboard.type(`${code}\n`);
  await kiosk.keyboard.type(`${world.told.pin}\n`);
  await kiosk.locator(".kiosk-name", { hasText: letters.name }).waitFor();
  assert.deepEqual(kiosk.complaints, []);
  await kiosk.context().close();
});
