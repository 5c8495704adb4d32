import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "./app-test.ts";
import { edit, line } from "./editor-test.ts";

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const places: Record<string, (page: Page) => Promise<unknown>> = {
  "the partitions of a disk": (page) => line(page, "Partition Disk").click(),
  "an operating system image": (page) => line(page, "Apply Windows").click(),
  "all properties": (page) => line(page, "Join the domain").click(),
  "a variable, with the variables of all steps": async (page) => {
    await line(page, "Set the role").click();
    await page.getByRole("tab", { name: /^Variables/ }).click();
  },
  "the condition builder": async (page) => {
    await page.getByRole("tab", { name: "Options" }).click();
    await page.getByRole("button", { name: /^Edit: Task sequence variable/ }).click();
  },
  "the conditions to add": async (page) => {
    await page.getByRole("tab", { name: "Options" }).click();
    await page.getByRole("button", { name: "Add condition" }).click();
  },
  "the steps to add": (page) => page.keyboard.press("Control+Shift+A"),
  "saving, with what was changed": async (page) => {
    await page.keyboard.press("Control+d");
    await page.keyboard.press("Control+s");
    await page.getByRole("dialog").getByText("Added").first().waitFor();
  },
  "leaving with changes": async (page) => {
    await page.keyboard.press("Delete");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("dialog").waitFor();
  },
};

for (const theme of ["dark", "light"] as const)
  for (const [place, go] of Object.entries(places))
    test(`WCAG 2.2 AA holds in the editor in the ${theme} theme: ${place}`, async ({ page, show }) => {
      await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
      await edit(page, show);
      await go(page);
      const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual(
        [],
      );
    });
