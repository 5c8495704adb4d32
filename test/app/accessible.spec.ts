import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { defaultSettings } from "../../shared/settings.ts";
import { aSnapshot, aUnit, batch } from "../support/bench-scenes.ts";
import { contents } from "../support/scene-checks.ts";
import { medium } from "../support/scene-media.ts";
import { security } from "../support/scene-signing.ts";
import { test } from "./app-test.ts";
import { busyScene, doneScene, emptyScene, readyScene, wideScene, type Scene } from "./scenes.ts";

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const fault = { code: "drive-write-failed" as const, message: "An I/O error at 5.36 GB.", detail: "EIO" };
const answers = {
  listBatches: () => [batch, { ...batch, id: "B-2026-0116", state: "closed" }],
  batchUnits: () => [
    aUnit(1),
    aUnit(2, { ending: "failed", fault, verifiedBytes: 0 }),
    aUnit(3, { ending: null, endedAt: null }),
  ],
  settings: () => ({ settings: defaultSettings, byFlag: [] }),
  stagedBefore: () => [aUnit(1, { job: "older" })],
  security: () => security,
  readCertificates: () => security.certificates.slice(0, 1),
};

interface Place {
  name: string;
  scene: () => Scene;
  /** How to get there from the bench. */
  steps?: (page: Page) => Promise<unknown>;
}

const checkedScene = (): Scene => ({
  snapshot: aSnapshot({ media: [{ ...medium, contents }] }),
  progress: [],
});
const bay = (n: number) => (page: Page) => page.locator(`[data-bay="${n}"]`).click();
const key = (name: string) => (page: Page) => page.keyboard.press(name);

const places: Place[] = [
  { name: "the bench, empty", scene: emptyScene },
  { name: "the bench, busy, a running bay chosen", scene: busyScene, steps: bay(4) },
  { name: "the bench, a failed bay chosen", scene: busyScene, steps: bay(6) },
  { name: "the bench, done", scene: doneScene, steps: bay(1) },
  { name: "the bench as a table", scene: busyScene, steps: key("F4") },
  { name: "the bench with 32 bays", scene: wideScene },
  { name: "the start dialog", scene: readyScene, steps: key("F2") },
  { name: "the list of keys", scene: readyScene, steps: key("F1") },
  {
    name: "the settings",
    scene: readyScene,
    steps: (page) => page.getByRole("button", { name: "Settings" }).click(),
  },
  {
    name: "the station's settings",
    scene: readyScene,
    steps: async (page) => {
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("button", { name: "Station settings…" }).click();
      await page.getByLabel("A drive of 70 °C or more").waitFor();
    },
  },
  { name: "the batches", scene: busyScene, steps: key("Control+2") },
  { name: "the batches, none yet", scene: emptyScene, steps: key("Control+2") },
  {
    name: "a batch",
    scene: busyScene,
    steps: async (page) => {
      await page.keyboard.press("Control+2");
      await page.getByRole("button", { name: batch.id }).click();
      await page.getByText("FL-0023843").waitFor();
    },
  },
  {
    name: "a record",
    scene: busyScene,
    steps: async (page) => {
      await bay(1)(page);
      await page.getByRole("button", { name: "Show record" }).click();
      await page.getByText("Disk signature").waitFor();
    },
  },
  { name: "the media", scene: busyScene, steps: key("Control+3") },
  { name: "a medium of Configuration Manager", scene: checkedScene, steps: key("Control+3") },
  {
    name: "a medium's checks",
    scene: checkedScene,
    steps: async (page) => {
      await page.keyboard.press("Control+3");
      await page.getByRole("tab", { name: "Checks" }).click();
    },
  },
  { name: "the media, none yet", scene: emptyScene, steps: key("Control+3") },
  {
    name: "the import dialog",
    scene: emptyScene,
    steps: (page) => page.getByRole("button", { name: "Import a medium first" }).click(),
  },
  { name: "the task sequences", scene: busyScene, steps: key("Control+4") },
  {
    name: "security",
    scene: busyScene,
    steps: async (page) => {
      await page.keyboard.press("Control+5");
      await page.getByText("Contoso root").waitFor();
    },
  },
  {
    name: "the dialog that creates a certificate",
    scene: busyScene,
    steps: async (page) => {
      await page.keyboard.press("Control+5");
      await page.getByRole("button", { name: "Create…" }).click();
    },
  },
  {
    name: "the dialog that trusts a certificate",
    scene: busyScene,
    steps: async (page) => {
      await page.keyboard.press("Control+5");
      await page.getByRole("button", { name: "Trust here: Bench one" }).click();
      await page.getByRole("dialog").getByText("5c5c 5c5c").waitFor();
    },
  },
];

for (const theme of ["dark", "light"] as const)
  test.describe(`WCAG 2.2 AA holds in the ${theme} theme:`, () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    });
    for (const { name, scene, steps } of places)
      test(name, async ({ page, show }) => {
        await show(scene(), name.includes("none yet") ? {} : answers);
        await steps?.(page);
        await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
        const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
        expect(
          violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
        ).toEqual([]);
      });
    test("not connected", async ({ page, show }) => {
      const { station } = await show(busyScene());
      await station.stop();
      await page.getByRole("alert").waitFor();
      const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
      expect(
        violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
      ).toEqual([]);
    });
  });

test("with reduced motion nothing moves", async ({ page, show }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await show(busyScene());
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});

test("the theme is dark until someone chooses, and stays as chosen", async ({ page, show }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await show(readyScene());
  const html = page.locator("html");
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByText("As the system").click();
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "light");
  await page.reload();
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "light");
});
