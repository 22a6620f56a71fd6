// SPDX-License-Identifier: Apache-2.0
// node check.mjs PERFGATE [SHOTS]: opens a report of 500 rows in a real browser and works with it as a reader would: sorts, filters,
// unfolds, by mouse and by keys, with and without script, in the dark and on paper. Any console message, request or code that ran
// from a name fails it. Times are printed, never judged. With SHOTS it leaves screenshots there. Exit code 77: no browser here.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { evilName, makePage } from "./pages.mjs";

const kSkipped = 77;
const kRows = 500;
const [perfgate, shots] = process.argv.slice(2);

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(kSkipped);
}

function loadPlaywright() {
  const home = process.env.PERFGATE_PLAYWRIGHT || join(tmpdir(), "html_check");
  for (const place of [join(home, "node_modules", "/"), import.meta.url]) {
    try {
      return createRequire(place)("playwright-core");
    } catch {
      // the next place
    }
  }
  return skip(`playwright-core is missing: npm install --prefix ${home} playwright-core@1.61.1`);
}

const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));
if (!perfgate || !existsSync(perfgate)) {
  console.error("usage: node check.mjs PERFGATE [SHOTS]");
  process.exit(2);
}
if (!browserPath) skip("chromium is missing: apt-get install chromium");
const { chromium } = loadPlaywright();

let failures = 0;
let checks = 0;
function check(what, good, found) {
  ++checks;
  if (good) return;
  ++failures;
  console.log(`FAILED: ${what}${found === undefined ? "" : `: ${JSON.stringify(found)}`}`);
}

// A page whose every message and request is kept.
async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, noise, close: () => context.close() };
}

const names = (page) => page.locator("table.rows tbody:not([hidden]) .id code").allTextContents();

async function checkContent(page) {
  check("the verdict stands first", (await page.locator("h1 .word").textContent()).includes("FAIL"));
  check("every row is in the table", (await names(page)).length === kRows, (await names(page)).length);
  check("the hostile name is shown as it is", (await names(page)).includes(evilName));
  check("no picture came from a name", (await page.locator("img").count()) === 0);
  check("no code came from a name", (await page.evaluate(() => window.pwned)) === undefined);
  check("the policy stops code that is added", (await page.evaluate(() => {
    const node = document.createElement("div");
    node.innerHTML = '<img src="data:image/png,x" onerror="window.pwned=3">';
    document.body.append(node);
    return new Promise((done) => setTimeout(() => { node.remove(); done(window.pwned === undefined); }, 200));
  })));
  check("both distributions are drawn", (await page.locator("svg.pl path.b").count()) === kRows);
  check("the forest has its marks", (await page.locator(".forest .pt").count()) > 5);
}

async function checkSorting(page) {
  const click = (title) => page.getByRole("button", { name: title, exact: true }).click();
  const asDelivered = await names(page);
  await click("Row");
  const byName = await names(page);
  check("sorting by name changes the order", byName.join() !== asDelivered.join());
  check("sorting loses no row", new Set(byName).size === kRows);
  check("numbers in names sort as numbers",
    byName.findIndex((name) => name.endsWith("I2S_gemv_with_a_long_name/1024")) <
    byName.findIndex((name) => name.endsWith("I2S_gemv_with_a_long_name/10240")));
  check("the header says so", (await page.locator("th[data-c=name]").getAttribute("aria-sort")) === "ascending");
  await click("Row");
  check("the second click turns it round", (await names(page)).join() === byName.reverse().join());
  await click("Change");
  const worst = await page.locator("table.rows tbody .n:not(.x1):not(.x2)").first().textContent();
  check("the worst change comes first", /^\+\d\d.* worse$/.test(worst), worst);
  check("one column is sorted", (await page.locator("th[aria-sort]").count()) === 1);
  await click("Verdict");
  check("sorting by verdict is the order delivered", (await names(page)).join() === asDelivered.join());
}

async function checkFilter(page) {
  const box = page.getByRole("searchbox");
  await box.fill("tl1 /1");
  const left = await names(page);
  check("the filter leaves rows with all words", left.length > 0 && left.length < kRows && left.every((name) => name.includes("TL1") && name.includes("/1")), left.slice(0, 3));
  check("it says how many", (await page.getByRole("status").textContent()) === `${left.length} of ${kRows} rows`);
  await box.fill("no such row");
  check("no row is said in words", await page.locator("#no-rows").isVisible());
  await box.press("Escape");
  check("Escape clears it", (await names(page)).length === kRows);
  await page.locator(".tools [data-f=regressed]").click();
  const verdicts = await page.locator("tbody:not([hidden])[data-v]").evaluateAll((bodies) => bodies.map((body) => body.dataset.v));
  check("a verdict filters", verdicts.length > 0 && verdicts.every((verdict) => verdict === "regressed"), verdicts.slice(0, 3));
  check("its button is pressed", (await page.locator(".tools [aria-pressed=true]").textContent()).includes("regressed"));
  await page.locator(".tools [data-f=all]").click();
}

