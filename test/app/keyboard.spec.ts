import { expect } from "@playwright/test";
import { aBay, aJob, anEmptyBay, aSnapshot, aUnit, running } from "../support/bench-scenes.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, scan, test } from "./app-test.ts";
import { busyScene, readyScene } from "./scenes.ts";

const said = "footer [role=status]";

test.describe("the scan line", () => {
  test("binds a scanned unit to the bay scanned after it", async ({ page, show }) => {
    const { engine } = await show(readyScene());
    await scan(page, "FL-0099001");
    await expect(page.locator(said)).toHaveText("FL-0099001: now scan the bay.");
    await scan(page, "BAY-03");
    await expect(page.locator(said)).toHaveText("FL-0099001 → bay 03");
    await asked(engine, "setUnitSerial").toEqual([{ bay: 3, unitSerial: "FL-0099001" }]);
    await expect(page.locator("[data-bay='3']")).toHaveAttribute("aria-pressed", "true");
  });

  test("takes a bare bay number after a unit", async ({ page, show }) => {
    const { engine } = await show(readyScene());
    await scan(page, "4711-8");
    await scan(page, "05");
    await expect(page.locator(said)).toHaveText("4711-8 → bay 05");
    await asked(engine, "setUnitSerial").toEqual([{ bay: 5, unitSerial: "4711-8" }]);
  });

  test("chooses a bay that is scanned alone", async ({ page, show }) => {
    await show(readyScene());
    await scan(page, "BAY-02");
    await expect(page.locator(said)).toHaveText("Bay 02 selected");
    await expect(page.getByRole("complementary")).toContainText("Bay 02");
  });

  test("announces a unit that was staged before, with when and which version", async ({ page, show }) => {
    const older = aUnit(9, { mediaVersion: "3.1", startedAt: "2026-09-28T09:00:00Z" });
    await show(readyScene(), { stagedBefore: () => [older] });
    await scan(page, "FL-0023849");
    await scan(page, "BAY-05");
    await expect(page.locator(said)).toHaveText(
      "FL-0023849 → bay 05. Staged before: Sep 28, 2026, 9:00 AM, Field laptop 24H2 · 3.1, done.",
    );
  });

  for (const { title, bay, words } of [
    {
      title: "a bay that is not there",
      bay: "BAY-44",
      words: "There is no bay 44. Scan a bay of this bench.",
    },
    {
      title: "an empty bay",
      bay: "BAY-10",
      words: "Bay 10 is empty. Put the drive in, then scan the unit again.",
    },
    {
      title: "a bay that is being staged",
      bay: "BAY-02",
      words: "Bay 02 is being staged. Its unit cannot change now.",
    },
  ])
    test(`refuses ${title}, in words`, async ({ page, show }) => {
      const { engine } = await show(busyScene());
      await scan(page, "FL-0099001");
      await scan(page, bay);
      await expect(page.locator(said)).toHaveText(words);
      expect(engine.inputsOf("setUnitSerial")).toEqual([]);
    });

  test("refuses a unit that already belongs to another bay", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    await scan(page, "FL-0023851");
    await scan(page, "BAY-13");
    await expect(page.locator(said)).toHaveText("FL-0023851 already belongs to bay 12.");
    expect(engine.inputsOf("setUnitSerial")).toEqual([]);
  });

  test("tells what the engine refused, and what to do", async ({ page, show }) => {
    await show(readyScene(), {
      setUnitSerial: refuse("unit-serial-taken", "FL-1 stands on bay 7 of another window."),
    });
    await scan(page, "FL-1");
    await scan(page, "BAY-03");
    const note = page.getByRole("alert");
    await expect(note).toContainText("Two bays have the same unit serial");
    await expect(note).toContainText("FL-1 stands on bay 7 of another window.");
    await expect(note).toContainText("Scan the units again: each bay needs its own.");
  });
});

