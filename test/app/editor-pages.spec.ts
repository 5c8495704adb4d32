import { expect } from "@playwright/test";
import { walk } from "../../shared/sequence-edit.ts";
import { editorScene } from "../support/editor-scene.ts";
import { command } from "../support/staging-sequences.ts";
import { asked, test } from "./app-test.ts";
import { edit, line, names, open, save, waitForDraft } from "./editor-test.ts";

test("a search shows what it finds, also in variables, and the groups around it", async ({ page, show }) => {
  await edit(page, show);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("joiner");
  await expect(names(page)).toHaveText(["Configure", "Join the domain"]);
  await expect(page.getByText("1 step found")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(names(page)).toHaveCount(6);
});

test("a condition is built in the console's words, and taken apart again", async ({ page, show }) => {
  const { engine } = await edit(page, show);
  await line(page, "Set the role").click();
  await page.getByRole("tab", { name: "Options" }).click();
  await page.getByRole("button", { name: "Add condition" }).click();
  await page.getByRole("menuitem", { name: "If any of the conditions is true" }).click();
  await page.getByRole("button", { name: "Add inside" }).click();
  await page.getByRole("menuitem", { name: "Task sequence variable" }).click();
  await page.getByLabel("Variable", { exact: true }).fill("Model");
  await page.getByLabel("Condition", { exact: true }).selectOption("not like");
  await page.getByLabel("Value", { exact: true }).fill("*VMware*");
  await page.getByRole("button", { name: "Add inside" }).click();
  await page.getByRole("menuitem", { name: "File properties" }).click();
  await page.getByLabel("Path").fill("C:\\a.txt");
  await page.getByRole("button", { name: /^Done: File/ }).click();
  const builder = page.getByRole("region", { name: "This step runs if" });
  await expect(builder.locator("li > div > span")).toHaveText([
    "If any of these conditions is true",
    "Task sequence variable Model not like “*VMware*”",
    "File C:\\a.txt exists",
  ]);
  await page.getByRole("button", { name: "Move up: File" }).click();
  await page.getByRole("button", { name: "Remove: Task sequence variable Model" }).click();
  await page.getByRole("tab", { name: /^Changes/ }).click();
  await expect(page.getByText("If any of these conditions is true File C:\\a.txt exists")).toBeVisible();
  const [draft] = await waitForDraft(page, engine, "s1");
  expect(JSON.stringify(draft)).toContain("SMS_TaskSequence_FileConditionExpression");
});

test("the partitions of a disk are laid out, and each change is seen on the drive", async ({
  page,
  show,
}) => {
  const { scripted, library } = await edit(page, show);
  await line(page, "Partition Disk").click();
  await page.getByRole("button", { name: "Add a partition" }).click();
  await page.getByRole("button", { name: "Partition 2", exact: true }).click();
  await page.getByLabel("Size in").selectOption("% of what is left");
  await page.getByLabel("Size", { exact: true }).fill("50");
  await expect(page.getByRole("figure").getByRole("listitem")).toHaveText([
    /EFI.*524 MB/,
    /PRIMARY.*256 GB/,
    /PRIMARY.*256 GB/,
  ]);
  await page.getByRole("button", { name: "Move partition 2 down" }).click();
  await page.getByRole("button", { name: "Remove partition 2" }).click();
  await page.keyboard.press("Control+s");
  await page.getByRole("button", { name: "Save version 2" }).click();
  await expect(page.getByText("From version 2 · Saved")).toBeVisible();
  const step = [...walk(library.choose({ sequence: "s1" }).tree.children)].find(
    ({ name }) => name === "Partition Disk",
  );
  if (step?.kind !== "step") throw new Error("no step");
  const values = Object.fromEntries(step.variables.map(({ name, value }) => [name, value]));
  expect([values["OSDPartitions"], values["OSDPartitions1Size"], values["OSDPartitions1SizeUnits"]]).toEqual([
    "2",
    "50",
    "PERCENT",
  ]);
  await asked(scripted, "saveSequence").toHaveLength(1);
});

test("a password is not shown, can be replaced, and is kept where it was not", async ({ page, show }) => {
  const { engine } = await edit(page, show);
  await line(page, "Join the domain").click();
  await expect(page.getByLabel("Value of OSDJoinPassword")).toHaveAttribute("type", "password");
  await expect(page.getByLabel("Value of OSDJoinPassword")).toHaveValue("");
  await page.getByLabel("Name", { exact: true }).fill("Join");
  await save(page, 2);
  const xml = async () =>
    Buffer.from((await engine.exportSequence({ sequence: "s1", format: "xml" })).base64, "base64").toString();
  expect(await xml()).toContain("swordfish-7");
  await page.getByLabel("Value of OSDJoinPassword").fill("new-one");
  await save(page, 3);
  expect((await xml()).match(/swordfish-7|new-one/g)).toEqual(["new-one"]);
});

test("a problem leads to its step", async ({ page, show }) => {
  await edit(page, show, "Own bench");
  await line(page, "shutdown.exe").click();
  await page.getByRole("button", { name: "Move up" }).click();
  await page.getByRole("button", { name: "Show Apply Data Image in the steps" }).first().click();
  await expect(line(page, "Apply Data Image")).toHaveAttribute("aria-selected", "true");
  await expect(line(page, "Apply Data Image").getByRole("img", { name: "Error" })).toBeVisible();
  await expect(page.getByRole("tree")).toBeFocused();
});

test("what this station makes of a command is told while it is typed", async ({ page, show }) => {
  await edit(page, show, "Own bench");
  await line(page, "bootsect").click();
  await page.getByLabel("Command line").fill("format.com C: /FS:NTFS /V:Data /Q");
  await expect(
    page.getByText("The station formats C: with NTFS, quick, and names it “Data” in the master."),
  ).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("");
  await expect(page.getByText("A step needs a name.")).toBeVisible();
});

test("a copied group is pasted into another sequence with all in it", async ({ page, show }) => {
  const { library } = await edit(page, show);
  await line(page, "Configure").click();
  await page.getByRole("tree").focus();
  await page.keyboard.press("Control+c");
  await page.getByRole("button", { name: "Close" }).click();
  await open(page, "Own bench");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+v");
  await save(page, 2);
  const { tree } = library.choose({ sequence: "s2" });
  expect(tree.children.at(-1)?.name).toBe("Configure");
  expect(JSON.stringify(tree)).toContain("swordfish-7");
});

test("of 600 steps only those that can be seen are drawn, and the last is two keys away", async ({
  page,
  show,
}) => {
  const steps = Array.from({ length: 600 }, (_, n) => command(`step ${n}`)).join("");
  const made = await editorScene([{ name: "Long", text: `<sequence version="3.10">${steps}</sequence>` }]);
  await show(made.scene, made.answers);
  await open(page, "Long");
  expect(await names(page).count()).toBeLessThan(60);
  await page.keyboard.press("End");
  await expect(line(page, "step 599")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("F2");
  await page.keyboard.type("the last");
  await expect(line(page, "the last")).toBeVisible();
});
