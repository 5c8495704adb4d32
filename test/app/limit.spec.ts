import { expect } from "@playwright/test";
import { aUnit, batch } from "../support/bench-scenes.ts";
import { test } from "./app-test.ts";
import { busyScene } from "./scenes.ts";

const limited = (by: "drive" | "source", ms: number) => ({
  phase: "write" as const,
  bytes: 7e9,
  ms,
  limit: { by, sourceShare: by === "source" ? 0.8 : 0.1, cpuShare: 0.2 },
});

test.describe("what limits a run", () => {
  test("stands in the header while drives move content, and goes with them", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    const figures = page.getByLabel("Figures of the batch");
    await expect(figures).toContainText("throughput");
    for (const [limitedBy, words] of [
      ["drive", "limit: drives"],
      ["controller", "limit: controller"],
      ["cpu", "limit: processors"],
      ["source", "limit: station disk"],
    ] as const) {
      engine.frame({ limitedBy });
      await expect(figures).toContainText(words);
    }
    engine.frame({ limitedBy: null });
    await expect(figures).not.toContainText("limit:");
  });

  test("stands on the batch's page, with its share of the time", async ({ page, show }) => {
    const phases = [limited("drive", 30_000), limited("source", 10_000)];
    await show(busyScene(), { listBatches: () => [batch], batchUnits: () => [aUnit(1, { phases })] });
    await page.keyboard.press("Control+2");
    await page.getByRole("row").nth(1).click();
    await expect(page.getByRole("main")).toContainText("Limited bydrives, 75 % of the time");
  });
});
