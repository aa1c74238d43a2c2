// Health keys without a command line: a PC introduces itself, another one admits it after somebody compared the name on both screens, the
// first reads what was sealed before it was there; and a recovery sheet does the same for an office whose other PCs are gone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { call, sign_in, toast } from "./deeds.mjs";
import { bin, office } from "./world.mjs";

let world, browser, first, second, head, officer; // head: at the second PC
const button = (page, name) => page.getByRole("button", { name, exact: true });
const dialog = (page, name) => page.getByRole("dialog", { name });
const keys = async (page) => {
  await page.goto("/kesehatan?bagian=kunci");
  await settled(page);
};
const own_name = (page) => page.locator(".facts code").first().innerText();
// What was reported, as whoever answers for it looks at it.
const look = async (page) => {
  await page.goto("/kesehatan?bagian=isi");
  await settled(page);
  await button(page, "Lihat isi pemeriksaan").click();
  await button(page, "Catat & tampilkan").click();
};
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
  head = await open(browser, { url: `http://127.0.0.1:${world.told.ports.second}` });
  await sign_in(head, world.told.posts.kepala, world.told.secret);
  await head.locator(".rail-group").first().waitFor();
  await look(head);
  await head.getByText("PC ini belum diizinkan membaca data kesehatan").waitFor();
  assert.equal(await head.getByText("hadir seal").count(), 0, "what the command is told");
  assert.deepEqual(await violations(head), []);
  await head.getByRole("link", { name: "Lihat kunci PC ini" }).click();
  await head.getByText("belum terbaca").first().waitFor();
  await keys(second);
  await second.getByText("memegang kunci lain").waitFor(); // who can be asked
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
  assert.ok(!(await asked.innerText()).includes(name.slice(-4)), "what is to be read on the other screen");
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
  await look(head);
  await head.locator("tbody").getByText("batuk").waitFor();
});

test("a new key shuts out who does not get it; a recovery sheet is shown once, opens nothing when it is mistyped, and lets in", async () => {
  await keys(first);
  await button(first, "Ganti kunci…").click();
  await button(dialog(first, "Buat kunci baru?"), "Buat kunci baru").click();
  await toast(first, "Kunci baru");
  await call(first, "health.report", { employee: officer, condition: "gejala", symptoms: ["demam"] });
  sync("office", "second");
  await keys(second);
  await second.getByText("1 catatan belum terbaca").first().waitFor();

  await button(first, "Cetak lembar pemulihan…").click();
  await button(dialog(first, "Buat lembar pemulihan?"), "Buat lembar").click();
  const code = await first.locator(".health-sheet code").innerText();
  assert.match(code, /^HADIRK1-/);
  assert.deepEqual(await violations(first), []);
  await first.emulateMedia({ media: "print" });
  assert.ok(await first.locator(".health-sheet code").isVisible());
  assert.equal(await first.locator(".card:visible").count(), 1, "nothing but the sheet is printed");
  await first.emulateMedia({ media: "screen" });
  await button(first, "Sudah disimpan, sembunyikan").click();
  await button(dialog(first, "Sembunyikan lembar ini?"), "Sudah disimpan, sembunyikan").click();
  await first.locator(".health-sheet").waitFor({ state: "detached" });
  assert.equal(await first.getByText(code).count(), 0);
  sync("office", "second");

  await keys(second);
  await button(second, "Pulihkan dengan lembar…").click();
  const asked = dialog(second, "Pulihkan dengan lembar pemulihan");
  await asked.getByRole("textbox").fill(`${code.slice(0, -1)}9`);
  await button(asked, "Pulihkan").click();
  await asked.locator("[aria-invalid=true]").waitFor();
  await asked.getByText("Kode tidak lengkap atau salah ketik").waitFor();
  assert.deepEqual(await violations(second), []);
  await asked.getByRole("textbox").fill(code.toLowerCase());
  await button(asked, "Pulihkan").click();
  await toast(second, "Lembar diterima");
  await look(head);
  await head.locator("tbody").getByText("demam").waitFor();
  assert.deepEqual(
    [first, second, head].flatMap((page) => page.complaints),
    [],
  );
});

test("a clerk sees who may read, and opens nothing", async () => {
  const clerk = await open(browser, { url: world.url, cookies: await world.cookies_of(world.told.posts["kasubbag-kepegawaian"]) });
  await keys(clerk);
  await clerk.getByText("boleh membaca").first().waitFor();
  for (const name of ["Ganti kunci…", "Cetak lembar pemulihan…", "Pulihkan dengan lembar…"])
    assert.equal(await button(clerk, name).count(), 0, name);
});
