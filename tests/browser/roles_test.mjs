// Whoever signs in is offered only pages that work for him: an employee, a superior, a clerk, the secretary, the head, the health officer. No page
// that the navigation names answers "not allowed", and an employee sees nothing of the office's own affairs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open, settled } from "./browser.mjs";
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

const people = {
  employee: () => world.told.people[20].nip,
  superior: () => world.told.posts["kabid-1"],
  clerk: () => world.told.posts["kasubbag-kepegawaian"],
  secretary: () => world.told.posts.sekretaris,
  head: () => world.told.posts.kepala,
  health: () => world.told.people[5].nip,
};

for (const [role, nip] of Object.entries(people))
  test(`the pages of a ${role}`, async () => {
    const page = await open(browser, { url: world.url, cookies: await world.cookies_of(nip()) });
    const refused = [];
    page.on("response", (answer) => {
      if (answer.status() === 403) refused.push(`${new URL(page.url()).pathname}: ${answer.request().postData() ?? ""} ${answer.url()}`);
    });
    await page.goto("/akun");
    await settled(page);
    const offered = await page.locator(".rail-group a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    for (const path of offered) {
      await page.goto(path);
      await settled(page);
      assert.deepEqual(await page.locator(".notice.bad").allInnerTexts(), [], path);
    }
    assert.deepEqual(refused, []);
    assert.deepEqual(page.complaints, []);
    const keeps_office = !["employee", "superior", "health"].includes(role);
    assert.equal(offered.includes("/pengaturan"), keeps_office);
    assert.equal(offered.includes("/sinkronisasi"), keeps_office);
    if (!keeps_office) {
      await page.goto("/pengaturan");
      await page.getByRole("heading", { level: 1, name: "Halaman ini tidak ada" }).waitFor();
    }
    await page.context().close();
  });
