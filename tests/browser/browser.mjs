// Chromium for the browser tests and screenshots: Debian's, driven by playwright-core out of common/web/node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(new URL("../../common/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axe_source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// HADIR_CHROMIUM names another browser.
export const launch = () =>
  chromium.launch({
    executablePath: process.env.HADIR_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

// A page as an office PC shows it. Whatever the page logs as an error, or a blocked style or script, is kept in page.complaints; not answers
// that refuse, nor a service that is not there, which pages are meant to survive.
export async function open(
  browser,
  { url, language = "id", theme = "light", width = 1366, height = 641, cookies = [], reduced = true } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === "id" ? "id-ID" : "en-GB",
    timezoneId: "Asia/Jakarta",
    baseURL: url,
    reducedMotion: reduced ? "reduce" : "no-preference",
    acceptDownloads: true,
    ignoreHTTPSErrors: url.startsWith("https:"), // an office PC's own certificate
  });
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem("hadir.language", language);
      localStorage.setItem("hadir.theme", theme);
    },
    [language, theme],
  );
  if (cookies.length) await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.complaints = [];
  page.on("pageerror", (problem) => page.complaints.push(problem.message));
  page.on("console", (line) => {
    if (line.type() === "error" && !/status of (4\d\d|50[234])|ERR_CONNECTION_|ERR_EMPTY_RESPONSE/.test(line.text()))
      page.complaints.push(line.text());
  });
  return page;
}

// What axe-core finds, as lines; WCAG 2.0 to 2.2, A and AA.
export async function violations(page) {
  await page.evaluate(axe_source);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return found.violations.flatMap((rule) =>
    rule.nodes.map(
      (node) => `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim() ?? rule.help}`,
    ),
  );
}

// Waits until the page has drawn its content: no skeleton is left.
export async function settled(page) {
  await page.waitForFunction(
    () => document.querySelector("#app")?.childElementCount && document.querySelector("h1") && !document.querySelector(".skeleton"),
    undefined,
    { timeout: 15_000 },
  );
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
