import { expect } from "@playwright/test";
import { serve } from "../../shared/rpc.ts";
import { aBay, aJob, aSnapshot, progressOf, running } from "../support/bench-scenes.ts";
import { scriptEngine } from "../support/scripted-engine.ts";
import { openStation } from "../support/scripted-station.ts";
import { asked, test } from "./app-test.ts";
import { busyScene } from "./scenes.ts";

const oneDrive = () => aSnapshot({ bays: [aBay(1), aBay(2)], jobs: [aJob(1, running("write"))] });

test.describe("when the engine does not answer", () => {
  test("a banner says since when, the last known state stays, and everything is found again", async ({
    page,
    show,
  }) => {
    const { engine, station } = await show(busyScene());
    await page.locator("[data-bay='2']").click();
    await station.stop();
    const banner = page.getByRole("alert");
    await expect(banner).toContainText(/Not connected to the engine since \d+:\d\d:\d\d/);
    await expect(banner).toContainText("Drives that were being staged go on without this window.");
    await expect(page.locator("[data-bay='2']")).toContainText("47 %");
    await expect(page.getByRole("button", { name: "Start 2 drives" })).toBeDisabled();
    await expect(page.getByRole("button", { name: "Stop this drive" })).toBeDisabled();
    engine.job("job-2", { type: "phase-started", phase: "read-back", totalBytes: 1 }); // work goes on behind it
    await station.restart();
    await expect(banner).toBeHidden({ timeout: 10_000 });
    await expect(page.locator("[data-bay='2']")).toHaveAttribute("data-kind", "read-back");
    await expect(page.getByRole("button", { name: "Start 2 drives" })).toBeEnabled();
  });

  test("a scan is refused in words, not lost without a word", async ({ page, show }) => {
    const { station } = await show(busyScene());
    await station.stop();
    await expect(page.getByRole("alert")).toBeVisible();
    await page.keyboard.type("FL-1");
    await page.keyboard.press("Enter");
    await expect(page.locator("footer [role=status]")).toHaveText("Not connected: the scan was ignored.");
  });

  test("a page that was never let in says what to open, and keeps trying", async ({ page }) => {
    const station = await openStation(scriptEngine(oneDrive()));
    await page.routeWebSocket(/\/ws$/, (socket) => socket.close());
    await page.goto(station.url);
    await expect(page.getByRole("main")).toContainText("Open the station with the address it printed");
    await expect(page.getByRole("status")).toHaveText(/Trying again \([2-9]\)/);
    await page.unrouteAll();
    await station.close();
  });
});

test.describe("the stream of events", () => {
  test("a lost event is noticed, and the state asked for anew", async ({ page, show }) => {
    const { engine } = await show({ snapshot: oneDrive(), progress: [] });
    engine.lose({ type: "paused", paused: true });
    engine.job("job-1", { type: "done" });
    await expect(page.locator("[data-bay='1']")).toHaveAttribute("data-kind", "done");
    await expect(page.getByText("Queue paused: no further drive is started")).toBeVisible();
    engine.publish({ type: "paused", paused: false });
    await expect(page.getByText("Queue paused: no further drive is started")).toBeHidden();
  });

  test("after a new run of the engine nothing of the old one is shown", async ({ page, show }) => {
    const { engine, station } = await show({ snapshot: oneDrive(), progress: [progressOf(1, "write", 0.5)] });
    await expect(page.locator("[data-bay='1']")).toContainText("31 %");
    await station.stop();
    const fresh = oneDrive();
    const died = aJob(1, { status: "interrupted", phase: "write" });
    engine.reset({ ...fresh, engine: { ...fresh.engine, epoch: "epoch-2" }, jobs: [died] });
    await station.restart();
    await expect(page.locator("[data-bay='1']")).toHaveAttribute("data-kind", "interrupted");
    await expect(page.locator("[data-bay='1']")).not.toContainText("31 %");
  });
});

test("in Electron the same window works over the port that the preload hands over", async ({ page }) => {
  const script = scriptEngine(oneDrive());
  const station = await openStation(script);
  const listeners: ((message: unknown) => void)[] = [];
  await page.exposeBinding("toEngine", (_source, message: unknown) =>
    listeners.forEach((listen) => listen(message)),
  );
  await page.addInitScript(playPreload);
  serve(
    {
      send: (message) => void page.evaluate((sent) => Reflect.get(window, "fromEngine")(sent), message),
      onMessage: (listener) => void listeners.push(listener),
      onClose: () => {},
    },
    script.engine,
    script.watch,
  );
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(station.url);
  await expect(page.locator("[data-bay='1']")).toHaveAttribute("data-kind", "write");
  await page.getByRole("button", { name: "Pause queue" }).click();
  await asked(script, "pauseQueue").toEqual([{ paused: true }]);
  script.publish({ type: "paused", paused: true });
  await expect(page.getByRole("button", { name: "Resume queue" })).toBeVisible();
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Import…" }).click();
  await page.getByRole("button", { name: "Choose…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await asked(script, "importMedia").toEqual([{ path: "/media/usb/chosen.wim" }]);
  await expect(page.getByRole("dialog")).toBeHidden(); // the answer has come
  expect(sockets).toEqual([]);
  await station.close();
});

/** What Electron's preload does, in a plain page. */
function playPreload(): void {
  const hatch = {
    ready() {
      const channel = new MessageChannel();
      Reflect.set(window, "fromEngine", (message: unknown) => channel.port2.postMessage(message));
      channel.port2.onmessage = (event) => void Reflect.get(window, "toEngine")(event.data);
      window.postMessage("engine-port", "*", [channel.port1]);
    },
    pickFile: () => Promise.resolve("/media/usb/chosen.wim"),
  };
  Reflect.set(window, "prestage", hatch);
}
