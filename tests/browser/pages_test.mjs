// Every page of the router, in light and in dark: axe-core finds nothing, the content security policy blocks nothing, nothing is logged as
// an error; and with the keyboard alone every control is reached, its focus can be seen, and there is a way out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled, violations } from "./browser.mjs";
import { registered } from "./pages.mjs";
import { scenes, show } from "./scenes.mjs";
import { office } from "./world.mjs";

let world, browser;
before(async () => {
  world = await office();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const only = process.env.HADIR_PAGE; // one page's path
const addresses = [
  ...registered.map((one) => one.path),
  "/masuk",
  "/mulai",
  "/pengaturan?tab=pc",
  "/pengaturan?tab=people",
  "/pengaturan?tab=posts",
  "/pengaturan?tab=turns",
  "/kesehatan?bagian=kunci",
  "/tidak-ada",
].filter((path) => !only || path === only);

async function visit(path, more = {}) {
  const cookies = path === "/masuk" ? [] : world.cookies;
  const page = await open(browser, { url: world.url, cookies, ...more });
  await page.goto(path);
  await settled(page).catch(() => page.waitForSelector("h1, h2"));
  return page;
}

// What Tab stops at, until it comes round: what can be seen of it, and whether its focus can be.
async function walk(page) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.walked = [];
    window.scrollTo(0, 0);
  });
  const stops = [];
  let ends = 0; // Tab leaves the page at its end, and begins at its top
  for (let at = 0; at < 600; ++at) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const own = document.activeElement;
      if (!own || own === document.body) return null;
      const came_round = window.walked.includes(own);
      window.walked.push(own);
      const look = getComputedStyle(own),
        box = own.getBoundingClientRect();
      const marked = (one) =>
        one &&
        ((getComputedStyle(one).outlineStyle !== "none" && parseFloat(getComputedStyle(one).outlineWidth) >= 2) ||
          getComputedStyle(one).boxShadow !== "none");
      const segment = own.matches(".segmented input") ? own.nextElementSibling : null;
      return {
        came_round,
        what: `${own.tagName.toLowerCase()}.${own.className} ${own.getAttribute("aria-label") ?? own.textContent?.trim().slice(0, 40) ?? ""}`,
        visible: box.width > 0 && box.height > 0 && look.visibility === "visible" && box.bottom > 0 && box.top < innerHeight,
        marked: marked(own) || marked(segment),
      };
    });
    if (stop?.came_round || (stop === null && ++ends > 2)) return stops;
    if (stop !== null) stops.push(stop);
  }
  throw new Error("Tab does not come round");
}

for (const path of addresses) {
  for (const theme of ["light", "dark"])
    test(`${path} in ${theme}`, async () => {
      const page = await visit(path, { theme });
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  test(`${path} by keyboard`, async () => {
    const page = await visit(path);
    const stops = await walk(page);
    assert.ok(stops.length > 0, "nothing can be reached");
    assert.deepEqual(
      stops.filter((one) => !one.visible || !one.marked).map((one) => one.what),
      [],
      "without a focus that can be seen",
    );
    // Whatever can be pressed was reached, or belongs to a group of which Tab reaches one and arrows the others.
    const missed = await page.evaluate(() =>
      [...document.querySelectorAll("a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled)")]
        .filter((one) => !window.walked.includes(one) && one.getClientRects().length > 0 && getComputedStyle(one).visibility === "visible")
        .filter(
          (one) =>
            !one.closest("[role=tablist], [role=grid], [role=listbox], [role=toolbar], dialog:not([open])") &&
            !(one.type === "radio" && window.walked.some((reached) => reached.name === one.name)),
        )
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(missed, [], "not reached by Tab");
    await page.context().close();
  });
}

// WCAG 1.4.10: at 320 pixels, which is 1280 at 400 %, only what is two-dimensional scrolls sideways.
for (const path of addresses)
  test(`${path} on a narrow screen`, async () => {
    const page = await visit(path, { width: 320, height: 640 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await page.context().close();
  });

for (const scene of only ? [] : scenes)
  for (const theme of ["light", "dark"])
    test(`${scene.name} in ${theme}`, async () => {
      const page = await open(browser, { url: world.url, cookies: world.cookies, theme });
      await show(page, scene, world.person, world.told);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
