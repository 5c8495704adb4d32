import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { CreatedMedia } from "../../shared/media-create.ts";
import { createAnswers, created, createTask } from "../support/scene-create.ts";
import { test } from "./app-test.ts";
import { readyScene } from "./scenes.ts";
import { field, fillIn, next, open, pageList } from "./wizard-steps.ts";

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function judge(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
  const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) }));
  expect([name, found]).toEqual([name, []]);
}

for (const theme of ["dark", "light"] as const)
  test.describe(`WCAG 2.2 AA holds in the ${theme} theme for the wizard's`, () => {
    test.describe.configure({ timeout: 120_000 });
    test.beforeEach(async ({ page }) => {
      await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    });

    test("pages, with their problems", async ({ page, show }) => {
      await show(readyScene(), createAnswers);
      await open(page);
      await page.getByLabel("Allow unattended deployment").check();
      await judge(page, "type");
      await next(page);
      await page.getByText("Into a file").click();
      await field(page, "Media file").fill("/out/medium.iso");
      await next(page);
      await judge(page, "properties");
      await page.getByRole("button", { name: "Browse: Media file" }).click();
      await page.getByRole("dialog").getByText("One up").waitFor();
      await judge(page, "folders");
      await page.keyboard.press("Escape");
      await pageList(page).getByText("Security").click();
      await page.getByLabel("Protect the variables with a password").check();
      await page.getByLabel("Password", { exact: true }).fill("weak");
      await page.getByLabel("Self-signed, for this medium").check();
      await next(page);
      await judge(page, "security");
      for (const [name, path] of [
        ["Boot image", "/images/install.wim"],
        ["OS image", "/images/boot.wim"],
      ] as const) {
        await pageList(page).getByText(name).click();
        await field(page, `File of the ${name === "OS image" ? "OS" : "boot"} image`).fill(path);
        await next(page);
        await page.getByRole("table").waitFor();
        await judge(page, name);
      }
      await pageList(page).getByText("Customisation").click();
      await page.getByRole("button", { name: "Add a variable" }).click();
      await page.getByLabel("Run a command before").check();
      await page.getByRole("button", { name: "Add a file" }).click();
      await next(page);
      await judge(page, "customisation");
      await pageList(page).getByText("Summary").click();
      await judge(page, "summary");
    });

    test("creation under way, failed and done", async ({ page, show }) => {
      let made: CreatedMedia | null = null;
      const { engine } = await show(readyScene(), { ...createAnswers, createdMedia: () => made });
      await open(page);
      await fillIn(page);
      const create = page.getByRole("button", { name: "Create the medium" });
      await create.click();
      engine.publish({ type: "tasks", tasks: [createTask] });
      engine.frame({ tasks: [{ task: "create-1", doneBytes: 2.1e9, totalBytes: 6.4e9 }] });
      await page.getByText("2.1 GB of").waitFor();
      await judge(page, "under way");
      engine.publish({ type: "task-failed", task: createTask, code: "disk-full", message: "1 MB free." });
      engine.publish({ type: "tasks", tasks: [] });
      await page.getByText("was not made").waitFor();
      await judge(page, "failed");
      await page.getByRole("button", { name: "Back to the pages" }).click();
      made = created;
      await create.click();
      await page.getByRole("heading", { name: "is made" }).waitFor();
      await judge(page, "done");
    });
  });
