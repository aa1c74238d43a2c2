// Health keys without a command line: a PC introduces itself, another one admits it after somebody compared the name on both screens, the
// first reads what was sealed before it was there; and a recovery sheet does the same for an office whose other PCs are gone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { call, sign_in, toast } from "./deeds.mjs";
import { bin, office } from "./world.mjs";

let world, browser, first, second, officer;
const button = (page, name) => page.getByRole("button", { name, exact: true });
const dialog = (page, name) => page.getByRole("dialog", { name });
const keys = async (page) => {
  await page.goto("/kesehatan?bagian=kunci");
  await settled(page);
};
const own_name = (page) => page.locator(".facts code").first().innerText();
const sync = (...places) => {
  for (const place of places) execFileSync(join(bin, "hadir"), ["sync", "--data", world.told[place]], { stdio: "pipe" });
};

before(async () => {
  world = await office();
  browser = await launch();
  officer = world.told.people[5].nip; // of health
  first = await open(browser, { url: world.url, cookies: await world.cookies_of(officer) });
  second = await open(browser, { url: `http://127.0.0.1:${world.told.ports.second}` });
  await keys(first);
  sync("office", "second"); // the accounts go to the other PC
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("something is sealed at the first PC", async () => {
  await call(first, "health.report", { employee: officer, condition: "gejala", symptoms: ["batuk"] });
  sync("office", "second");
  await keys(first);
  await first.getByText("Hanya PC ini yang memegang kuncinya").waitFor();
  assert.deepEqual(await violations(first), []);
});

test("the second PC cannot read it, says so, and introduces itself", async () => {
  await sign_in(second, officer, world.told.secret);
  await second.locator(".rail-group").first().waitFor();
  await keys(second);
  await second.getByText("belum terbaca").first().waitFor();
  await button(second, "Perkenalkan PC ini").click();
  await button(dialog(second, "Perkenalkan PC ini"), "Perkenalkan PC ini").click();
  await toast(second, "memperkenalkan diri");
  sync("second", "office");
});

test("it is admitted once its name was compared, and then reads", async () => {
  await keys(second);
  const name = await own_name(second);
  await keys(first);
  await first.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "Izinkan…" }).click();
  const asked = dialog(first, /^Izinkan PC/);
  await asked.getByRole("textbox").fill("!!!!");
  await button(asked, "Izinkan membaca").click();
  await asked.getByText(/Tidak sama dengan yang ada di sini/).waitFor();
  assert.deepEqual(await violations(first), []);
  await asked.getByRole("textbox").fill(name.slice(-4));
  await button(asked, "Izinkan membaca").click();
  await toast(first, "Diizinkan");
  await first.getByRole("row").filter({ hasText: name }).getByText("boleh membaca").waitFor();

  sync("office", "second");
  await keys(second);
  await second.getByText("semua catatan tersegel yang ada di sini").waitFor();
  const shown = await call(second, "health.mine", {});
  assert.equal(shown.rows[0].symptoms[0], "batuk");

  await button(second, "Pakai…").click();
  const key = (
    await second
      .getByRole("row")
      .filter({ has: button(second, "Pakai…") })
      .locator("code")
      .first()
      .innerText()
  ).trim();
  const use = dialog(second, /^Pakai kunci/);
  await use.getByRole("textbox").fill(key.slice(-4));
  await button(use, "Pakai kunci ini").click();
  await toast(second, "Kunci dipakai");
});

test("a recovery sheet is shown once, and opens nothing when it is mistyped", async () => {
  await keys(first);
  await button(first, "Cetak lembar pemulihan…").click();
  await button(dialog(first, "Buat lembar pemulihan?"), "Buat lembar").click();
  const code = await first.locator(".health-sheet code").innerText();
  assert.match(code, /^HADIRK1-/);
  assert.deepEqual(await violations(first), []);
  await button(first, "Sudah disimpan, sembunyikan").click();
  assert.equal(await first.getByText(code).count(), 0);
  sync("office", "second");

  await keys(second);
  await button(second, "Pulihkan dengan lembar…").click();
  const asked = dialog(second, "Pulihkan dengan lembar pemulihan");
  await asked.getByRole("textbox").fill(`${code.slice(0, -1)}9`);
  await button(asked, "Pulihkan").click();
  await asked.locator("[aria-invalid=true], .notice.bad").first().waitFor();
  await asked.getByRole("textbox").fill(code.toLowerCase());
  await button(asked, "Pulihkan").click();
  await toast(second, "Lembar diterima");
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});

test("a clerk sees who may read, and opens nothing", async () => {
  const clerk = await open(browser, { url: world.url, cookies: await world.cookies_of(world.told.posts["kasubbag-kepegawaian"]) });
  await keys(clerk);
  await clerk.getByText("boleh membaca").first().waitFor();
  for (const name of ["Ganti kunci…", "Cetak lembar pemulihan…", "Pulihkan dengan lembar…"])
    assert.equal(await button(clerk, name).count(), 0, name);
});
