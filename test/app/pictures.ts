import { chromium, type Page } from "@playwright/test";
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEngine, type EngineProcess } from "../support/engine-process.ts";
import { scan } from "./app-test.ts";

/**
 * Takes the README's pictures of a real run on the training bench: node test/app/pictures.ts. It is no test: what it
 * shows is what the engine did.
 */
const BAYS = 8;
const SAMPLE_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 300_000;
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "prestage-pictures-"));
  await mkdir(folder, { recursive: true });
  const engine = await startEngine(home, ["--bays", String(BAYS), "--bay-size", "2G", "--port", "0"]);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    await engine.until(() => engine.media().some(({ state }) => state === "checked"), SAMPLE_TIMEOUT_MS);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    await page.goto(engine.url ?? "");
    await page
      .locator("[data-kind=ready]")
      .nth(BAYS - 1)
      .waitFor();
    await prepare(engine, page);
    await takePictures(engine, page);
  } finally {
    await browser.close();
    await engine[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  }
}

/** Units on every bay; one bay that is slow and one that fails, as practice has it. */
async function prepare(engine: EngineProcess, page: Page): Promise<void> {
  const { client } = engine;
  await client.setCharacter({ bay: 4, character: { kind: "slow", bytesPerSecond: 30_000_000 } });
  await client.setCharacter({ bay: 6, character: { kind: "failing", atByte: 400_000_000, on: "write" } });
  for (const bay of [1, 2, 3, 5, 7, 8])
    await client.setCharacter({
      bay,
      character: { kind: "slow", bytesPerSecond: 60_000_000 + bay * 4_000_000 },
    });
  for (let bay = 1; bay <= BAYS; bay++) {
    await scan(page, `FL-00238${40 + bay}`);
    await scan(page, `BAY-${bay}`);
    await page
      .locator(`[data-bay="${bay}"]`)
      .filter({ hasText: `FL-00238${40 + bay}` })
      .waitFor();
  }
}

async function takePictures(engine: EngineProcess, page: Page): Promise<void> {
  const take = (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  const state = (bay: number, kind: string) =>
    page.locator(`[data-bay="${bay}"][data-kind="${kind}"]`).waitFor({ timeout: RUN_TIMEOUT_MS });
  await page.keyboard.press("F2");
  await page.getByLabel("Operator").fill("Bench 2");
  await page.getByLabel(/Type \d+ to confirm/).fill(String(BAYS));
  await take("start");
  await page.getByRole("button", { name: /Erase and start/ }).click();
  await page.locator("[data-bay='4']").click();
  await state(6, "failed");
  await state(8, "read-back");
  await page.waitForTimeout(1000);
  await take("bench-busy");
  for (const bay of [1, 2, 3, 5, 7, 8]) await state(bay, "done");
  await page.locator("[data-bay='6']").click();
  await take("bench-done");
  await page.evaluate(() => localStorage.setItem("prestage-theme", "light"));
  await page.reload();
  await page.keyboard.press("Control+2");
  await page.getByRole("row").nth(1).click();
  await page.getByText("FL-0023841").waitFor();
  await take("batch-light");
  await page.keyboard.press("Control+3");
  await take("media-light");
  await engine.client.cancelAll({});
}

await main();
