// What the office's pages cost on this machine: node tests/bench/pages.mjs [--people 500] [--browsers 10] [--json FILE]
// A made-up office with a year of punches, and so many people who have its pages open. Needs build/release/bin
// (or HADIR_BIN) and common/web/node_modules; nothing else should run meanwhile.
//
//   grid     from the click on Jadwal until the cells on the screen can be used
//   kiosk    from Enter until the confirmation stands there, when the punch is durable; with all the pages open, of people who keep coming
//   memory   of the service: before anybody looks, with all pages open, after every page was looked at; highest
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { launch, open, settled } from "../browser/browser.mjs";
import { registered } from "../browser/pages.mjs";
import { office } from "../browser/world.mjs";

const { values: asked } = parseArgs({
  options: { people: { type: "string", default: "500" }, browsers: { type: "string", default: "10" }, json: { type: "string" } },
});
const grid_times = 5,
  punches = 40;

const say = (...words) => console.error(...words);
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const slowest = (all) => Math.max(...all);

say(`making an office of ${asked.people} people with a year of punches`);
const world = await office({ options: ["--people", asked.people, "--year"] });
const browser = await launch();
const found = { people: world.told.people.length, browsers: Number(asked.browsers) };
try {
  const pid = world.told.processes.office;
  const memory = () => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mib = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024);
    return { now: mib("VmRSS"), highest: mib("VmHWM") };
  };
  found.memory_before = memory().now;
  writeFileSync(`/proc/${pid}/clear_refs`, "5"); // the highest from here on

  say("opening pages");
  const kept = [];
  for (let at = 0; at < found.browsers; ++at) {
    const page = await open(browser, { url: world.url, cookies: world.cookies });
    await page.goto(registered[at % registered.length].path);
    await settled(page);
    kept.push(page);
  }
  found.memory_open = memory();

  say("the grid");
  const page = await open(browser, { url: world.url, cookies: world.cookies });
  found.grid_ms = [];
  for (let time = 0; time < grid_times; ++time) {
    await page.goto("/pengaturan");
    await settled(page);
    found.grid_ms.push(
      await page.evaluate(async () => {
        const begun = performance.now();
        document.querySelector("nav a[href='/jadwal']").click();
        while (!document.querySelector(".roster-cell")) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return Math.round(performance.now() - begun);
      }),
    );
  }
  await page.context().close();

  say("the kiosk");
  const kiosk = await open(browser, { url: world.url });
  await kiosk.goto("/presensi");
  await settled(kiosk);
  const staff = world.told.people.slice(20, 26);
  found.kiosk_ms = [];
  for (let time = 0; time < punches; ++time) {
    const way = ["ArrowRight", "ArrowRight"].slice(0, 1 + (Math.floor(time / staff.length) % 2)); // in, out, in, …: nobody is told "again"
    await kiosk.keyboard.type(`${staff[time % staff.length].nip}\n`);
    await kiosk.keyboard.press("Tab");
    await kiosk.keyboard.press("Tab");
    for (const key of way) await kiosk.keyboard.press(key);
    await kiosk.locator("input[name=pin]").fill(world.told.pin);
    found.kiosk_ms.push(
      await kiosk.evaluate(async () => {
        const begun = performance.now();
        document.querySelector(".kiosk-form").requestSubmit();
        while (!document.querySelector(".kiosk-done")) await new Promise(requestAnimationFrame);
        return Math.round(performance.now() - begun);
      }),
    );
  }
  found.memory_after = memory();

  say("every page");
  const walker = await open(browser, { url: world.url, cookies: world.cookies });
  for (const { path } of registered) {
    await walker.goto(path);
    await settled(walker);
  }
  found.memory_worked = memory();
  found.complaints = [...kept, kiosk].flatMap((one) => one.complaints);
} finally {
  await browser.close();
  await world.end();
}
if (asked.json) writeFileSync(asked.json, JSON.stringify(found, null, 1));
const { memory_open, memory_after, memory_worked } = found;
console.log(`people ${found.people}, pages open ${found.browsers}, wrong ${found.complaints.length}
grid     median ${median(found.grid_ms)} ms, slowest ${slowest(found.grid_ms)} ms              (aim 1000)
kiosk    median ${median(found.kiosk_ms)} ms, slowest ${slowest(found.kiosk_ms)} ms              (aim: median 150)
memory   ${found.memory_before} MiB before, ${memory_open.now} open, ${memory_after.now} after the punches, ${memory_worked.now} after every page, highest ${memory_worked.highest}   (aim 64)`);
