// Visits the report of a model without a network, with the keyboard and with axe-core.
//
//   node report.mjs VISIT.json FINDINGS.json
//
// VISIT.json: { browser, url, dark, width, screenshot }; FINDINGS.json: see ReportVisit.cs.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [visitFile, findingsFile] = process.argv.slice(2);
const visit = JSON.parse(await readFile(visitFile, "utf8"));
const browser = await chromium.launch({ executablePath: visit.browser, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
try {
  const context = await browser.newContext({
    offline: true, colorScheme: visit.dark ? "dark" : "light", reducedMotion: "reduce", viewport: { width: visit.width, height: 900 },
  });
  const page = await context.newPage();
  const findings = { errors: [], requests: [] };
  page.on("request", (request) => { if (!request.url().startsWith("data:")) findings.requests.push(request.url()); });
  page.on("console", (message) => { if (message.type() === "error") findings.errors.push(message.text()); });
  page.on("pageerror", (error) => findings.errors.push(error.message));
  page.on("dialog", async (dialog) => { findings.errors.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });

  await page.goto(visit.url);
  await page.screenshot({ path: visit.screenshot, fullPage: true });
  findings.overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  findings.sections = await page.evaluate(() => [...document.querySelectorAll("h2")].filter((title) => title.checkVisibility()).map((title) => title.textContent));
  findings.stages = await page.evaluate(() => [...document.querySelectorAll("#stages > .scroll tbody th")].map((cell) => cell.textContent));

  findings.focused = await tabThrough(page);
  Object.assign(findings, await followConfusion(page));
  Object.assign(findings, await toggleMaps(page));
  findings.sorted = await sort(page);

  // Closed details are not checked.
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  await page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8") });
  const { violations } = await page.evaluate(() => window.axe.run());
  findings.violations = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} (${node.failureSummary})`).join("; ")}`);
  await writeFile(findingsFile, JSON.stringify(findings));
} finally {
  await browser.close();
}

/** What the Tab key reaches from the top of the page. */
async function tabThrough(page) {
  const focused = [];
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? "" : element.id || `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 40)}`;
    });
    if (name === "") break;
    focused.push(name);
  }
  return focused;
}

/** Follows the first link of the confusion matrix with the Enter key. */
async function followConfusion(page) {
  const shown = () => page.evaluate(() => [...document.querySelectorAll("#mistakes li")].filter((item) => item.checkVisibility()).length);
  const mistakes = await shown();
  const link = page.locator("#confusion a[data-truth]").first();
  if ((await link.count()) === 0) return { mistakes, filtered: mistakes, linked: null };
  await link.focus();
  await page.keyboard.press("Enter");
  const result = { mistakes, filtered: await shown(), linked: Number(await link.textContent()) };
  await page.selectOption("#truth", "");
  await page.selectOption("#answer", "");
  return result;
}

async function toggleMaps(page) {
  const drawn = () => page.evaluate(() => [...document.querySelectorAll("canvas[data-map]")].filter((canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return canvas.checkVisibility() && pixels.some((value) => value > 0);
  }).length);
  const maps = await drawn();
  const button = page.locator("#maps");
  if ((await button.count()) > 0) {
    await button.focus();
    await page.keyboard.press("Space");
  }
  return { maps, mapsAfterToggle: await drawn() };
}

/** Sorts the first table by its last column. */
async function sort(page) {
  await page.locator("table.sortable").first().locator("thead th button").last().press("Enter");
  return page.evaluate(() => [...document.querySelector("table.sortable").tBodies[0].rows].map((row) => row.cells[0].textContent));
}
