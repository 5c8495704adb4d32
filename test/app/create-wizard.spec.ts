import { expect } from "@playwright/test";
import { CreateDraft } from "../../shared/media-draft.ts";
import type { CreatedMedia } from "../../shared/media-create.ts";
import { createAnswers, created, createTask } from "../support/scene-create.ts";
import { medium } from "../support/scene-media.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, scan, test } from "./app-test.ts";
import { readyScene } from "./scenes.ts";
import { field, fillIn, fillPath, next, open, pageList, title } from "./wizard-steps.ts";

test("only a page's own problems hold it back, each is told at its field, and nothing typed is lost", async ({
  page,
  show,
}) => {
  await show(readyScene(), createAnswers);
  await open(page);
  await next(page);
  await expect(title(page)).toHaveText("Properties");
  await expect(page.getByText("This is needed.")).toBeHidden();
  await next(page);
  await expect(title(page)).toHaveText("Properties");
  await expect(page.getByText("This is needed.")).toBeVisible();
  await expect(pageList(page)).toContainText("Properties1 problem");
  await field(page, "Comment").fill("x".repeat(128));
  await expect(page.getByText("It is too long: 127 characters are the most.")).toBeVisible();
  await field(page, "Comment").fill("x".repeat(127));
  await field(page, "Name").fill("Field laptop");
  await expect(page.getByText("127 of 127")).toBeVisible();
  await next(page);
  await expect(title(page)).toHaveText("Security");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(field(page, "Name")).toHaveValue("Field laptop");
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+3");
  await expect(field(page, "Name")).toHaveValue("Field laptop");
});

test("the filled-in pages become one request; the summary shows nothing secret", async ({ page, show }) => {
  const { engine } = await show(readyScene(), createAnswers);
  await open(page);
  await fillIn(page);
  const main = page.getByRole("main");
  await expect(main).toContainText("Field laptop · 3.3");
  await expect(main).toContainText("SMSTSMP = http://mp, PIN = ••••••");
  await expect(main).not.toContainText("secret");
  await page.getByRole("button", { name: "Create the medium" }).click();
  await expect.poll(() => engine.inputsOf("createMedia").length).toBe(1);
  expect(engine.inputsOf("createMedia")[0]).toMatchObject({
    request: {
      name: "Field laptop",
      version: "3.3",
      password: "secret-one",
      destination: { to: "library" },
      certificate: { kind: "none" },
      bootImage: { from: "file", path: "/images/boot.wim", index: null },
      osImage: { from: "file", path: "/images/install.wim", index: 2 },
      variables: [
        { name: "SMSTSMP", value: "http://mp", hidden: false },
        { name: "PIN", value: "secret-two", hidden: true },
      ],
      prestart: null,
    },
  });
});

test("an image of the wrong kind holds its page back, in words", async ({ page, show }) => {
  await show(readyScene(), createAnswers);
  await open(page);
  await pageList(page).getByText("Boot image").click();
  await fillPath(page, "File of the boot image", "/images/install.wim");
  await next(page);
  await expect(title(page)).toHaveText("Boot image");
  await expect(page.getByRole("alert")).toHaveText("Image 1 is no boot image: its edition is Enterprise.");
  await fillPath(page, "File of the boot image", "/images/gone.wim");
  await expect(page.getByText("/images/gone.wim cannot be opened: there is no such file.")).toBeVisible();
  await fillPath(page, "File of the boot image", "/images/boot-x86.wim");
  await next(page);
  await fillPath(page, "File of the OS image", "/images/boot.wim");
  await expect(page.getByRole("alert")).toContainText("is a boot image (WinPE)");
  await fillPath(page, "File of the OS image", "/images/install.wim");
  await expect(page.getByText("The boot image is 32-bit: PCs that start by 64-bit UEFI")).toBeVisible();
  await next(page);
  await expect(title(page)).toHaveText("Content locations");
});

test("the draft is kept with the engine without a secret, and is offered after a restart", async ({
  page,
  show,
}) => {
  let draft: CreateDraft | null = null;
  const saveCreateDraft = ({ draft: kept }: { draft: CreateDraft | null }) => ((draft = kept), {});
  const { engine } = await show(readyScene(), {
    ...createAnswers,
    createDraft: () => ({ draft }),
    saveCreateDraft,
  });
  await open(page);
  await fillIn(page);
  await expect.poll(() => JSON.stringify(engine.inputsOf("saveCreateDraft").at(-1))).toContain("PIN");
  expect(JSON.stringify(engine.inputsOf("saveCreateDraft"))).not.toContain("secret");
  await page.reload();
  await open(page);
  await expect(page.getByText("A draft is there: Field laptop · 3.3")).toBeVisible();
  await page.getByRole("button", { name: "Go on with the draft" }).click();
  await pageList(page).getByText("Summary").click();
  await expect(page.getByRole("list", { name: "What has to be corrected first" })).toContainText(
    "Password This is needed.",
  );
});

