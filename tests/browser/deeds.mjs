// What people do in the pages, for stories that need it on the way to something else: signing in, a PC set up by stick, a stick carried to
// the hub and back, a choice in a combobox.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { bin } from "./world.mjs";

export const toast = (page, text) => page.locator(".toast", { hasText: text }).first().waitFor();

// Somebody is typed into a combobox and taken with Enter, once he is offered.
export async function choose(within, label, name) {
  const page = within.page?.() ?? within;
  await within.getByRole("combobox", { name: label }).fill(name);
  await within.getByRole("option", { name }).first().waitFor();
  await page.keyboard.press("Enter");
}

export async function sign_in(page, nip, secret) {
  await page.goto("/masuk");
  await page.getByLabel("NIP").fill(nip);
  await page.getByLabel("Kata sandi").fill(secret);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
}

// An operation as the page itself asks it, with the rights of who is signed in.
export const call = (page, operation, args = {}) =>
  page.evaluate(
    async ([operation, args]) => {
      const csrf = (await (await fetch("/api/v1/session")).json()).csrf;
      return (
        await fetch(`/api/v1/call/${operation}`, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Hadir-Csrf": csrf },
          body: JSON.stringify(args),
        })
      ).json();
    },
    [operation, args],
  );

// The file that this button makes goes to the hub on a stick; the hub's answer's path.
export async function carry(world, page, button) {
  const stick = mkdtempSync(join(world.folder, "stick-")),
    answers = mkdtempSync(join(world.folder, "answers-"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  await download.saveAs(join(stick, download.suggestedFilename()));
  const told = execFileSync(join(bin, "hadir-hub"), ["bundle", "import", stick, "--answers", answers, "--data", world.told.hub]);
  const [answer] = readdirSync(answers);
  assert.ok(answer, `no answer from the hub, which said: ${told}`);
  return join(answers, answer);
}

// The first-run wizard without a network, up to where the office's unit is shown. `meanwhile`: once the code is kept.
export async function set_up_by_stick(world, page, code, meanwhile = async () => {}) {
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: "Hubungkan dengan sekretariat" }).waitFor();
  await page.getByRole("radio", { name: /stik USB/ }).check();
  await page.getByLabel("Kode pendaftaran", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Simpan kode" }).click();
  await page.getByText("Kode tersimpan.").waitFor();
  await meanwhile();
  await page.locator("input[type=file]").setInputFiles(await carry(world, page, "1. Buat berkas permintaan"));
  await page.getByRole("heading", { level: 1, name: "Kantor Anda" }).waitFor();
}
