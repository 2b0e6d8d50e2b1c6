// Visits the page of sample/FlowerWeb as a user does, submits photos and records what the page shows.
//
//   node visit.mjs VISIT.json REPORT.json
//
// VISIT.json: { browser, url, model, drop, photos }; REPORT.json: { opening, answers, requests, errors }. See PageVisit.cs.
import { EventEmitter, once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { chromium } from "playwright-core";

const [visitFile, reportFile] = process.argv.slice(2);
const visit = JSON.parse(await readFile(visitFile, "utf8"));

const dialogs = new EventEmitter();
const browser = await chromium.launch({
  executablePath: visit.browser,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const page = await browser.newPage();
  const report = { opening: null, answers: [], requests: [], errors: [] };
  page.on("request", (request) => report.requests.push(request.url()));
  // Always registered: a listener added together with the key press can be too late, and then the browser opens its own file dialog.
  page.on("filechooser", (dialog) => dialogs.emit("opened", dialog));
  page.on("pageerror", (error) => report.errors.push(error.message));

  await page.goto(visit.url);
  report.opening = await settled(page);
  if (visit.model && (await page.inputValue("#model")) !== `models/${visit.model}.tflite`) {
    await page.selectOption("#model", `models/${visit.model}.tflite`);
    report.opening = await settled(page);
  }
  for (const photo of visit.photos) {
    await (visit.drop ? drop(page, photo) : pick(page, photo));
    report.answers.push(await settled(page));
  }
  await writeFile(reportFile, JSON.stringify(report));
} finally {
  await browser.close();
}

/** Opens the file dialog with the keyboard alone; the button is what the Tab key reaches first. */
async function pick(page, photo) {
  const focused = () => page.evaluate(() => document.activeElement.id);
  if ((await focused()) !== "photo") {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Tab");
  }
  if ((await focused()) !== "photo") throw new Error("the Tab key does not lead to the photo button");
  const [[dialog]] = await Promise.all([once(dialogs, "opened", { signal: AbortSignal.timeout(30_000) }), page.keyboard.press("Enter")]);
  await dialog.setFiles(photo);
}

async function drop(page, photo) {
  const content = (await readFile(photo)).toString("base64");
  const data = await page.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: "image/jpeg" }));
      return transfer;
    },
    [basename(photo), content],
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

async function settled(page) {
  await page.waitForFunction(() => ["ready", "answered", "failed"].includes(document.body.dataset.state));
  return page.evaluate(() => {
    const seen = (id) => (document.getElementById(id).checkVisibility() ? document.getElementById(id) : null);
    return {
      state: document.body.dataset.state,
      status: document.getElementById("status").textContent,
      problem: seen("problem")?.textContent ?? "",
      classes: [...(seen("classes")?.children ?? [])].map((row) => ({ label: row.dataset.label, score: Number(row.dataset.score) })),
    };
  });
}
