import { expect } from "@playwright/test";
import { editorScene } from "../support/editor-scene.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";
import { edit, files, names, save, waitForDraft } from "./editor-test.ts";

test("after a reload the draft is offered, and goes on with all that was changed", async ({ page, show }) => {
  const { engine } = await edit(page, show);
  await page.getByLabel("Name", { exact: true }).fill("Half done");
  await waitForDraft(page, engine, "s1");
  await page.reload();
  await page.getByRole("navigation").waitFor();
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: /^Laptops/ }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: /^Go on with the draft of Nov 23, 2026/ }).click();
  await expect(names(page).first()).toHaveText("Half done");
  await save(page, 2);
  await expect.poll(async () => (await engine.sequenceDraft({ sequence: "s1" })).draft).toBeNull();
});

test("a draft can be discarded, and the version is there as it was", async ({ page, show }) => {
  const made = await editorScene(files);
  await made.engine.saveSequenceDraft({
    sequence: "s1",
    draft: { version: "1", edits: [{ edit: "rename", node: "n1", name: "Half done" }] },
  });
  await show(made.scene, made.answers);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: /^Laptops/ }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: "Discard it" }).click();
  await expect(names(page).first()).toHaveText("Install");
  expect((await made.engine.sequenceDraft({ sequence: "s1" })).draft).toBeNull();
});

test.describe("leaving with changes", () => {
  test("asks, and stays, keeps the draft or discards it as told", async ({ page, show }) => {
    const { engine } = await edit(page, show);
    await page.getByLabel("Name", { exact: true }).fill("Half done");
    await page.keyboard.press("Control+1");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("It has changes that are no version yet.");
    await dialog.getByRole("button", { name: "Go on editing" }).click();
    await expect(names(page).first()).toHaveText("Half done");
    await page.getByRole("button", { name: "Close" }).click();
    await dialog.getByRole("button", { name: "Leave, keep the draft" }).click();
    await expect(page.getByRole("heading", { name: "Sequences" })).toBeVisible();
    expect((await engine.sequenceDraft({ sequence: "s1" })).draft?.edits).toHaveLength(1);
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("button", { name: /^Go on with the draft/ }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await dialog.getByRole("button", { name: "Discard the changes" }).click();
    await expect(page.getByRole("heading", { name: "Sequences" })).toBeVisible();
    expect((await engine.sequenceDraft({ sequence: "s1" })).draft).toBeNull();
  });

  test("is not asked about when nothing was changed", async ({ page, show }) => {
    await edit(page, show);
    await page.keyboard.press("Control+1");
    await expect(page.getByRole("tree")).toBeHidden();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});

test("another version that was saved meanwhile is told, and both can be kept", async ({ page, show }) => {
  const { engine, scripted } = await edit(page, show);
  await page.getByLabel("Name", { exact: true }).fill("Ours");
  const theirs = { edit: "rename" as const, node: "n4", name: "Theirs" };
  await engine.saveSequence({ sequence: "s1", version: "1", edits: [theirs], author: "", comment: "" });
  await expect(page.getByText("Version 2 was saved meanwhile.")).toBeVisible();
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Version 2 was saved after these changes were begun.");
  await expect(dialog).toContainText("Theirs");
  await dialog.getByText("A copy of its own").click();
  await dialog.getByRole("button", { name: "Save as a new task sequence" }).click();
  await expect(page.getByRole("heading", { name: /^Laptops/ })).toBeVisible();
  await asked(scripted, "saveSequence").toMatchObject([{ sequence: "s1", version: "1", copy: true }]);
  expect((await engine.showSequence({ sequence: "s1" })).tree.children[1]?.name).toBe("Theirs");
});

test("a save that the engine refuses is told in the dialog, and nothing is lost", async ({ page, show }) => {
  await edit(page, show, "Laptops", {
    saveSequence: refuse("bad-input", "“Install”: the name has 101 characters; 100 are possible."),
  });
  await page.getByLabel("Name", { exact: true }).fill("Ours");
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save version 2" }).click();
  await expect(dialog.getByRole("alert")).toContainText("the name has 101 characters");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(names(page).first()).toHaveText("Ours");
});

test("a built-in sequence stays as it is: its copy is saved under a name of its own", async ({
  page,
  show,
}) => {
  const { library } = await edit(page, show, "Stage prestaged media \\(UEFI\\)");
  await page.getByLabel("Name", { exact: true }).fill("Cut");
  await page.keyboard.press("Control+s");
  await expect(page.getByLabel("Name of the task sequence")).toHaveValue(
    "Stage prestaged media (UEFI) (copy)",
  );
  await page.getByRole("button", { name: "Save as a new task sequence" }).click();
  await expect(page.getByText("From version 1 · Saved")).toBeVisible();
  expect(library.choose({ sequence: "builtin:uefi" }).tree.children[0]?.name).toBe("Partition Disk");
  expect(library.choose({ sequence: "s3" }).sequence.source).toBe("own");
});

test("two versions are compared, and an old one comes back as the newest", async ({ page, show }) => {
  const { library } = await edit(page, show);
  await page.getByLabel("Name", { exact: true }).fill("Changed");
  await save(page, 2);
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("tab", { name: "Versions (2)" }).click();
  await expect(page.getByRole("region", { name: "What changed between" })).toContainText("InstallChanged");
  await page.getByRole("button", { name: "Bring version 1 back" }).click();
  await expect(page.getByRole("tab", { name: "Versions (3)" })).toBeVisible();
  expect(library.choose({ sequence: "s1" }).tree.children[0]?.name).toBe("Install");
});
