// A PC whose clock is set back while people punch: the kiosk says so in plain words and takes the punch, the clerk finds it among what needs
// attention with its bracket of times, and what is wrong is corrected through the tiers.
// Prevents: a punch refused for a wrong clock, a doubtful time that looks like a sure one, a doubt that nobody is led to.
import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { toast } from "./deeds.mjs";
import { office } from "./world.mjs";

const error_s = -47 * 60;
let world, browser, kiosk, person, punch;
// The PC's wall clock is wrong by so many seconds from now on.
function set_clock(error) {
  const { clock, clock_right } = world.told;
  const ahead = clock_right + error;
  writeFileSync(`${clock}.new`, `${ahead < 0 ? "" : "+"}${ahead}\n`);
  renameSync(`${clock}.new`, clock);
}
const punches = async () =>
  (await world.call("records", { kind: "punch", where: [`employee=${person.nip}`], times: true })).records.filter(
    (one) => one.source === "kiosk",
  );

// Sends the form, and sees that it is taken; else says why not.
async function propose(page) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Usulkan koreksi", exact: true }).last().click();
  const refused = dialog.locator("[role=alert], .error").first().innerText();
  const said = await Promise.race([toast(page, "Koreksi diusulkan").then(() => ""), refused.catch(() => "nothing")]);
  assert.equal(said, "");
  await dialog.waitFor({ state: "detached" });
}

