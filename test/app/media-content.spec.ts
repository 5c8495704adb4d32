import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { ContentEntry } from "../../shared/media-content.ts";
import { aSnapshot } from "../support/bench-scenes.ts";
import { medium } from "../support/scene-media.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";

const MANY = 20_000;
const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const entry = (name: string, more: Partial<ContentEntry> = {}): ContentEntry => ({
  name,
  folder: false,
  sizeBytes: 612_000,
  writtenAt: "2026-10-01T07:00:00Z",
  marks: ["archive"],
  sha1: "5c".repeat(20),
  streams: [],
  ...more,
});
const folder = (name: string): ContentEntry =>
  entry(name, { folder: true, sizeBytes: null, sha1: null, marks: [] });
const driver = (n: number) => entry(`driver ${n}.inf`);
const folders: Record<string, ContentEntry[]> = {
  "\\": [folder("EFI"), folder("Windows"), entry("bootmgr", { marks: ["hidden", "system"] })],
  "\\EFI": [],
  "\\Windows": Array.from({ length: MANY }, (_, n) => driver(n)),
};
const answers = {
  listMediaContent: ({ path, offset, limit }: { path: string; offset: number; limit: number }) => {
    const all = folders[path] ?? [];
    return { total: all.length, entries: all.slice(offset, offset + limit) };
  },
  searchMediaContent: ({ text }: { text: string }) =>
    text === "nothing"
      ? { found: [], more: false }
      : { found: [{ path: "\\Windows\\driver 7.inf", entry: driver(7) }], more: true },
};
const scene = () => ({ snapshot: aSnapshot({ media: [medium] }), progress: [] });

async function openContent(page: Page): Promise<void> {
  await page.keyboard.press("Control+3");
  await page.getByRole("tab", { name: "Content" }).click();
}

test.describe("the files of a medium", () => {
  test("are a tree that arrows walk and open, a folder at a time", async ({ page, show }) => {
    const { engine } = await show(scene(), answers);
    await openContent(page);
    const tree = page.getByRole("tree", { name: "Files and folders" });
    await expect(tree.getByRole("treeitem")).toHaveText(["EFI", "Windows", "bootmgr612 kB"]);
    await asked(engine, "listMediaContent").toHaveLength(1);
    await tree.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(tree).toContainText("empty");
    await page.keyboard.press("ArrowLeft");
    await expect(tree).not.toContainText("empty");
    await page.keyboard.press("End");
    await expect(page.getByRole("tabpanel")).toContainText("Markshidden, system");
    await expect(page.getByRole("tabpanel")).toContainText("5c5c5c");
  });

  test("are drawn only where they are seen, also 20,000 of them, and come as one goes down", async ({
    page,
    show,
  }) => {
    const { engine } = await show(scene(), answers);
    await openContent(page);
    const tree = page.getByRole("tree");
    await tree.getByText("Windows").click();
    await expect(tree.getByText("driver 3.inf")).toBeVisible();
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(80);
    await expect(tree.getByText("driver 3.inf").locator("..")).toHaveAttribute("aria-setsize", String(MANY));
    for (let n = 1; n <= 3; n++) {
      await tree.evaluate((box) => (box.scrollTop = box.scrollHeight));
      await expect.poll(() => engine.inputsOf("listMediaContent").length).toBeGreaterThanOrEqual(2 + n);
    }
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(80);
  });

  test("are found by name; what is found is chosen like the rest", async ({ page, show }) => {
    await show(scene(), answers);
    await openContent(page);
    await page.getByLabel("Search by name").fill("driver 7");
    await page.getByRole("button", { name: "\\Windows\\driver 7.inf" }).click();
    await expect(page.getByRole("tabpanel")).toContainText("Size612 kB (612,000 B)");
    await expect(page.getByRole("tabpanel")).toContainText("There are more. Type more of the name.");
    await page.getByLabel("Search by name").fill("nothing");
    await expect(page.getByRole("tabpanel")).toContainText("Nothing in the image has such a name.");
    await page.getByLabel("Search by name").fill("");
    await expect(page.getByRole("treeitem")).toHaveCount(3);
  });

  test("that cannot be read say why", async ({ page, show }) => {
    await show(scene(), {
      listMediaContent: refuse("media-corrupt", "The file is damaged: its list of names."),
    });
    await openContent(page);
    await expect(page.getByRole("alert")).toContainText("The file is damaged: its list of names.");
  });

  for (const theme of ["dark", "light"] as const)
    test(`hold WCAG 2.2 AA in the ${theme} theme`, async ({ page, show }) => {
      await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
      await show(scene(), answers);
      await openContent(page);
      await page.getByRole("tree").getByText("Windows").click();
      await page.getByRole("tree").getByText("driver 3.inf").click();
      const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
      expect(
        violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
      ).toEqual([]);
    });
});
