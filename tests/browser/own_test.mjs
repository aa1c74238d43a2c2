// One's own attendance, month by month: every day is there; a punch is corrected from its row, through its tiers; what was asked is replaced as
// a whole; superiors reach those below them and nobody else; a punch that is missing is entered by whoever keeps attendance.
// Prevents: a person who cannot see what the office holds against him, a proposal that stays struck out, a look at somebody else's days.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { choose, toast } from "./deeds.mjs";
import { office } from "./world.mjs";

let world, browser, nip, day, month, tiers;
const local = (at) => new Date(Date.parse(at) + 7 * 3600_000).toISOString();
const clock = (at) => local(at).slice(11, 16).replace(":", ".");
const name_of = (one) => world.told.people.find((person) => person.nip === one).name;
const punches_of = async (date) =>
  (await world.call("records", { kind: "punch", where: [`employee=${nip}`], times: true })).records
    .filter((one) => local(one.at).slice(0, 10) === date)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

before(async () => {
  world = await office();
  browser = await launch();
  // Last month's latest day on which somebody of the staff came and went.
  const staff = world.told.people.slice(20, 26).map((one) => one.nip);
  const first = `${local((await world.call("status", {})).now).slice(0, 7)}-01T00:00:00Z`;
  const last = new Date(Date.parse(first) - 86400_000).toISOString().slice(0, 7);
  const { rows } = await world.call("day.status", { month: last });
  day = rows.findLast((one) => staff.includes(one.employee) && one.status === "office" && one.in && one.out && !one.late && !one.early);
  nip = day.employee;
  month = last;
});
after(async () => {
  await browser?.close();
  await world?.end();
});

async function as(who, more = "") {
  const page = await open(browser, { url: world.url, cookies: await world.cookies_of(who), height: 768 });
  await page.goto(`/presensi-saya?bulan=${month}${more}`);
  await settled(page);
  return page;
}
const end = async (page) => {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
};
const row_of = (page) =>
  page.locator(".own-days tbody tr", { has: page.locator("td strong", { hasText: new RegExp(`, ${Number(day.date.slice(8))} `) }) });
const decide = (author, subject, what = "approve") => world.call(`decide.${what}`, { author, subject });

test("every day of the month has its row, with its punches and how sure they are; nobody else's is offered", async () => {
  const page = await as(nip);
  const count = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  assert.equal(await page.locator(".own-days tbody tr").count(), count);
  await row_of(page).getByText("PC ini").first().waitFor(); // once it is known which one this is
  const said = await row_of(page).innerText();
  for (const punch of await punches_of(day.date)) assert.ok(said.includes(clock(punch.at)), `${clock(punch.at)} in ${said}`);
  assert.match(said, /Kantor[\s\S]*mesin sidik jari 1, PC ini · jam pasti ±[\s\S]*Hadir[\s\S]*\d+ jam/);
  assert.match(await page.locator(".own-sums").innerText(), /Hari kerja\s+\d+[\s\S]*Lama di kantor\s+\d+ jam/);
  assert.equal(await page.getByRole("combobox").count(), 0, "he reaches nobody else");
  const other = world.told.posts.kepala;
  await page.goto(`/presensi-saya?bulan=${month}&pegawai=${other}`);
  await page.getByText(/tidak berhak/).waitFor();
  assert.equal(await page.locator(".own-days tr").count(), 0);
  await end(page);
});

test("today is in sight when its month is opened", async () => {
  const page = await open(browser, { url: world.url, cookies: await world.cookies_of(nip) });
  await page.goto("/presensi-saya");
  await settled(page);
  const [row, box] = await Promise.all([page.locator("tr.own-today").boundingBox(), page.locator(".own-days .table-box").boundingBox()]);
  assert.ok(row.y >= box.y && row.y + row.height <= box.y + box.height + 1, `${JSON.stringify(row)} in ${JSON.stringify(box)}`);
  await end(page);
});

test("a correction needs a reason and something to correct; then he sees at whose desk it is", async () => {
  const page = await as(nip);
  await row_of(page).getByRole("button", { name: "Koreksi: Pulang" }).click();
  const dialog = page.getByRole("dialog");
  const send = dialog.getByRole("button", { name: "Usulkan koreksi", exact: true });
  await send.click();
  await dialog.getByText("Bagian ini belum diisi.").waitFor();
  await page.waitForFunction(() => document.activeElement.closest(".question")?.innerText.split("\n")[0] === "Alasan");
  await dialog.getByLabel("Alasan").fill("menurut buku tamu");
  await send.click();
  await dialog.getByText(/masih seperti yang tercatat/).waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel("Waktu yang benar").fill("1640");
  await send.click();
  await toast(page, "Koreksi diusulkan");
  const row = row_of(page);
  await row.getByText("menjadi Pulang 16.40").waitFor();
  await row.getByRole("button", { name: /Diajukan/ }).click();
  await dialog.locator(".tier-said", { hasText: "Menunggu keputusan" }).waitFor();
  const out = (await punches_of(day.date)).find((one) => one.direction === "out");
  const subject = `correction/${nip}/${new Date(out.at).toISOString()}/${out.source}`;
  ({ tiers } = await world.call("matter.show", { author: nip, subject }));
  const panel = await dialog.innerText();
  for (const tier of tiers) assert.ok(panel.includes(tier.name));
  assert.equal(await dialog.getByRole("button", { name: /Setujui/ }).count(), 0, "not his to decide");
  assert.deepEqual(await violations(page), []);
  await end(page);
});

