// A PC is set up where there is no network: the code is kept, a file goes to the secretariat on a stick, and its answer enrols the PC. All in
// the page, with the hub's command at the other end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, violations } from "./browser.mjs";
import { set_up_by_stick } from "./deeds.mjs";
import { office } from "./world.mjs";

let world, browser, page;
before(async () => {
  world = await office({ empty: true });
  await world.stop_hub();
  browser = await launch();
  page = await open(browser, { url: world.url });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

test("code, stick, answer, first account", async () => {
  // The service begins anew as the office's, which takes some PCs a second: nothing is offered until it answers.
  let made = false,
    unanswered = 4;
  await page.route("**/api/v1/setup", (route) => (made && unanswered-- > 0 ? route.abort("connectionrefused") : route.continue()));
  page.on("response", (response) => (made ||= response.url().endsWith("/setup/enrol")));
  await set_up_by_stick(world, page, world.told.codes[0], async () => {
    assert.ok(unanswered < 0, "the code is said to be kept once the office's service answers");
    assert.deepEqual(await violations(page), []);
  });
  await page.getByText(/Hub https/).waitFor();
  assert.deepEqual(page.complaints, []);
});
