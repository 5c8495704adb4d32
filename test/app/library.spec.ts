import { expect } from "@playwright/test";
import type { Batch } from "../../shared/record.ts";
import { aBay, aSnapshot, aUnit, batch } from "../support/bench-scenes.ts";
import { contents } from "../support/scene-checks.ts";
import { medium } from "../support/scene-media.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, emptyScene } from "./scenes.ts";

const fault = { code: "drive-write-failed" as const, message: "An I/O error at 5.36 GB.", detail: "EIO" };
const closed: Batch = {
  ...batch,
  id: "B-2026-0116",
  state: "closed",
  target: null,
  closedAt: "2026-11-20T15:00:00Z",
  counts: { done: 24, failed: 0, cancelled: 1, interrupted: 2, open: 0 },
};
const units = [
  aUnit(1),
  aUnit(2, { ending: "failed", fault, verifiedBytes: 0 }),
  aUnit(3, { ending: null, endedAt: null, verifiedBytes: 0 }),
];
const answers = {
  listBatches: () => [batch, closed],
  batchUnits: () => units,
  report: ({ format }: { format: string }) => ({
    name: `B-2026-0117.${format}`,
    mime: format === "pdf" ? "application/pdf" : "text/csv",
    base64: btoa("Unit;Ending\n"),
  }),
};

test.describe("the batches", () => {
  test("are listed with their counts, open and closed", async ({ page, show }) => {
    await show(busyScene(), answers);
    await page.keyboard.press("Control+2");
    const rows = page.getByRole("row");
    await expect(rows.nth(1)).toContainText("B-2026-0117");
    const cells = await rows.evaluateAll((all) =>
      all.slice(1).map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim())),
    );
    const same = ["Nov 23, 2026, 7:30 AM", "Field laptop 24H2 · 3.2", "Stage prestaged media (BIOS)"];
    expect(cells).toEqual([
      ["B-2026-0117", "Open", ...same, "41 of 48", "1", "0", "Bench 2"],
      ["B-2026-0116", "Closed", ...same, "24", "0", "3", "Bench 2"],
    ]);
  });

  test("tell what to do first when there are none", async ({ page, show }) => {
    await show(emptyScene());
    await page.keyboard.press("Control+2");
    await expect(page.getByRole("main")).toContainText("A batch begins when you start drives on the bench.");
    await page.getByRole("button", { name: "Go to the bench" }).click();
    await expect(page.locator("[data-bay='1']")).toBeVisible();
  });

  test("show every unit of a batch, failed ones too, and say that a report is interim", async ({
    page,
    show,
  }) => {
    await show(busyScene(), answers);
    await page.keyboard.press("Control+2");
    await page.getByText("B-2026-0117").click();
    await expect(page.getByRole("main")).toContainText("Interim: the batch is open");
    const endings = page.getByRole("row").locator("td:nth-child(3)");
    await expect(endings).toHaveText(["Done", "Failed: Write error", "Not ended"]);
  });

  test("are printed, and saved as CSV", async ({ page, show }) => {
    const { engine } = await show(busyScene(), answers);
    await page.keyboard.press("Control+2");
    await page.getByText("B-2026-0117").click();
    const popup = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Report to print" }).click();
    await popup;
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    expect((await download).suggestedFilename()).toBe("B-2026-0117.csv");
    const of = { batch: "B-2026-0117" };
    await asked(engine, "report").toEqual([
      { of, format: "pdf" },
      { of, format: "csv" },
    ]);
  });

  test("are printed on the paper that was chosen for this window", async ({ page, show }) => {
    const { engine } = await show(busyScene(), answers);
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Reports are printed on").selectOption("Letter");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+2");
    await page.getByText("B-2026-0117").click();
    const popup = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Report to print" }).click();
    await popup;
    const of = { batch: "B-2026-0117" };
    await asked(engine, "report").toEqual([{ of, format: "pdf", paper: "Letter" }]);
  });

  test("are closed after being asked, and opened again", async ({ page, show }) => {
    const { engine } = await show(busyScene(), { ...answers, closeBatch: () => closed });
    await page.keyboard.press("Control+2");
    await page.getByText("B-2026-0117").click();
    await page.getByRole("button", { name: "Close batch…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Close the batch" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.getByRole("button", { name: "All batches" }).click();
    await page.getByText("B-2026-0116").click();
    await page.getByRole("button", { name: "Open again" }).click();
    await asked(engine, "closeBatch").toEqual([
      { batch: "B-2026-0117", closed: true },
      { batch: "B-2026-0116", closed: false },
    ]);
  });

  test("keep a unit's record with its events in words", async ({ page, show }) => {
    const at = "2026-11-23T08:00:00Z";
    const events = [
      { job: "job-2", n: 1, at, event: { type: "waiting", reason: "master" } },
      { job: "job-2", n: 2, at, event: { type: "phase-started", phase: "write", totalBytes: 1 } },
      { job: "job-2", n: 3, at, event: { type: "failed", fault } },
    ];
    await show(busyScene(), { ...answers, jobEvents: () => events });
    await page.keyboard.press("Control+2");
    await page.getByText("B-2026-0117").click();
    await page.getByRole("button", { name: "Record of FL-0023842" }).click();
    const dialog = page.getByRole("dialog", { name: "Record of FL-0023842" });
    await expect(dialog.getByRole("listitem")).toHaveText([
      "8:00:00 AM Waiting for the master",
      "8:00:00 AM Write began",
      "8:00:00 AM Failed: An I/O error at 5.36 GB.",
    ]);
    await expect(dialog).toContainText(medium.sha256);
  });
});

