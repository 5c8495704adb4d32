import { expect, test, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingTool } from "../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeBootImage, makeOsImage } from "../support/source-images.ts";
import { field, fillPath, next, open, pageList, title } from "./wizard-steps.ts";

const missing = missingTool(["wimlib-imagex"]);

test.describe("a medium made with the real engine", () => {
  test.describe.configure({ mode: "serial", timeout: 120_000 });
  test.skip(missing !== null, missing ?? "");

  let folder: string;
  let engine: EngineProcess;
  let page: Page;
  const start = () => startEngine(join(folder, "home"), ["--bench", "real", "--port", "0"]);

  test.beforeAll(async ({ browser }) => {
    folder = await mkdtemp(join(tmpdir(), "prestage-create-app-"));
    await makeBootImage(folder);
    await makeOsImage(folder);
    engine = await start();
    page = await browser.newPage();
    await page.goto(engine.url ?? "");
  });
  test.afterAll(async () => {
    await page.close();
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test("its draft outlives a killed engine, without the password", async () => {
    await open(page);
    await next(page);
    await field(page, "Name").fill("Field laptop");
    await field(page, "Version").fill("3.3");
    await next(page);
    await page.getByLabel("Protect the variables with a password").check();
    await page.getByLabel("Password", { exact: true }).fill("secret");
    await expect
      .poll(async () => (await engine.client.createDraft({})).draft)
      .toMatchObject({ name: "Field laptop", version: "3.3", protect: true });
    engine.connection.close();
    await engine.kill();
    engine = await start();
    await page.goto(engine.url ?? "");
    await open(page);
    await page.getByRole("button", { name: "Go on with the draft" }).click();
    await pageList(page).getByText("Security").click();
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    await page.getByLabel("Protect the variables with a password").uncheck();
  });

  test("says of each image what it is, and refuses the wrong kind", async () => {
    await pageList(page).getByText("Boot image").click();
    await fillPath(page, "File of the boot image", join(folder, "install.wim"));
    await expect(page.getByRole("alert")).toHaveText(
      "Image 1 is no boot image: its edition is Professional.",
    );
    await page.getByRole("button", { name: "Browse: File of the boot image" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^boot\.wim/ })
      .click();
    await expect(page.getByRole("radio", { name: "Image 1, Windows PE" })).toBeChecked();
    await next(page);
    await fillPath(page, "File of the OS image", join(folder, "install.wim"));
    await next(page);
    await expect(title(page)).toHaveText("Content locations");
  });

  test("is created, listed, checked, and begins its next version", async () => {
    await pageList(page).getByText("Summary").click();
    await page.getByRole("button", { name: "Create the medium" }).click();
    const main = page.getByRole("main");
    await expect(main).toContainText("Field laptop · 3.3 is made", { timeout: 60_000 });
    await expect(main).toContainText("It starts by BIOS and UEFI.");
    await page.getByRole("button", { name: "Show the media" }).click();
    const row = page.getByRole("row", { name: /Field laptop/ });
    await expect(row).toContainText("Checked", { timeout: 60_000 });
    expect((await engine.client.createDraft({})).draft).toBeNull();
    await page.getByRole("button", { name: "New version from this…" }).click();
    await pageList(page).getByText("Properties").click();
    await expect(field(page, "Name")).toHaveValue("Field laptop");
    await field(page, "Version").fill("3.4");
    await pageList(page).getByText("Summary").click();
    await page.getByRole("button", { name: "Create the medium" }).click();
    await expect(main).toContainText("Field laptop · 3.4 is made", { timeout: 60_000 });
  });

  test("a file dropped on the window is sent, and told in words when it is no medium", async () => {
    await page.getByRole("button", { name: "Show the media" }).click();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["no wim at all"], "broken.wim"));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await expect(page.getByRole("alert")).toContainText("broken.wim");
  });
});
