import { expect, test, type Page } from "@playwright/test";
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publishFolder } from "../../electron/engine/content/publish.ts";
import { LocationInput } from "../../shared/content.ts";
import { missingTool } from "../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeBootImage, makeOsImage } from "../support/source-images.ts";
import { field, next, open, pageList } from "./wizard-steps.ts";

const missing = missingTool(["wimlib-imagex"]);

test.describe("a medium made of images that a content location has", () => {
  test.describe.configure({ mode: "serial", timeout: 120_000 });
  test.skip(missing !== null, missing ?? "");

  let folder: string;
  let engine: EngineProcess;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    folder = await mkdtemp(join(tmpdir(), "prestage-located-app-"));
    const share = join(folder, "share");
    await mkdir(share);
    await makeBootImage(share);
    await makeOsImage(share);
    await publishFolder({ dir: share, name: "Share" }, {});
    engine = await startEngine(join(folder, "home"), ["--bench", "real", "--port", "0"]);
    const location = LocationInput.parse({ name: "Share", site: "N01", kind: "folder", address: share });
    await engine.client.saveContentLocation({ location });
    page = await browser.newPage();
    await page.goto(engine.url ?? "");
  });
  test.afterAll(async () => {
    await page.close();
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test("both are listed with where they are, and brought into the library", async () => {
    await open(page);
    await next(page);
    await field(page, "Name").fill("Field laptop");
    await pageList(page).getByText("Content locations").click();
    const table = page.getByRole("table", { name: "Content locations" });
    await expect(table.getByRole("row")).toHaveCount(3);
    await expect(table).toContainText("Share");
    for (const image of ["Windows PE", "Windows 11 Pro"]) {
      await table.getByRole("button", { name: `Get ${image}` }).click();
      await expect(table.getByRole("button", { name: `Take ${image}` })).toBeVisible({ timeout: 60_000 });
    }
  });

  test("taken as boot image and as OS image, they become a medium that starts", async () => {
    for (const image of ["Windows PE", "Windows 11 Pro"])
      await page.getByRole("button", { name: `Take ${image}` }).click();
    await pageList(page).getByText("Summary").click();
    await page.getByRole("button", { name: "Create the medium" }).click();
    const main = page.getByRole("main");
    await expect(main).toContainText("Field laptop is made", { timeout: 60_000 });
    await expect(main).toContainText("It starts by BIOS and UEFI.");
  });
});
