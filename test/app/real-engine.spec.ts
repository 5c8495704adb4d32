import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingTool } from "../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";
import { scan } from "./app-test.ts";

const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);

test.describe("on the training bench, with the real engine,", () => {
  test.describe.configure({ mode: "serial", timeout: 120_000 });
  test.skip(missing !== null, missing ?? "");

  let folder: string;
  let engine: EngineProcess;
  let page: Page;
  const bench = ["--bays", "4", "--bay-size", "520M"];
  const bay = (n: number) => page.locator(`[data-bay="${n}"]`);
  const panel = () => page.getByRole("complementary", { name: "Selected bay" });

  test.beforeAll(async ({ browser }) => {
    folder = await mkdtemp(join(tmpdir(), "prestage-app-"));
    makeTestMedium(folder, { name: "Field laptop" });
    engine = await startEngine(join(folder, "home"), [...bench, "--port", "0"]);
    page = await browser.newPage();
    await page.goto(engine.url ?? "");
  });
  test.afterAll(async () => {
    await page.close();
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts what is ready, as a person does. */
  async function start(count: number): Promise<void> {
    await page.keyboard.press("F2");
    const dialog = page.getByRole("dialog", { name: "Erase and stage" });
    await dialog.getByLabel(/Type \d+ to confirm/).fill(String(count));
    await dialog.getByRole("button", { name: /Erase and start/ }).click();
    await expect(dialog).toBeHidden();
  }

  async function setCharacter(n: number, behaviour: string, more?: () => Promise<void>): Promise<void> {
    await bay(n).click();
    await panel().getByRole("button", { name: "Character…" }).click();
    await page.getByLabel("Behaviour").selectOption(behaviour);
    await more?.();
    await page.getByRole("button", { name: "Set the character" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  }

  test("the token leaves the address, and four bays hold their drives", async () => {
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    await expect(page.locator("[data-kind=ready]")).toHaveCount(4);
    await expect(page.getByRole("navigation")).toContainText("Training bench");
  });

  test("a medium is imported by its path, and checked", async () => {
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Cancel: Making the sample medium" }).click();
    await page.getByRole("button", { name: "Import…" }).click();
    await page.getByLabel("Path of the .wim file").fill(join(folder, "medium.wim"));
    await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
    await expect(page.getByRole("row", { name: /Field laptop/ })).toContainText("Checked", {
      timeout: 60_000,
    });
    await page.getByRole("tab", { name: "Boot check" }).click();
    await expect(page.getByRole("complementary")).toContainText("\\bootmgr present");
  });

  test("four drives are staged at once; the one that fails harms no other", async () => {
    await page.keyboard.press("Control+1");
    await setCharacter(3, "failing", () => page.getByLabel("At, MB").fill("2"));
    await scan(page, "FL-0023841");
    await scan(page, "BAY-01");
    await expect(bay(1)).toContainText("FL-0023841");
    await start(4);
    for (const n of [1, 2, 4]) await expect(bay(n)).toHaveAttribute("data-kind", "done", { timeout: 90_000 });
    await expect(bay(3)).toHaveAttribute("data-kind", "failed");
    await expect(bay(3)).toContainText("Write error");
    await expect(bay(1)).toContainText("Verified");
  });

  test("only the failed drive is tried again, and the batch counts it", async () => {
    await setCharacter(3, "healthy");
    await panel().getByRole("button", { name: "Retry…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Erase and retry" }).click();
    await expect(bay(3)).toHaveAttribute("data-kind", "done", { timeout: 60_000 });
    await page.keyboard.press("Control+2");
    await page.getByRole("row").nth(1).click();
    await expect(page.getByRole("main")).toContainText(
      "4 done, 1 failed, 0 cancelled, 0 interrupted, 0 running",
    );
    await expect(page.getByRole("row", { name: /FL-0023841/ })).toContainText("Done");
  });

  test("the batch is printed as a PDF and saved as CSV", async () => {
    const popup = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Report to print" }).click();
    await popup;
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const csv = readFileSync(await (await download).path(), "utf8");
    expect(csv).toContain("FL-0023841");
  });

  test("a bay that was emptied and loaded again is ready", async () => {
    await page.keyboard.press("Control+1");
    await bay(1).click();
    await panel().getByRole("button", { name: "Empty bay" }).click();
    await expect(bay(1)).toHaveAttribute("data-kind", "empty");
    await panel().getByRole("button", { name: "Load bay" }).click();
    await expect(bay(1)).toHaveAttribute("data-kind", "ready");
  });

  test("a slow drive is stopped, and holds nothing that looks finished", async () => {
    await setCharacter(1, "slow", () => page.getByLabel("Rate, MB/s").fill("1"));
    await start(1);
    await expect(bay(1)).toHaveAttribute("data-kind", "write", { timeout: 30_000 });
    await bay(1).click();
    await page.keyboard.press("F8");
    await page.getByRole("button", { name: "Stop this drive" }).last().click();
    await expect(bay(1)).toHaveAttribute("data-kind", "cancelled", { timeout: 30_000 });
    await expect(panel()).toContainText("The drive holds no valid partition table.");
  });

  test("the window finds everything again after the engine was killed and started anew", async () => {
    const port = new URL(engine.url ?? "").port;
    await engine.kill();
    await expect(page.getByRole("alert")).toContainText("Not connected to the engine since");
    engine = await startEngine(join(folder, "home"), [...bench, "--port", port]);
    await expect(page.getByRole("alert")).toBeHidden({ timeout: 15_000 });
    await expect(page.locator("[data-bay]")).toHaveCount(4);
    await expect(page.getByRole("button", { name: "Pause queue" })).toBeEnabled();
  });
});
