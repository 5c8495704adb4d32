import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { answers, built, detail, edit, erases, mended, scene, sequence } from "../support/scene-sequences.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";

test.describe("a task sequence of the library", () => {
  test("shows its groups, steps and conditions in the console's words", async ({ page, show }) => {
    await show(scene, answers);
    await page.keyboard.press("Control+4");
    await page.getByRole("button", { name: "Deploy Windows 11" }).click();
    const panel = page.getByRole("tabpanel");
    await expect(panel.locator("b")).toHaveText(["Install", "Partition Disk", "Join"]);
    await expect(panel).toContainText("Runs ifTask sequence variable _SMSTSBootUEFI equals “true”");
    await expect(panel.getByText("Disabled")).toBeVisible();
  });

  test("leads from a problem to its step", async ({ page, show }) => {
    await show(scene, answers);
    await page.keyboard.press("Control+4");
    await page.getByRole("button", { name: "Deploy Windows 11" }).click();
    await page.getByRole("tab", { name: "Problems (1)" }).click();
    await expect(page.getByRole("tabpanel")).toContainText("It is switched off. Enable it.");
    await page.getByRole("button", { name: "Show Join in the steps" }).click();
    await expect(page.locator("li:focus")).toContainText("Join");
  });

  test("is imported from a path or from pasted XML, and a refusal is told in the dialog", async ({
    page,
    show,
  }) => {
    const { engine } = await show(scene, {
      ...answers,
      importSequence: refuse("sequence-unreadable", "The XML begins with <html>."),
    });
    await page.keyboard.press("Control+4");
    await page.getByRole("button", { name: "Import…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "File on the station" }).fill("/media/usb/export.zip");
    await dialog.getByRole("button", { name: "Import" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The XML begins with <html>.");
    await dialog.getByText("Pasted XML").click();
    await dialog.getByRole("textbox", { name: "Pasted XML" }).fill("<html/>");
    await dialog.getByRole("button", { name: "Import" }).click();
    await expect
      .poll(() => engine.inputsOf("importSequence").map((input) => (input as { from: unknown }).from))
      .toEqual([{ path: "/media/usb/export.zip" }, { text: "<html/>", fileName: "" }]);
  });
});

test("a rehearsal tells that the medium would be erased, and one button mends it as a new version", async ({
  page,
  show,
}) => {
  let saved = false;
  const { engine } = await show(scene, {
    ...answers,
    showSequence: () => (saved ? { ...detail, sequence: { ...sequence, version: "2" } } : detail),
    rehearseSequence: () => (saved ? mended : erases),
    saveSequence: () => ((saved = true), { sequence: "s1", version: "2" }),
  });
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Deploy Windows 11" }).click();
  await page.getByRole("tab", { name: "Rehearsal" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Erases" })).toContainText(
    "Erases the prestaged content“Partition Disk” would run",
  );
  const rows = page.getByRole("table", { name: "Timeline" }).locator("tbody tr");
  await expect(rows.locator("td:nth-child(1)")).toHaveText(["Runs", "Runs", "Skipped"]);
  await page.getByRole("button", { name: "Mend it…: Skip it on prestaged media" }).focus();
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Changed Install › Partition Disk");
  await expect(dialog).toContainText("_SMSTSMediaType not equals “OEMMedia”");
  await dialog.getByRole("button", { name: "Save version 2" }).click();
  await expect(dialog).toBeHidden();
  engine.publish({ type: "sequences", sequences: [...built, { ...sequence, version: "2" }] });
  await expect(page.getByRole("status").filter({ hasText: "Will run" })).toBeVisible();
  await asked(engine, "saveSequence").toEqual([
    { sequence: "s1", version: "1", edits: [edit], author: "", comment: "Skip it on prestaged media" },
  ]);
});

test("a rehearsal asks with the medium, the PC and the variables that were given", async ({ page, show }) => {
  const { engine } = await show(scene, answers);
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Deploy Windows 11" }).click();
  await page.getByRole("tab", { name: "Rehearsal" }).click();
  await page.getByLabel("PC", { exact: true }).selectOption("Generic BIOS PC");
  await page.getByLabel("Packages on the medium").fill("PRE00002, PRE00003");
  await page.getByLabel("Variables of the PC").fill("Role=Field\nEmpty=");
  await page.getByRole("button", { name: "Rehearse" }).click();
  await expect.poll(() => engine.inputsOf("rehearseSequence").length).toBe(3);
  expect(engine.inputsOf("rehearseSequence").at(-1)).toEqual({
    of: { sequence: "s1" },
    edits: [],
    media: scene.snapshot.media[0]?.id,
    medium: { bootImageId: "PRE00007", packages: ["PRE00002", "PRE00003"] },
    profile: "builtin:generic-bios",
    variables: { Role: "Field", Empty: "" },
  });
});

for (const theme of ["dark", "light"] as const)
  test(`WCAG 2.2 AA holds for the steps, the rehearsal and its fix in the ${theme} theme`, async ({
    page,
    show,
  }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show(scene, answers);
    const wrong = async () => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    };
    await page.keyboard.press("Control+4");
    await page.getByRole("button", { name: "Deploy Windows 11" }).click();
    await page.getByRole("tabpanel").getByText("Install").waitFor();
    expect(await wrong()).toEqual([]);
    await page.getByRole("tab", { name: "Rehearsal" }).click();
    await page.getByRole("table", { name: "Timeline" }).waitFor();
    expect(await wrong()).toEqual([]);
    await page.getByRole("button", { name: /^Mend it/ }).click();
    await page.getByRole("dialog").getByText("OEMMedia").waitFor();
    expect(await wrong()).toEqual([]);
  });