async function checkKeys(page) {
  await page.locator("body").press("/");
  check("/ goes to the filter", await page.getByRole("searchbox").evaluate((box) => box === document.activeElement));
  const head = page.getByRole("button", { name: "Row", exact: true });
  await head.focus();
  await head.press("Enter");
  check("Enter sorts", (await page.locator("th[data-c=name]").getAttribute("aria-sort")) === "ascending");
  const row = page.locator("table.rows .id a").first();
  await row.focus();
  await row.press("Space");
  check("Space opens a row", (await row.getAttribute("aria-expanded")) === "true");
  check("its plots are seen", await page.locator("table.rows tbody.open svg.pl").first().isVisible());
  await row.press("Enter");
  check("Enter closes it", (await row.getAttribute("aria-expanded")) === "false");
  check("closed means unseen", (await page.locator("table.rows tbody.open").count()) === 0);
}

async function checkDetails(page) {
  const item = page.locator(".forest li a").first();
  const target = (await item.getAttribute("href")).slice(1);
  await page.getByRole("searchbox").fill("no such row");
  await item.click();
  check("a link of the forest opens its row, filter or not", await page.locator(`#${target} svg.pl`).first().isVisible());
  check("and moves there", await page.locator(`#${target}`).evaluate((node) => node.getBoundingClientRect().top < innerHeight));
  await page.getByRole("button", { name: "Open or close details" }).click();
  check("all can be opened", (await page.locator("tbody.open").count()) === kRows);
  await page.getByRole("button", { name: "Open or close details" }).click();
  check("all can be closed", (await page.locator("tbody.open").count()) === 0);
}

async function checkScript(browser, url) {
  const { page, noise, close } = await openPage(browser, url);
  await checkContent(page);
  // The policy reports the handler that checkContent planted: this message, and no other.
  const planted = noise.splice(0).filter((line) => !/inline event handler/i.test(line));
  check("no message before anything was touched", planted.length === 0, planted);
  await checkSorting(page);
  await checkFilter(page);
  await checkKeys(page);
  await checkDetails(page);
  check("no console message, no request", noise.length === 0, noise);
  await close();
}

async function checkWithoutScript(browser, url) {
  const { page, noise, close } = await openPage(browser, url, { javaScriptEnabled: false });
  check("without script: the table is there", (await page.locator("table.rows > tbody").count()) === kRows);
  check("without script: no dead controls", !(await page.locator(".tools").isVisible()) && (await page.locator("th button").count()) === 0);
  check("without script: the forest is there", await page.locator(".forest .pt").first().isVisible());
  await page.locator("table.rows summary").first().click();
  check("without script: a row unfolds its plots", await page.locator("table.rows details[open] svg.pl").first().isVisible());
  check("without script: no message", noise.length === 0, noise);
  await close();
}

async function colours(page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return `${style.color} on ${style.backgroundColor}`;
  });
}

async function checkMedia(browser, url) {
  const { page, noise, close } = await openPage(browser, url);
  const light = await colours(page);
  await page.emulateMedia({ colorScheme: "dark" });
  check("dark mode has colours of its own", (await colours(page)) !== light, light);
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  check("paper is white, also of a dark page", (await colours(page)) === "rgb(0, 0, 0) on rgb(255, 255, 255)", await colours(page));
  check("paper has no controls", !(await page.locator(".tools").isVisible()));
  check("a PDF comes out", (await page.pdf({ format: "A4" })).length > 10000);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 380, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check("a narrow screen does not scroll sideways", wide <= 0, wide);
  check("no message in any medium", noise.length === 0, noise);
  await close();
}

async function printTimes(browser, url) {
  const times = [];
  for (let i = 0; i < 3; ++i) {
    const { page, close } = await openPage(browser, url);
    times.push(await page.evaluate(() => Math.round(performance.getEntriesByType("navigation")[0].loadEventEnd)));
    await close();
  }
  console.log(`loaded ${kRows} rows in ${times.join(", ")} ms`);
}

async function takeShots(browser, url) {
  const shot = async (name, options, prepare = async () => {}) => {
    const { page, close } = await openPage(browser, url, options);
    await prepare(page);
    await page.screenshot({ path: join(shots, `${name}.png`) });
    await close();
  };
  const openRow = async (page) => {
    await page.locator("table.rows .id a").first().click();
    await page.locator("#rows").scrollIntoViewIfNeeded();
    await page.locator("#rows").evaluate((node) => node.scrollIntoView());
  };
  await shot("light", {});
  await shot("light-rows", {}, openRow);
  await shot("dark", { colorScheme: "dark" });
  await shot("dark-rows", { colorScheme: "dark" }, openRow);
  await shot("narrow", { viewport: { width: 390, height: 844 } });
  await shot("narrow-rows", { viewport: { width: 390, height: 844 } }, openRow);
  await shot("plain", { javaScriptEnabled: false });
  await shot("print", {}, (page) => page.emulateMedia({ media: "print" }));
}

const folder = mkdtempSync(join(tmpdir(), "perfgate-html-"));
let browser;
try {
  const file = makePage(perfgate, folder, kRows);
  console.log(`${kRows} rows: ${statSync(file).size} bytes`);
  const url = pathToFileURL(file).href;
  browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  await checkScript(browser, url);
  await checkWithoutScript(browser, url);
  await checkMedia(browser, url);
  await printTimes(browser, url);
  if (shots) await takeShots(browser, url);
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${checks - failures} of ${checks} checks passed`);
process.exit(failures > 0 ? 1 : 0);