before(async () => {
  world = await office({ options: ["--clock", "--agent-options=--clock-interval 50"] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("the kiosk says that its clock is in doubt once somebody has set it back, and takes the punch", async () => {
  kiosk = await open(browser, { url: world.url });
  await kiosk.goto("/presensi");
  await kiosk.locator(".kiosk-trust").getByText("Jam dipastikan oleh hub").waitFor();
  set_clock(error_s);
  await kiosk.locator(".kiosk-trust").getByText("Jam PC ini diragukan").waitFor();
  await kiosk
    .locator(".kiosk-trust")
    .getByText(/Presensi tetap diterima dan diberi tanda/)
    .waitFor();
  assert.deepEqual(await violations(kiosk), []);
  // Somebody of whose day nothing else is known, so that this punch is what counts; just after midnight the day is yesterday.
  const date = (await world.call("status", {})).now.slice(0, 10);
  const { rows } = await world.call("day.status", { date });
  person = world.told.people
    .slice(20, 26)
    .find((one) => rows.some((row) => row.employee === one.nip && row.date === date && row.in === null && row.out === null));
  await kiosk.keyboard.type(`${person.nip}\n`);
  await kiosk.keyboard.type(`${world.told.pin}\n`);
  await kiosk.locator(".kiosk-done", { hasText: person.name }).getByText("Jam PC ini diragukan").waitFor();
  [punch] = await punches();
  const found_s = (Date.parse(punch.at) - Date.now()) / 1000 - world.told.clock_right;
  assert.ok(Math.abs(found_s - error_s) < 60, `the time stays as the clock had it, ${found_s} s from the truth`);
  assert.equal(punch.time.quality, "doubtful");
  assert.deepEqual(kiosk.complaints, []);
});

test("the clerk is led to it, sees between which times it was, and proposes what is right", async () => {
  set_clock(0);
  await kiosk.locator(".kiosk-trust").getByText("Jam dipastikan oleh hub").waitFor();
  const page = await open(browser, { url: world.url, cookies: world.cookies });
  await page.goto("/perlu-perhatian");
  await settled(page);
  await page.getByRole("button", { name: /^Waktu diragukan/ }).click();
  await page.locator("li", { hasText: person.name }).getByRole("button", { name: "Periksa waktunya" }).click();
  const dialog = page.getByRole("dialog");
  const punch_month = () => new Date(Date.parse(punch.at) + 7 * 3600_000).toISOString().slice(0, 7);
  const clock = (at, seconds) =>
    new Date(Date.parse(at) + 7 * 3600_000)
      .toISOString()
      .slice(11, seconds ? 19 : 16)
      .replaceAll(":", ".");
  const row = dialog.locator("tbody tr", { hasText: clock(punch.at, true) });
  const said = await row.innerText();
  assert.match(said, /(Masuk|Pulang)[\s\S]*mesin Presensi[\s\S]*diragukan[\s\S]*(sebenarnya|antara)/);
  const { not_before, not_after } = punch.time.corrected;
  for (const at of [not_before, not_after]) assert.ok(said.includes(clock(at)), `${clock(at)} in ${said}`);
  assert.ok(Math.abs(Date.parse(not_before) - Date.parse(punch.at) + error_s * 1000) < 60_000, "the bracket holds the truth");
  assert.deepEqual(await violations(page), []);
  await row.getByRole("button", { name: "Usulkan koreksi" }).click();
  // What the hub's clock says is proposed, date and time.
  assert.equal(await dialog.getByLabel("Waktu yang benar").inputValue(), clock(not_before));
  await dialog.getByLabel("Alasan").fill("jam PC salah 47 menit");
  await propose(page);
  const { rows } = await world.call("correction.list", { author: world.person, month: punch_month() });
  const proposed = rows.find((one) => one.employee === person.nip);
  assert.ok(Math.abs(Date.parse(proposed.at) - Date.parse(not_before)) < 60_000, `${proposed.at}, and it was ${not_before}`);
  assert.equal((await punches()).length, 1, "what was recorded stays");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a punch that a dead battery dated years back is found, proposed for its day, and counts there once it is approved", async () => {
  const boss = world.told.posts.kepala;
  const status_on = async (date) => {
    const { rows } = await world.call("day.status", { date });
    return rows.find((row) => row.employee === other.nip && row.date === date);
  };
  const other = world.told.people.slice(20, 26).find((one) => one.nip !== person.nip);
  set_clock(-4000 * 86400);
  await kiosk.locator(".kiosk-trust").getByText("Jam PC ini diragukan").waitFor();
  await kiosk.keyboard.type(`${other.nip}\n`);
  await kiosk.keyboard.type(`${world.told.pin}\n`);
  await kiosk.locator(".kiosk-done", { hasText: other.name }).waitFor();
  const [lost] = (await world.call("records", { kind: "punch", where: [`employee=${other.nip}`], times: true })).records.filter(
    (one) => one.source === "kiosk",
  );
  assert.ok(Date.now() - Date.parse(lost.at) > 3000 * 86400_000, lost.at);
  set_clock(0);
  await kiosk.locator(".kiosk-trust").getByText("Jam dipastikan oleh hub").waitFor();
  const really = new Date(Date.parse(lost.time.corrected.not_before) + 7 * 3600_000).toISOString();
  const page = await open(browser, { url: world.url, cookies: world.cookies });
  // As if it had been between two minutes: no more is known than that.
  const minute = Math.floor(Date.parse(lost.time.corrected.not_before) / 60_000) * 60_000;
  await page.route("**/call/records", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    for (const one of told.records)
      if (one.at === lost.at)
        one.time.corrected = {
          ...one.time.corrected,
          not_before: new Date(minute + 59_900).toISOString(),
          not_after: new Date(minute + 60_100).toISOString(),
        };
    await route.fulfill({ response: answer, json: told });
  });
  await page.goto("/perlu-perhatian");
  await settled(page);
  await page
    .locator("li", { hasText: other.name })
    .filter({ hasText: "jamnya salah" })
    .getByRole("button", { name: "Periksa waktunya" })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("tbody tr", { hasText: "mesin Presensi" }).getByRole("button", { name: "Usulkan koreksi" }).click();
  assert.deepEqual(await violations(page), []);
  assert.equal(await dialog.getByLabel("Tanggal yang benar").inputValue(), really.slice(0, 10).split("-").reverse().join("-"));
  await dialog.getByLabel("Alasan").fill("baterai jam PC habis");
  await propose(page);
  await page.locator("li", { hasText: other.name }).filter({ hasText: "jamnya salah" }).waitFor({ state: "detached" });
  const { rows } = await world.call("correction.list", { author: world.person, month: really.slice(0, 7) });
  const { subject, at } = rows.find((one) => one.employee === other.nip);
  assert.equal(Date.parse(at), minute);
  await world.call("decide.approve", { author: boss, subject });
  const { in: came, out: went } = await status_on(really.slice(0, 10));
  const counted = new Date(Date.parse(at) + 7 * 3600_000).toISOString().slice(11, 16);
  assert.ok([came, went].includes(counted), `${came} to ${went}, and it was ${really}`);
  assert.deepEqual(page.complaints, []);
});