test.describe("a scanner can never press a button:", () => {
  test("a scan while a button has the focus goes to the scan line", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    await page.getByRole("button", { name: "Pause queue" }).focus();
    await scan(page, "FL 77");
    await expect(page.locator(said)).toHaveText("FL 77: now scan the bay.");
    expect(engine.inputsOf("pauseQueue")).toEqual([]);
  });

  test("a scan in an open dialog presses nothing, not even Cancel", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    await page.locator("[data-bay='2']").click();
    await page.keyboard.press("F8");
    const dialog = page.getByRole("dialog", { name: "Stop the drive in bay 02?" });
    await expect(dialog.getByRole("button", { name: "Keep going" })).toBeFocused();
    await scan(page, "BAY-03");
    await page.keyboard.press("Tab");
    await scan(page, "FL 0023 ");
    await expect(dialog).toBeVisible();
    await expect(page.locator(said)).toHaveText("A dialog is open: the scan was ignored.");
    await expect(page.getByLabel("Scan line")).toHaveValue("");
    expect(engine.calls.filter((call) => call.command !== "stagedBefore")).toEqual([]);
  });

  test("a scan in the start dialog changes no choice and starts nothing", async ({ page, show }) => {
    const { engine } = await show(readyScene());
    await page.keyboard.press("F2");
    const dialog = page.getByRole("dialog", { name: "Erase and stage" });
    await dialog.getByLabel("Media", { exact: true }).focus();
    await scan(page, "Kiosk");
    await dialog.getByLabel("Erase the drive in bay 01").focus();
    await scan(page, " ");
    await expect(dialog.getByLabel("Media", { exact: true })).toHaveValue(/0b9f8f9e/);
    await expect(dialog.getByLabel("Erase the drive in bay 01")).toBeChecked();
    expect(engine.inputsOf("start")).toEqual([]);
  });

  test("Enter alone on a button says how it is pressed; Ctrl + Enter presses it", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    await page.getByRole("button", { name: "Pause queue" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(said)).toContainText("Ctrl + Enter presses what has the focus.");
    expect(engine.inputsOf("pauseQueue")).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await asked(engine, "pauseQueue").toEqual([{ paused: true }]);
  });
});

test.describe("with no mouse at all", () => {
  test("arrows move between bays as they stand in the grid", async ({ page, show }) => {
    await show(busyScene());
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return page.locator("[aria-pressed=true][data-bay]").getAttribute("data-bay");
    };
    expect(await press("ArrowRight")).toBe("1");
    expect(await press("ArrowRight", "ArrowDown")).toBe("6");
    expect(await press("ArrowUp", "ArrowUp", "ArrowLeft")).toBe("1");
    expect(await press("ArrowLeft")).toBe("1");
    await expect(page.locator("[data-bay='1']")).toBeFocused();
    await page.keyboard.press("F4");
    expect(await press("ArrowDown")).toBe("2");
  });

  test("function keys do what F1 lists", async ({ page, show }) => {
    const { engine } = await show(busyScene());
    await page.keyboard.press("F1");
    await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Identify the selected bay");
    await page.keyboard.press("F9");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("F6");
    await page.keyboard.press("F9");
    await page.keyboard.press("Control+3");
    await expect(page.getByRole("heading", { name: "Media", level: 1 })).toBeVisible();
    const questions = ["stagedBefore", "proofs", "jobEvents", "mediaCounts"];
    const done = () => engine.calls.filter(({ command }) => !questions.includes(command));
    await expect.poll(done).toEqual([
      { command: "identify", input: { bay: 1 } },
      { command: "pauseQueue", input: { paused: true } },
    ]);
  });

  test("a drive is stopped by F8, Tab and Ctrl + Enter", async ({ page, show }) => {
    const { engine } = await show({
      snapshot: aSnapshot({ bays: [aBay(1), anEmptyBay(2)], jobs: [aJob(1, running("write"))] }),
      progress: [],
    });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("F8");
    await expect(page.getByRole("button", { name: "Keep going" })).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("dialog")).toBeHidden();
    await asked(engine, "cancelJob").toEqual([{ job: "job-1" }]);
  });
});
