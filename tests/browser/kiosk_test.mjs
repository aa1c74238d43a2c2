// The kiosk by keyboard alone and by a scanner that types: Enter leads from the NIP to the PIN to the confirmation, the next person may
// begin at once, a wrong PIN is said beside its field, and nothing needs the mouse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled } from "./browser.mjs";
import { office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office();
  browser = await launch();
  page = await open(browser, { url: world.url });
  await page.goto("/presensi");
  await settled(page);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));
const staff = (at) => world.told.people[20 + at];

test("somebody types NIP, Enter, PIN, Enter and sees his name", async () => {
  assert.equal(await focused(), "nip");
  await page.keyboard.type(staff(0).nip);
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "pin");
  await page.keyboard.type(world.told.pin);
  await page.keyboard.press("Enter");
  await page.getByText(staff(0).name, { exact: true }).first().waitFor();
  assert.match(await page.locator(".kiosk-done").innerText(), /Masuk[\s\S]*pukul \d\d\.\d\d\.\d\d WIB[\s\S]*Jam dipastikan oleh hub/);
  assert.equal(await focused(), "nip");
  assert.equal(await page.locator("input[name=nip]").inputValue(), "");
  await page.waitForFunction((name) => document.querySelector(".kiosk-list ol li span")?.textContent === name, staff(0).name);
});

test("a card is scanned while the confirmation of another one still stands, and while the PIN of another one is awaited", async () => {
  await page.keyboard.type(`${staff(1).nip}\n`);
  assert.equal(await focused(), "pin");
  assert.equal(await page.locator(".kiosk-done").count(), 0);
  await page.keyboard.type(staff(2).nip); // somebody else scans into the PIN
  assert.equal(await page.locator("input[name=nip]").inputValue(), staff(2).nip);
  await page.keyboard.press("Enter");
  await page.keyboard.type(`${world.told.pin}\n`);
  await page.locator(".kiosk-name", { hasText: staff(2).name }).waitFor();
});

test("what a scanner types outside of any field is taken as the NIP", async () => {
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.type(staff(3).nip);
  assert.equal(await page.locator("input[name=nip]").inputValue(), staff(3).nip);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("input[name=nip]").inputValue(), "");
});

test("what is wrong stands beside its field, and is tied to it", async () => {
  await page.keyboard.press("Enter");
  const described = async (name) =>
    page.evaluate((name) => {
      const input = document.querySelector(`input[name=${name}]`);
      return (
        input.getAttribute("aria-invalid") === "true" &&
        input
          .getAttribute("aria-describedby")
          .split(" ")
          .map((id) => document.getElementById(id).textContent)
          .join(" ")
      );
    }, name);
  assert.match(await described("nip"), /Ketik NIP/);
  await page.keyboard.type(`${staff(4).nip}\n`);
  await page.keyboard.press("Enter");
  assert.match(await described("pin"), /Ketik PIN/);
  await page.keyboard.type("000000\n"); // not his
  await page.waitForFunction(() => document.querySelector("input[name=pin]")?.getAttribute("aria-invalid") === "true");
  assert.equal(await focused(), "pin");
  assert.equal(await page.locator("input[name=pin]").inputValue(), "");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "nip");
});

test("going home is said before the PIN, by arrow keys", async () => {
  await page.keyboard.type(`${staff(0).nip}\n${world.told.pin}`);
  await page.keyboard.press("Tab"); // the button
  await page.keyboard.press("Tab"); // the direction
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.locator("input[name=pin]").focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator(".kiosk-done").innerText(), /Pulang/);
  assert.deepEqual(page.complaints, []);
});