test.describe("the media", () => {
  test("are listed with their state, and the chosen one in full", async ({ page, show }) => {
    await show(busyScene());
    await page.keyboard.press("Control+3");
    await expect(page.getByRole("row").locator("td:nth-child(4)")).toHaveText([
      "Checked",
      "Bad",
      "Unchecked",
    ]);
    await page.getByRole("cell", { name: "3.1", exact: true }).click();
    const detail = page.getByRole("complementary");
    await expect(detail).toContainText("12 files of image 1 do not match their hashes.");
    await page.getByRole("button", { name: "Kiosk" }).click();
    await page.getByRole("tab", { name: "Boot check" }).click();
    await expect(detail).toContainText("\\bootmgr missing");
  });

  test("show one side of a medium at a time, chosen by arrows too, also of the next medium", async ({
    page,
    show,
  }) => {
    await show(busyScene());
    await page.keyboard.press("Control+3");
    const chosen = page.getByRole("tab", { selected: true });
    await expect(chosen).toHaveText("Properties");
    await chosen.focus();
    await page.keyboard.press("ArrowRight");
    await expect(chosen).toHaveText("Images");
    await expect(page.getByRole("tabpanel", { name: "Images" })).toContainText("98,412 files, 11.4 GB, x64");
    await page.getByRole("button", { name: "Kiosk" }).click();
    await expect(chosen).toHaveText("Images");
  });

  test("made by Configuration Manager say so, with what can be known of them", async ({ page, show }) => {
    await show({ snapshot: aSnapshot({ media: [{ ...medium, contents }] }), progress: [] });
    await page.keyboard.press("Control+3");
    const panel = page.getByRole("tabpanel", { name: "Properties" });
    await expect(panel).toContainText("KindConfiguration Manager prestaged media");
    await expect(panel).toContainText("Asks for a passwordyesUnattendedno");
    await expect(panel).toContainText("9.48 kB, kept as it is: only the PC can read it");
    await expect(panel).toContainText("ABC0000A: 212 files, 184 MB");
  });

  test("tell what their checks found, worst first, and whether a drive has room", async ({ page, show }) => {
    await show({ snapshot: aSnapshot({ media: [{ ...medium, contents }], bays: [aBay(4)] }), progress: [] });
    await page.keyboard.press("Control+3");
    await page.getByRole("tab", { name: "Checks" }).click();
    const panel = page.getByRole("tabpanel", { name: "Checks" });
    await expect(panel.getByRole("listitem").locator("b")).toHaveText([
      "Files encrypted with EFS",
      "Names that differ only in upper and lower case",
      "Further names of a file (hard links)",
      "Named streams",
    ]);
    await expect(panel).toContainText("98,412 files in 21,008 folders, 11.4 GB in all");
    await expect(panel).toContainText("512 GB, bay 04: there is room for it");
    await expect(panel.getByRole("listitem").first()).toContainText(
      "1 in image 1, such as \\Users\\Default\\Documents\\notes.docxThey would arrive empty.",
    );
  });

  test("are imported by path, with progress that can be cancelled", async ({ page, show }) => {
    const { engine } = await show(emptyScene());
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Import…" }).click();
    const dialog = page.getByRole("dialog", { name: "Import a medium" });
    await dialog.getByLabel("Path of the .wim file").fill(" /media/usb/a.wim ");
    await dialog.getByRole("button", { name: "Import" }).click();
    await expect(dialog).toBeHidden();
    await asked(engine, "importMedia").toEqual([{ path: "/media/usb/a.wim" }]);
    const task = {
      task: "import-1",
      kind: "import" as const,
      subject: "a.wim",
      doing: "Copying",
      cancellable: true,
    };
    engine.publish({ type: "tasks", tasks: [task] });
    engine.frame({ tasks: [{ task: "import-1", doneBytes: 2.1e9, totalBytes: 6.8e9 }] });
    await expect(page.getByRole("main")).toContainText("Importing a.wim Copying2.1 GB of 6.8 GB · 30 %");
    await page.getByRole("button", { name: "Cancel: Importing a.wim" }).click();
    await asked(engine, "cancelTask").toEqual([{ task: "import-1" }]);
  });

  test("tell in words why an import was refused, at once or later", async ({ page, show }) => {
    const { engine } = await show(emptyScene(), {
      importMedia: refuse("media-not-wim", "/tmp/a.iso is no .wim file."),
    });
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Import…" }).click();
    await page.getByLabel("Path of the .wim file").fill("/tmp/a.iso");
    await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
    await expect(page.getByRole("dialog").getByRole("alert")).toContainText("/tmp/a.iso is no .wim file.");
    await page.keyboard.press("Escape");
    const task = { task: "t", kind: "import" as const, subject: "b.wim", doing: "", cancellable: false };
    engine.publish({
      type: "task-failed",
      task,
      code: "media-truncated",
      message: "It ends at 1.2 of 6.8 GB.",
    });
    await expect(page.getByRole("alert")).toContainText("b.wim: It ends at 1.2 of 6.8 GB.");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });

  test("are checked again, and deleted only after being asked", async ({ page, show }) => {
    const { engine } = await show(busyScene(), {
      deleteMedia: refuse("media-in-use", "It is being staged on 6 drives."),
    });
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Check now" }).click();
    await asked(engine, "checkMedia").toEqual([{ media: medium.id }]);
    await page.getByRole("button", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete Field laptop 24H2 3.2?" });
    await dialog.getByRole("button", { name: "Delete the medium" }).click();
    await expect(dialog.getByRole("alert")).toContainText("It is being staged on 6 drives.");
  });
});

test("the task sequences show their steps, read only", async ({ page, show }) => {
  await show({ snapshot: aSnapshot(), progress: [] });
  await page.keyboard.press("Control+4");
  await expect(page.getByRole("complementary").getByRole("listitem").locator("b")).toHaveText([
    "Partition Disk",
    "Boot code",
    "Apply Data Image",
  ]);
});