test("leaving asks, and throws away only when told to", async ({ page, show }) => {
  const { engine } = await show(readyScene(), createAnswers);
  await open(page);
  await page.getByRole("button", { name: "Leave…" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave the wizard?" });
  await dialog.getByRole("button", { name: "Stay" }).click();
  await expect(title(page)).toHaveText("Media type");
  await page.getByRole("button", { name: "Leave…" }).click();
  await dialog.getByRole("button", { name: "Throw away" }).click();
  await expect(page.getByRole("heading", { name: "Media", exact: true })).toBeVisible();
  await expect.poll(() => engine.inputsOf("saveCreateDraft").at(-1)).toEqual({ draft: null });
});

test("a finished medium begins its next version, which asks for a version", async ({ page, show }) => {
  const draft = CreateDraft.parse({ name: "Field laptop 24H2", bootFrom: "medium", bootMedia: medium.id });
  const notes = ["Its password and its certificate are not taken along."];
  await show(readyScene(), { ...createAnswers, mediaTemplate: () => ({ draft, notes }) });
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "New version from this…" }).click();
  await expect(page.getByText(notes[0] ?? "")).toBeVisible();
  await next(page);
  await expect(field(page, "Name")).toHaveValue("Field laptop 24H2");
  await expect(field(page, "Version")).toHaveValue("");
});

test("a file is found by keyboard in the engine's folders; a scan there does nothing", async ({
  page,
  show,
}) => {
  const { engine } = await show(readyScene(), createAnswers);
  await open(page);
  await pageList(page).getByText("Boot image").click();
  await page.getByRole("button", { name: "Browse: File of the boot image" }).focus();
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "File of the boot image" });
  await dialog.getByRole("button", { name: "boot.wim 412 MB" }).focus();
  await scan(page, "FL-0023841");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(field(page, "File of the boot image")).toHaveValue("/home/bench/boot.wim");
  await asked(engine, "browseFolder").toEqual([{ path: "", shows: "images" }]);
});

test("a creation shows its bytes, is cancelled, fails in words, and ends with its log", async ({
  page,
  show,
}) => {
  let made: CreatedMedia | null = null;
  const { engine } = await show(readyScene(), { ...createAnswers, createdMedia: () => made });
  await open(page);
  await fillIn(page);
  const create = page.getByRole("button", { name: "Create the medium" });
  const main = page.getByRole("main");
  await create.click();
  engine.publish({ type: "tasks", tasks: [createTask] });
  engine.frame({ tasks: [{ task: "create-1", doneBytes: 2.1e9, totalBytes: 6.4e9 }] });
  await expect(main).toContainText("Copying the OS image2.1 GB of 6.4 GB · 32 %");
  await page.getByRole("button", { name: "Cancel the creation" }).click();
  await asked(engine, "cancelTask").toEqual([{ task: "create-1" }]);
  engine.publish({ type: "tasks", tasks: [] });
  await expect(main).toContainText("No medium was made");
  await page.getByRole("button", { name: "Back to the pages" }).click();

  await create.click();
  engine.publish({
    type: "task-failed",
    task: createTask,
    code: "disk-full",
    message: "/out has 1 MB free.",
  });
  await expect(page.getByRole("alert")).toContainText("/out has 1 MB free.");
  await page.getByRole("button", { name: "Back to the pages" }).click();

  made = created;
  await create.click();
  await expect(main).toContainText("Field laptop · 3.3 is made");
  await expect(main).toContainText(created.sha256);
  await expect(main.getByRole("listitem").last()).toContainText("The medium is made.");
  await page.getByRole("button", { name: "Stage it…" }).click();
  await expect(page.getByRole("dialog", { name: "Erase and stage" })).toBeVisible();
  await expect.poll(() => engine.inputsOf("saveCreateDraft").at(-1)).toEqual({ draft: null });
});

test("a request that the engine refuses is told where it was made", async ({ page, show }) => {
  await show(readyScene(), {
    ...createAnswers,
    createMedia: refuse("bad-input", "/out/a.wim is there already."),
  });
  await open(page);
  await fillIn(page);
  await page.getByRole("button", { name: "Create the medium" }).click();
  await expect(page.getByRole("alert")).toContainText("/out/a.wim is there already.");
});
