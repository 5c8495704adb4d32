import { expect, type Page } from "@playwright/test";
import { noMarks } from "../../shared/job-marks.ts";
import type { JobEvent } from "../../shared/job.ts";
import { defaultSettings } from "../../shared/settings.ts";
import { aJob } from "../support/bench-scenes.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, doneScene, readyScene, type Scene } from "./scenes.ts";

const panel = (page: Page) => page.getByRole("complementary", { name: "Selected bay" });

function marked(scene: Scene, bay: number, marks: Partial<typeof noMarks>): Scene {
  const jobs = scene.snapshot.jobs.map((job) =>
    job.bay === bay ? { ...job, marks: { ...noMarks, ...marks } } : job,
  );
  return { ...scene, snapshot: { ...scene.snapshot, jobs } };
}

test("the panel of a running drive says how warm it is, and the warmest that it was", async ({
  page,
  show,
}) => {
  const scene = marked(busyScene(), 2, { maxCelsius: 47 });
  const progress = scene.progress.map((each) => ({ ...each, celsius: 44 }));
  const { engine } = await show({ ...scene, progress });
  engine.frame({ jobs: progress });
  await page.locator("[data-bay='2']").click();
  await expect(panel(page)).toContainText("Temperature44 °C, at most 47 °C");
});

test("a drive that its controller's limit holds back says which controller, and how many are before it", async ({
  page,
  show,
}) => {
  const scene = readyScene();
  const waits = { status: "waiting", reason: "limit", controller: "pci0000:00/0000:00:14.0/usb3" } as const;
  const jobs = [1, 2, 3].map((bay) => aJob(bay, waits));
  await show({ ...scene, snapshot: { ...scene.snapshot, jobs } });
  await page.locator("[data-bay='3']").click();
  await expect(panel(page)).toContainText("behind pci0000:00/0000:00:14.0/usb3.");
  await expect(panel(page)).toContainText("2 drives are before it");
  await page.locator("[data-bay='1']").click();
  await expect(panel(page)).toContainText("It is the next there.");
});

test("a drive that is done but says that it is worn out says so in amber", async ({ page, show }) => {
  await show(marked(doneScene(), 2, { concerns: ["worn-out", "too-hot"], maxCelsius: 71 }));
  await expect(page.locator("[data-bay='2']")).toContainText("Done, 2 concerns");
  await page.locator("[data-bay='2']").click();
  await expect(panel(page)).toContainText("The drive says of itself: worn out, too hot.");
});

test("a drive that is over shows how fast it was, from its record", async ({ page, show }) => {
  const ended = (phase: "write" | "read-back", rates: number[]): JobEvent => ({
    type: "phase-ended",
    phase,
    bytes: 11e9,
    ms: rates.length * 1000,
    curve: { stepMs: 1000, bytesPerSecond: rates },
  });
  const events = [ended("write", [180e6, 240e6, 210e6]), ended("read-back", [400e6, 420e6, 380e6])];
  await show(doneScene(), {
    jobEvents: () =>
      events.map((event, n) => ({ job: "j", n: n + 1, at: "2026-11-10T09:00:00.000Z", event })),
  });
  await page.locator("[data-bay='1']").click();
  await expect(panel(page).getByRole("figure")).toHaveText([
    "Write180 MB/s to 240 MB/s, mean 210 MB/s",
    "Read back380 MB/s to 420 MB/s, mean 400 MB/s",
  ]);
});

test.describe("the station's settings", () => {
  const told = { settings: { ...defaultSettings, "usb-limit": "4" }, byFlag: ["usb-limit"] };
  const open = async (page: Page) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Station settings…" }).click();
  };

  test("are changed for everyone, and only what was changed is sent", async ({ page, show }) => {
    const { engine } = await show(readyScene(), { settings: () => told, changeSettings: () => told });
    await open(page);
    await page.getByLabel("A drive of 70 °C or more").selectOption("refuse");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await asked(engine, "changeSettings").toEqual([{ change: { "health-too-hot": "refuse" } }]);
  });

  test("that a flag has fixed say so, and cannot be changed here", async ({ page, show }) => {
    await show(readyScene(), { settings: () => told });
    await open(page);
    await expect(page.getByLabel(/Drives at once behind one USB root hub/)).toBeDisabled();
    await expect(page.getByRole("dialog")).toContainText("Told by a flag when the engine was started");
  });
});
