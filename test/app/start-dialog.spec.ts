import { expect, type Page } from "@playwright/test";
import { aBay, aDrive, aUnit } from "../support/bench-scenes.ts";
import { medium } from "../support/scene-media.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, readyScene } from "./scenes.ts";

const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Erase and stage" });

const older = aUnit(1, {
  job: "older",
  unitSerial: "FL-0023841",
  mediaVersion: "3.1",
  startedAt: "2026-09-28T09:00:00Z",
});

test.describe("the start dialog", () => {
  test("names every drive that will be erased, and what it carries", async ({ page, show }) => {
    await show(readyScene(), { stagedBefore: () => [older] });
    await page.getByRole("button", { name: "Start 6 drives" }).click();
    const rows = dialogOf(page).locator("[data-drive]");
    const texts = async () =>
      (await rows.allInnerTexts()).map((text) =>
        text
          .trim()
          .split(/[\t\n]+/)
          .map((t) => t.trim()),
      );
    await expect.poll(texts).toEqual([
      [
        "01",
        "SX4 SSD",
        "S5GXNX0R812201",
        "512 GB",
        "carries Field laptop 24H2 · 3.1",
        "Staged Sep 28, 2026, 9:00 AM: Field laptop 24H2 · 3.1, done",
      ],
      ["02", "SX4 SSD", "S5GXNX0R812202", "512 GB", "no stamp of ours"],
      ["03", "SX4 SSD", "S5GXNX0R812203", "512 GB", "no stamp of ours"],
      ["04", "SX4 SSD", "S5GXNX0R812204", "512 GB", "carries a half-done Field laptop 24H2 · 3.1"],
      ["05", "SX4 SSD", "S5GXNX0R812205", "512 GB", "no stamp of ours"],
      ["06", "SX4 SSD", "none", "512 GB", "no stamp of ours", "needed"],
    ]);
    await expect(dialogOf(page)).toContainText("6 drives will be erased");
  });

  test("has its focus on Cancel, and Escape leaves everything as it is", async ({ page, show }) => {
    const { engine } = await show(readyScene());
    await page.keyboard.press("F2");
    await expect(dialogOf(page).getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialogOf(page)).toBeHidden();
    expect(engine.inputsOf("start")).toEqual([]);
  });

  test("starts only after the number of drives was typed, with the identities as shown", async ({
    page,
    show,
  }) => {
    const { engine } = await show(readyScene());
    await page.keyboard.press("F2");
    const dialog = dialogOf(page);
    const go = dialog.getByRole("button", { name: /Erase and start/ });
    await dialog.getByLabel("Erase the drive in bay 04").uncheck();
    await dialog.getByLabel("Erase the drive in bay 05").uncheck();
    await dialog.getByLabel(/Type 4 to confirm/).fill("4");
    await expect(go).toBeDisabled(); // bay 06 has no serial and no unit yet
    await dialog.getByLabel("Unit serial of bay 06").fill("FL-0023846");
    await dialog.getByLabel(/Type 4 to confirm/).fill("3");
    await expect(go).toBeDisabled();
    await dialog.getByLabel(/Type 4 to confirm/).fill("4");
    await dialog.getByLabel("Operator").fill("Bench 2");
    await dialog.getByLabel("Units wanted").fill("48");
    await dialog.getByLabel(/Old data/).selectOption("keep");
    await expect(go).toHaveText("Erase and start 4 drives");
    await go.click();
    await expect(dialog).toBeHidden();
    await asked(engine, "start").toEqual([
      {
        media: medium.id,
        imageIndex: 1,
        sequence: "builtin:bios",
        batch: { create: { target: 48, operator: "Bench 2", note: "" } },
        bays: [
          { bay: 1, identity: "id-1-1", unitSerial: "FL-0023841" },
          { bay: 2, identity: "id-2-1", unitSerial: "FL-0023842" },
          { bay: 3, identity: "id-3-1" },
          { bay: 6, identity: "id-6-1", unitSerial: "FL-0023846" },
        ],
        oldData: "keep",
      },
    ]);
  });

  test("leaves out a drive that was swapped while the dialog was open", async ({ page, show }) => {
    const scene = readyScene();
    const { engine } = await show(scene);
    await page.keyboard.press("F2");
    const dialog = dialogOf(page);
    await dialog.getByLabel("Unit serial of bay 06").fill("FL-0023846");
    await dialog.getByLabel(/Type 6 to confirm/).fill("6");
    const swapped = aBay(2, { drive: aDrive(2, { identity: "id-2-2", serial: "OTHER" }) });
    const bays = scene.snapshot.bays.map((bay) => (bay.bay === 2 ? swapped : bay));
    engine.publish({ type: "bays", bays, strangers: [] });
    await expect(dialog.locator("[data-drive='2']")).toContainText("The drive in this bay has changed since");
    await expect(dialog.getByRole("button", { name: "Erase and start 5 drives" })).toBeDisabled();
    await dialog.getByLabel(/Type 5 to confirm/).fill("5");
    await dialog.getByRole("button", { name: "Erase and start 5 drives" }).click();
    await expect(dialog).toBeHidden();
    const [input] = engine.inputsOf("start") as { bays: { bay: number }[] }[];
    expect(input?.bays.map(({ bay }) => bay)).toEqual([1, 3, 4, 5, 6]);
  });

  test("asks for each unit serial once only", async ({ page, show }) => {
    await show(readyScene());
    await page.keyboard.press("F2");
    const dialog = dialogOf(page);
    await dialog.getByLabel("Unit serial of bay 06").fill("FL-0023842");
    await expect(dialog.locator("[data-drive='2']")).toContainText("twice");
    await expect(dialog.locator("[data-drive='6']")).toContainText("twice");
  });

  test("shows in place what the engine refused", async ({ page, show }) => {
    await show(readyScene(), {
      start: refuse("drive-swapped", "Bay 03 holds another drive than the one that was shown."),
    });
    await page.keyboard.press("F2");
    const dialog = dialogOf(page);
    await dialog.getByLabel("Unit serial of bay 06").fill("FL-0023846");
    await dialog.getByLabel(/Type 6 to confirm/).fill("6");
    await dialog.getByRole("button", { name: "Erase and start 6 drives" }).click();
    await expect(dialog.getByRole("alert")).toContainText(
      "Bay 03 holds another drive than the one that was shown.",
    );
  });

  test("offers drives that failed or were cancelled unticked, done ones too, busy ones not", async ({
    page,
    show,
  }) => {
    await show(busyScene());
    await page.getByRole("button", { name: "Start 2 drives" }).click();
    const rows = dialogOf(page).locator("[data-drive]");
    const offered = await rows.evaluateAll((all) =>
      all.map((row) => [row.getAttribute("data-drive"), row.querySelector("input")?.checked]),
    );
    expect(offered).toEqual([
      ["1", false],
      ["5", false],
      ["6", false],
      ["9", false],
      ["12", true],
      ["13", true],
    ]);
    await expect(dialogOf(page).getByLabel("Batch", { exact: true })).toHaveValue("B-2026-0117");
  });
});
