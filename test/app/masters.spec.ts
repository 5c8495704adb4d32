import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import type { KeptMaster, KeptMasters } from "../../shared/masters.ts";
import { versionsSnapshot } from "../support/scene-versions.ts";
import { asked, test } from "./app-test.ts";

const master = (n: number, over: Partial<KeptMaster> = {}): KeptMaster => ({
  key: String(n).repeat(64),
  media: "field-3.10",
  mediaName: "Field laptop 24H2 3.10",
  label: "OSDisk",
  fileSystem: "NTFS",
  sectorBytes: 512,
  volumeBytes: 240e9,
  takenBytes: 11.4e9,
  lastUsedAt: `2026-11-0${n}T09:00:00Z`,
  held: false,
  fitted: 0,
  ...over,
});
const kept: KeptMasters = {
  masters: [
    master(1, { media: null, mediaName: null, label: "BDEDrive", volumeBytes: 1e8, takenBytes: 2.3e6 }),
    master(2, { mediaName: "Field laptop 24H2 3.9", fitted: 2 }),
    master(3, { held: true, sectorBytes: 4096 }),
  ],
  takenBytes: 22.8e9,
  limitBytes: 400e9,
  diskBytes: 1e12,
  freeBytes: 512e9,
};
const scene = () => ({ snapshot: versionsSnapshot(), progress: [] });

test("masters stand in the order in which they are dropped, and all but those in use are dropped when told", async ({
  page,
  show,
}) => {
  const { engine } = await show(scene(), {
    masters: () => kept,
    dropMasters: () => ({ dropped: 2, freedBytes: 11.4e9, held: 1 }),
  });
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Masters…" }).click();
  await expect(page.getByRole("main")).toContainText(
    "They take 22.8 GB of at most 400 GB. 512 GB of the disk’s 1 TB are free.",
  );
  await expect(page.getByRole("row")).toContainText([
    /Dropped.*Last used/,
    /1\.noneBDEDrive \(NTFS\)/,
    /2\.Field laptop 24H2 3\.9OSDisk \(NTFS\) with 2 fitted to other sizes240 GB51211\.4 GB/,
    /In use.*4096/,
  ]);
  await page.getByRole("button", { name: "Drop masters now" }).click();
  await expect(page.getByText("2 masters dropped, 11.4 GB freed. 1 in use stayed.")).toBeVisible();
  await asked(engine, "dropMasters").toEqual([{}]);
  await page.getByRole("button", { name: "Back to media" }).click();
  await expect(page.getByRole("heading", { name: "Media", level: 1 })).toBeVisible();
});

test("with no masters the page says when there will be some", async ({ page, show }) => {
  await show(scene());
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Masters…" }).click();
  await expect(page.getByRole("main")).toContainText("No masters are kept");
  await expect(page.getByRole("button", { name: "Drop masters now" })).toHaveCount(0);
});

for (const theme of ["dark", "light"] as const)
  test(`WCAG 2.2 AA holds for masters in the ${theme} theme`, async ({ page, show }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show(scene(), { masters: () => kept });
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Masters…" }).click();
    await page.getByText("They take").waitFor();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(
      violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
    ).toEqual([]);
  });