test("his superior finds him, but nobody who is not below, decides, and he sees the decision", async () => {
  const superior = tiers[0].person;
  const seen = await world.call("people.list", { author: superior, under: true });
  const has_unit = [world.told.posts.kepala, world.told.posts.sekretaris, world.told.posts["kasubbag-kepegawaian"]].includes(superior);
  const page = await as(superior);
  if (!has_unit) {
    const beyond = world.told.people.find((one) => !seen.rows.some((row) => row.nip === one.nip));
    await page.getByRole("combobox", { name: "Pegawai" }).fill(beyond.nip);
    assert.equal(await page.getByRole("option").count(), 0);
  }
  await choose(page, "Pegawai", name_of(nip));
  await page.getByRole("heading", { level: 1, name: `Presensi ${name_of(nip)}` }).waitFor();
  await row_of(page).getByText("jam pasti").first().waitFor();
  await row_of(page)
    .getByRole("button", { name: /Diajukan/ })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Catatan").fill("sesuai buku tamu");
  await dialog.getByRole("button", { name: /^Setujui/ }).click();
  await dialog
    .getByText(/sesuai buku tamu/)
    .last()
    .waitFor();
  await end(page);
  const own = await as(nip);
  const state = row_of(own).getByRole("button", { name: /Diteruskan|Disetujui/ });
  await state.click();
  await own.getByRole("dialog").getByText("sesuai buku tamu").waitFor();
  await end(own);
});

test("a superior of staff alone sees the punches of those below him, and is refused those of others", async () => {
  const boss = world.told.posts["kabid-1"];
  const { rows } = await world.call("people.list", { author: boss, under: true });
  const below = rows.find((one) => one.nip !== boss);
  const page = await as(boss, `&pegawai=${below.nip}`);
  await page.getByRole("heading", { level: 1, name: `Presensi ${below.name}` }).waitFor();
  assert.ok((await page.locator(".own-punches li").count()) > 0);
  assert.ok((await page.getByRole("button", { name: /^Koreksi: / }).count()) > 0);
  const beyond = world.told.people.find((one) => !rows.some((row) => row.nip === one.nip));
  await page.goto(`/presensi-saya?bulan=${month}&pegawai=${beyond.nip}`);
  await page.getByText(/tidak berhak/).waitFor();
  await end(page);
});

test("what was to be struck out is not, once another time is proposed instead", async () => {
  const page = await as(nip);
  const dialog = page.getByRole("dialog");
  await row_of(page).getByRole("button", { name: "Koreksi: Masuk" }).click();
  await dialog.getByRole("radio", { name: /tidak sah/ }).check();
  assert.equal(await dialog.getByLabel("Waktu yang benar").count(), 0);
  await dialog.getByLabel("Alasan").fill("bukan saya");
  await dialog.getByRole("button", { name: "Usulkan koreksi", exact: true }).click();
  await row_of(page).getByText("minta dicoret").waitFor();
  const propose_anew = async () => {
    await row_of(page)
      .getByRole("button", { name: /Koreksi Masuk.*Diajukan/ })
      .click();
    await dialog.getByRole("button", { name: "Ubah usulan" }).click();
  };
  await propose_anew();
  await dialog.getByRole("radio", { name: /Jam atau arahnya/ }).check();
  await dialog.getByLabel("Waktu yang benar").fill("0655");
  await dialog.getByRole("button", { name: "Usulkan koreksi", exact: true }).click();
  await row_of(page).getByText("menjadi Masuk 06.55").waitFor();
  await propose_anew();
  await dialog.getByRole("radio", { name: /tidak sah/ }).check();
  await dialog.getByRole("button", { name: "Usulkan koreksi", exact: true }).click();
  await row_of(page).getByText("minta dicoret").waitFor();
  await end(page);
});

test("a day without its punch says so: he is told whom to ask, and the clerk enters it", async () => {
  const coming = (await punches_of(day.date)).find((one) => one.direction === "in");
  const subject = `correction/${nip}/${new Date(coming.at).toISOString()}/${coming.source}`;
  for (const tier of tiers) await decide(tier.person, subject, tier === tiers.at(-1) ? "approve" : "forward");
  const page = await as(nip);
  await row_of(page).getByText("Tanpa presensi masuk", { exact: true }).waitFor();
  await row_of(page)
    .getByText(/Minta petugas presensi/)
    .waitFor();
  assert.equal(await row_of(page).getByRole("button", { name: "Catat presensi" }).count(), 0);
  await end(page);
  const clerk = await as(world.person, `&pegawai=${nip}`);
  await row_of(clerk).getByRole("button", { name: "Catat presensi" }).click();
  const dialog = clerk.getByRole("dialog");
  await dialog.getByLabel("Masuk atau pulang").selectOption("in");
  await dialog.getByLabel("Waktu").fill("0711");
  await dialog.getByRole("button", { name: "Catat presensi" }).click();
  await row_of(clerk).getByText("Masuk 07.11").waitFor();
  await row_of(clerk).getByText("dicatat tangan").waitFor();
  await row_of(clerk).getByText("Tanpa presensi masuk", { exact: true }).waitFor({ state: "detached" });
  assert.equal((await punches_of(day.date)).filter((one) => one.source === "manual").length, 1);
  assert.deepEqual(await violations(clerk), []);
  await end(clerk);
});
