#!/usr/bin/env node
// Screenshots of every page, in both languages, light and dark, for review.
//
//   tests/browser/screenshots.mjs [--out DIRECTORY] [--page /izin] [--language id|en] [--theme light|dark] [--full]
//
// Makes an office of its own; HADIR_BIN names the folder of the programs.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { launch, open, settled } from "./browser.mjs";
import { registered } from "./pages.mjs";
import { scenes, show } from "./scenes.mjs";
import { office } from "./world.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const world = await office();
const out = option("--out", "build/screenshots");
const wanted = option("--page", "");
const languages = option("--language", "id,en").split(",");
const themes = option("--theme", "light,dark").split(",");
const height = Number(option("--height", "641"));

mkdirSync(out, { recursive: true });
const browser = await launch();
const extra = [
  { path: "/masuk", name: "sign_in" },
  { path: "/mulai", name: "setup" },
];
for (const language of languages)
  for (const theme of themes) {
    const page = await open(browser, { url: world.url, language, theme, height, cookies: world.cookies });
    for (const { path, name } of wanted
      ? !wanted.startsWith("/")
        ? []
        : [[...registered, ...extra].find((one) => one.path === wanted) ?? { path: wanted, name: wanted.replaceAll("/", "_").slice(1) }]
      : [...registered, ...extra]) {
      const kept = path === "/masuk" ? await page.context().cookies() : null;
      if (kept) await page.context().clearCookies();
      await page.goto(path);
      await settled(page).catch((problem) => console.error(`${path}: ${problem.message.split("\n")[0]}`));
      await page.screenshot({ path: join(out, `${name}.${language}.${theme}.png`), fullPage: process.argv.includes("--full") });
      if (kept) {
        await page.context().clearCookies();
        await page.context().addCookies(kept);
      }
    }
    for (const scene of scenes) {
      if (wanted && wanted !== scene.name) continue;
      await show(page, scene, world.person).catch((problem) => console.error(`${scene.name}: ${problem.message.split("\n")[0]}`));
      await page.screenshot({ path: join(out, `${scene.name}.${language}.${theme}.png`) });
    }
    for (const line of page.complaints) console.error(line);
    await page.context().close();
  }
await browser.close();
await world.end();
console.log(out);
