import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { walk } from "../../shared/sequence-edit.ts";
import { bench, editorScene, laptops } from "../support/editor-scene.ts";
import { refuse, type ScriptedEngine } from "../support/scripted-engine.ts";
import { command } from "../support/staging-sequences.ts";
import { scan, test } from "./app-test.ts";

type Show = Parameters<Parameters<typeof test>[2]>[0]["show"];

const files = [
  { name: "Laptops", text: laptops },
  { name: "Own bench", text: bench },
];

/** A station with two sequences, and the editor on one of them. */
async function edit(page: Page, show: Show, name = "Laptops", answers: object = {}) {
  const made = await editorScene(files);
  const { engine } = await show(made.scene, { ...made.answers, ...answers });
  made.tell(engine);
  await open(page, name);
  return { ...made, scripted: engine };
}

async function open(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("button", { name: /^Edit/ }).click();
  await page.getByRole("tree").waitFor();
}

const names = (page: Page) => page.getByRole("treeitem").locator("b");
const line = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name}`) });
const saved = (engine: ScriptedEngine) => engine.inputsOf("saveSequence");

async function add(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+Shift+A");
  const item = page.getByRole("menuitem", { name, exact: true });
  await item.focus();
  await page.keyboard.press("Control+Enter");
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
    await expect(page.getByRole("heading", { name: "Ours, UEFI" })).toBeVisible();
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
  expect([scripted.inputsOf("saveSequenceDraft"), saved(scripted)]).toEqual([[], []]);
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

async function waitForDraft(
  page: Page,
  engine: Awaited<ReturnType<typeof editorScene>>["engine"],
  sequence: string,
) {
  await expect(page.getByText(/Draft kept/)).toBeVisible();
  return [(await engine.sequenceDraft({ sequence })).draft];
}

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
  expect(saved(scripted)).toHaveLength(1);
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

async function save(page: Page, version: number): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.getByRole("button", { name: `Save version ${version}` }).click();
  await expect(page.getByText(`From version ${version} · Saved`)).toBeVisible();
}

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
  expect(saved(scripted)).toMatchObject([{ sequence: "s1", version: "1", copy: true }]);
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
