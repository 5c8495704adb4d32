import { expect, type Page } from "@playwright/test";
import { walk } from "../../shared/sequence-edit.ts";
import { editorScene } from "../support/editor-scene.ts";
import { scan, test } from "./app-test.ts";
import { edit, line, names } from "./editor-test.ts";

async function add(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+Shift+A");
  const item = page.getByRole("menuitem", { name, exact: true });
  // The menu takes the focus itself a moment after it was opened: before that, any step's would be lost to it.
  await page.waitForFunction(() => document.activeElement?.closest("[role=menu]") !== null);
  await item.focus();
  await expect(item).toBeFocused();
  await item.press("Control+Enter");
  await expect(page.getByRole("menu")).toBeHidden();
}

test.describe("with the keyboard alone", () => {
  test("a sequence that stages by UEFI is made from nothing and saved", async ({ page, show }) => {
    const made = await editorScene([]);
    const { engine } = await show(made.scene, made.answers);
    made.tell(engine);
    await page.keyboard.press("Control+4");
    await page.getByRole("button", { name: "New…" }).focus();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Empty, for the bench" }).focus();
    await page.keyboard.press("Control+Enter");
    await page.getByText("No step yet").waitFor();
    for (const step of [
      "Format and Partition Disk (GPT)",
      "Apply Data Image",
      "Boot files for UEFI (bcdboot)",
      "Boot image in the boot store (bcdedit)",
      "Shut down",
    ])
      await add(page, step);
    await expect(page.getByText("No problems were found in it.")).toBeVisible();
    await page.keyboard.press("Home");
    await page.keyboard.press("F2");
    await page.keyboard.type("Cut the drive");
    await page.keyboard.press("Control+s");
    await page.getByLabel("Name of the task sequence").focus();
    await page.keyboard.type("Ours, UEFI");
    await page.getByRole("button", { name: "Save as a new task sequence" }).focus();
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("heading", { name: "Ours, UEFI", exact: true })).toBeVisible();
    const { sequence, tree, kind } = made.library.choose({ sequence: "s1" });
    expect([
      sequence.name,
      kind,
      sequence.problems,
      [...walk(tree.children)].map(({ name }) => name),
    ]).toEqual([
      "Ours, UEFI",
      "staging",
      0,
      ["Cut the drive", "Apply Data Image", "Boot files (UEFI)", "Boot store", "Shut down"],
    ]);
  });

  test("steps are chosen, folded, moved, copied and removed, and all of it is undone", async ({
    page,
    show,
  }) => {
    await edit(page, show);
    const all = [
      "Install",
      "Partition Disk",
      "Apply Windows",
      "Configure",
      "Join the domain",
      "Set the role",
    ];
    await page.keyboard.press("ArrowLeft");
    await expect(names(page)).toHaveText(["Install", "Configure", "Join the domain", "Set the role"]);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Alt+ArrowDown");
    await expect(names(page)).toHaveText(["Install", "Apply Windows", "Partition Disk", ...all.slice(3)]);
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(line(page, "Partition Disk")).toHaveAttribute("aria-level", "1");
    await page.keyboard.press("Control+d");
    await expect(names(page)).toHaveCount(7);
    await page.keyboard.press("Delete");
    await page.keyboard.press("Control+Space");
    for (let n = 0; n < 5; n++) await page.keyboard.press("Control+z");
    await expect(names(page)).toHaveText(all);
    await page.keyboard.press("Control+y");
    await expect(names(page)).toHaveText(["Install", "Apply Windows", "Partition Disk", ...all.slice(3)]);
  });
});

test("a scan while the steps have the keyboard goes to the scan line and changes nothing", async ({
  page,
  show,
}) => {
  const { scripted } = await edit(page, show);
  await page.getByRole("tree").focus();
  const before = await names(page).allTextContents();
  await scan(page, "FL 00238 xyz-ACVD");
  await expect(
    page.getByRole("status").filter({ hasText: "FL 00238 xyz-ACVD: now scan the bay." }),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Options" }).focus();
  await scan(page, "BAY-99");
  await page.getByRole("tab", { name: "Options" }).click();
  await page.getByLabel("Disable this step").focus();
  await scan(page, " FL-1 ");
  expect(await names(page).allTextContents()).toEqual(before);
  await expect(page.getByText("From version 1 · Saved")).toBeVisible();
  expect([scripted.inputsOf("saveSequenceDraft"), scripted.inputsOf("saveSequence")]).toEqual([[], []]);
});

test("a step is dragged into another group, and where it would go is shown", async ({ page, show }) => {
  await edit(page, show);
  await line(page, "Configure").locator("[aria-hidden]").first().click();
  await line(page, "Apply Windows").hover();
  await page.mouse.down();
  const target = await line(page, "Configure").boundingBox();
  if (!target) throw new Error("the group is not drawn");
  await page.mouse.move(target.x + 60, target.y + target.height / 2, { steps: 4 });
  await page.mouse.move(target.x + 64, target.y + target.height / 2);
  await expect(line(page, "Configure")).toHaveAttribute("data-drop", "into");
  await expect(line(page, "Configure")).toHaveAttribute("aria-expanded", "true");
  const role = await line(page, "Set the role").boundingBox();
  if (!role) throw new Error("the group has not opened");
  await page.mouse.move(role.x + 60, role.y + 4, { steps: 4 });
  await page.mouse.move(role.x + 64, role.y + 4);
  await expect(line(page, "Set the role")).toHaveAttribute("data-drop", "before");
  await page.mouse.up();
  await expect(names(page)).toHaveText([
    "Install",
    "Partition Disk",
    "Configure",
    "Join the domain",
    "Apply Windows",
    "Set the role",
  ]);
});
