import { expect, type Page } from "@playwright/test";
import { aBay, aDrive, aSnapshot, aUnit, batch } from "../support/bench-scenes.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, doneScene } from "./scenes.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: "Selected bay" });
const paper = { name: "FL-0023841.pdf", mime: "application/pdf", base64: "JVBERi0xLjQK" };

test.describe("the side panel says what is and what to do now:", () => {
  test("a failed drive, with its code and detail to copy", async ({ page, show, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await show(busyScene());
    await page.locator("[data-bay='6']").click();
    await expect(panel(page)).toContainText("The drive answered a write at 5.36 GB with an I/O error.");
    await expect(panel(page)).toContainText("The drive stopped accepting data. Pull it and mark it bad.");
    await panel(page).getByRole("button", { name: "Copy the detail" }).click();
    await expect(panel(page)).toContainText("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      "drive-write-failed: The drive answered a write at 5.36 GB with an I/O error.\nEIO at byte 5 358 223 360",
    );
  });

  test("a writing drive, with its phases, their times and where each step took effect", async ({
    page,
    show,
  }) => {
    await show(busyScene());
    await page.locator("[data-bay='2']").click();
    await expect(panel(page)).toContainText("Leave the drive in.");
    const phases = panel(page).getByRole("list").first().getByRole("listitem");
    await expect(phases).toHaveText(["Clear0.3 s", "Write · 9.23 GB of 11.4 GB81 %", "Read back", "Finish"]);
    await expect(panel(page)).toContainText("In the master, once for all drives:Boot codeApply Data Image");
    await expect(panel(page)).toContainText("On this drive:Partition Disk · Finish");
  });

  test("a running drive beside the others of its model", async ({ page, show }) => {
    const scene = busyScene();
    const { engine } = await show(scene);
    engine.frame({ jobs: scene.progress });
    await page.locator("[data-bay='4']").click();
    await expect(panel(page).getByRole("figure")).toContainText("31 MB/sothers of this model 398 MB/s");
  });

  test("a unit that was staged before, with when, which version and how it ended", async ({ page, show }) => {
    const older = aUnit(12, {
      job: "older",
      mediaVersion: "3.1",
      startedAt: "2026-09-28T09:00:00Z",
      batch: "B-2026-0098",
    });
    const { engine } = await show(busyScene(), { stagedBefore: () => [older] });
    await page.locator("[data-bay='12']").click();
    await expect(panel(page)).toContainText(
      "Staged beforeSep 28, 2026, 9:00 AM · Field laptop 24H2 · 3.1 · done · B-2026-0098",
    );
    await asked(engine, "stagedBefore").toEqual([{ serials: ["FL-0023851", "S5GXNX0R812212"] }]);
  });
});

test("a stale signature is cleared only after a confirmation of its own, which names the drive", async ({
  page,
  show,
}) => {
  const { engine } = await show(busyScene());
  await page.locator("[data-bay='15']").click();
  await panel(page).getByRole("button", { name: "Clear old data…" }).click();
  const dialog = page.getByRole("dialog", { name: "Clear old data in bay 15?" });
  await expect(dialog).toContainText("S5GXNX0R812215");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  expect(engine.inputsOf("clearOldData")).toEqual([]);
  await dialog.getByRole("button", { name: "Clear old data" }).click();
  await expect(dialog).toBeHidden();
  await asked(engine, "clearOldData").toEqual([{ bay: 15, identity: "id-15-1" }]);
});

test("a drive that holds this system has no way to be cleared", async ({ page, show }) => {
  await show(busyScene());
  await page.locator("[data-bay='16']").click();
  await expect(panel(page)).toContainText("This computer runs from it. It can never be staged.");
  await expect(panel(page).getByRole("button", { name: "Clear old data…" })).toHaveCount(0);
});

test("only failed drives are retried, each named first", async ({ page, show }) => {
  const { engine } = await show(doneScene());
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Retry 1 failed drive…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase 1 failed drive again?" });
  await expect(dialog.getByRole("row")).toHaveText(["06SX4 SSDS5GXNX0R812206512 GB"]);
  await dialog.getByRole("button", { name: "Erase and retry" }).click();
  await expect(dialog).toBeHidden();
  await asked(engine, "retryFailed").toEqual([{ batch: batch.id }]);
});

test("all drives are stopped only after being asked, with the focus on going on", async ({ page, show }) => {
  const { engine } = await show(busyScene());
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Stop all drives…" }).click();
  const dialog = page.getByRole("dialog", { name: "Stop all 6 drives?" });
  await expect(dialog.getByRole("button", { name: "Keep going" })).toBeFocused();
  await dialog.getByRole("button", { name: "Stop all drives" }).click();
  await asked(engine, "cancelAll").toEqual([{}]);
});

test("the certificate of a done drive opens as a PDF of its own", async ({ page, show }) => {
  const { engine } = await show(doneScene(), { report: () => paper });
  await page.locator("[data-bay='1']").click();
  const opened = page.waitForEvent("popup");
  await panel(page).getByRole("button", { name: "Certificate" }).click();
  await opened;
  await asked(engine, "report").toEqual([{ of: { job: "job-1" }, format: "pdf" }]);
});

test("an untaught port is shown, and becomes a bay when it is given its number", async ({ page, show }) => {
  const stranger = aDrive(9, { port: "pci-0000:3b:00.0-ata-9" });
  const { engine } = await show({
    snapshot: aSnapshot({ bays: [aBay(1)], strangers: [stranger] }),
    progress: [],
  });
  await expect(page.getByRole("main")).toContainText(
    "1 drive hangs on a port that is no bay. It is never staged.",
  );
  await page.getByRole("main").getByRole("button", { name: "Teach bays…" }).click();
  const dialog = page.getByRole("dialog", { name: "Teach bays" });
  await dialog.getByLabel("Bay number for pci-0000:3b:00.0-ata-9").fill("9");
  await dialog.getByRole("button", { name: "Make it a bay" }).click();
  await asked(engine, "teachBay").toEqual([{ port: stranger.port, bay: 9 }]);
});

test("a training bay is emptied and given a character", async ({ page, show }) => {
  const snapshot = aSnapshot({ bays: [aBay(1, { character: { kind: "healthy" } })] });
  const { engine } = await show({
    snapshot: { ...snapshot, engine: { ...snapshot.engine, bench: "training" } },
    progress: [],
  });
  await expect(page.getByRole("navigation")).toContainText("Training bench");
  await page.locator("[data-bay='1']").click();
  await panel(page).getByRole("button", { name: "Character…" }).click();
  const dialog = page.getByRole("dialog", { name: "Character of training bay 01" });
  await dialog.getByLabel("Behaviour").selectOption("failing");
  await dialog.getByLabel("At, MB").fill("120");
  await dialog.getByLabel("Fails on").selectOption("read");
  await dialog.getByRole("button", { name: "Set the character" }).click();
  await expect(dialog).toBeHidden();
  await panel(page).getByRole("button", { name: "Empty bay" }).click();
  await asked(engine, "emptyBay").toEqual([{ bay: 1 }]);
  await asked(engine, "setCharacter").toEqual([
    { bay: 1, character: { kind: "failing", atByte: 120_000_000 - (120_000_000 % 512), on: "read" } },
  ]);
});
