import { expect, type Locator, type Page } from "@playwright/test";
import type { Job, JobProgress } from "../../shared/contract.ts";
import type { Bay } from "../../shared/drive.ts";
import { noMarks } from "../../shared/job-marks.ts";
import type { JobState } from "../../shared/job.ts";
import {
  aBay,
  aDrive,
  aJob,
  anEmptyBay,
  aSnapshot,
  aStamp,
  progressOf,
  running,
} from "../support/bench-scenes.ts";
import { openScene, test, type Opened } from "./app-test.ts";
import type { Scene } from "./scenes.ts";

interface Case {
  title: string;
  bay?: (n: number) => Bay;
  state?: JobState;
  job?: Partial<Job>;
  progress?: (n: number) => JobProgress;
  /** Every text of the card below its number; UNIT, SERIAL and DRIVE stand for this bay's. */
  shows: string[];
}

const refused = (code: "mounted" | "blocked") => (n: number) =>
  aBay(n, { refusal: { code, message: "A sentence.", mendable: false } });
const fault = (code: "drive-write-failed" | "drive-gone") => ({ code, message: "A sentence.", detail: "" });

const cases: Case[] = [
  { title: "an empty bay", bay: anEmptyBay, shows: ["Empty"] },
  {
    title: "a ready drive that was never staged",
    shows: ["Ready", "SERIAL", "DRIVE", "SERIAL", "no stamp of ours"],
  },
  {
    title: "a ready drive with its unit scanned and an old version on it",
    bay: (n) => aBay(n, { unitSerial: "FL-77", carries: aStamp(n) }),
    shows: ["Ready", "FL-77", "DRIVE", "SERIAL", "carries Field laptop 24H2 · 3.1"],
  },
  {
    title: "a ready drive that tells no serial",
    bay: (n) => aBay(n, { drive: aDrive(n, { serial: null, serialSource: "none" }) }),
    shows: ["Ready", "no unit yet", "DRIVE", "scan the unit"],
  },
  {
    title: "a drive that is not allowed, and why",
    bay: refused("mounted"),
    shows: ["Not allowed", "SERIAL", "DRIVE", "SERIAL", "mounted"],
  },
  {
    title: "a bay whose stuck write still holds the drive",
    bay: refused("blocked"),
    shows: ["Blocked", "SERIAL", "DRIVE", "SERIAL", "pull the drive"],
  },
  {
    title: "a job in the queue",
    state: { status: "queued" },
    shows: ["Waiting", "UNIT", "DRIVE", "SERIAL", "for its turn"],
  },
  {
    title: "a job that waits for a controller",
    state: { status: "waiting", reason: "limit" },
    shows: ["Waiting", "UNIT", "DRIVE", "SERIAL", "for the controller's limit"],
  },
  {
    title: "a job that waits in a paused queue",
    state: { status: "waiting", reason: "paused" },
    shows: ["Waiting", "UNIT", "DRIVE", "SERIAL", "the queue is paused"],
  },
  {
    title: "a job that waits for the master, with how far that is",
    state: { status: "waiting", reason: "master" },
    shows: ["Waiting", "UNIT", "DRIVE", "SERIAL", "for the master, 63 %"],
  },
  {
    title: "clearing",
    state: running("clear"),
    progress: (n) => progressOf(n, "clear", 0.5, 120),
    shows: ["Clearing", "UNIT", "DRIVE", "SERIAL", "2 %", "120 MB/s", "03:15"],
  },
  {
    title: "writing, with percent, rate and time left",
    state: running("write"),
    progress: (n) => progressOf(n, "write", 0.5, 400),
    shows: ["Writing", "UNIT", "DRIVE", "SERIAL", "31 %", "400 MB/s", "00:41"],
  },
  {
    title: "reading back",
    state: running("read-back"),
    progress: (n) => progressOf(n, "read-back", 0.5, 512),
    shows: ["Reading back", "UNIT", "DRIVE", "SERIAL", "77 %", "512 MB/s", "00:11"],
  },
  {
    title: "finishing",
    state: running("finish"),
    progress: (n) => ({ ...progressOf(n, "finish", 0.5, 0), etaMs: null }),
    shows: ["Finishing", "UNIT", "DRIVE", "SERIAL", "98 %"],
  },
  {
    title: "done and verified",
    state: { status: "done" },
    shows: ["Done", "UNIT", "DRIVE", "SERIAL", "Verified", "pull"],
  },
  {
    title: "done with retries",
    state: { status: "done" },
    job: { marks: { ...noMarks, retries: 3 } },
    shows: ["Done with 3 retries", "UNIT", "DRIVE", "SERIAL", "Verified", "pull"],
  },
  {
    title: "a running drive that is slow",
    state: running("write"),
    job: { marks: { ...noMarks, outlier: { bytesPerSecond: 31e6, medianBytesPerSecond: 402e6 } } },
    progress: (n) => progressOf(n, "write", 0.5, 31),
    shows: ["Slow", "UNIT", "DRIVE", "SERIAL", "31 %", "31 MB/s", "08:50"],
  },
  {
    title: "failed, with the reason and where",
    state: { status: "failed", fault: fault("drive-write-failed"), phase: "write" },
    progress: (n) => progressOf(n, "write", 0.8, 0),
    shows: ["Failed", "UNIT", "DRIVE", "SERIAL", "Write error at 47 %"],
  },
  {
    title: "a drive pulled while it was written: the failure stays on the empty bay",
    bay: anEmptyBay,
    state: { status: "failed", fault: fault("drive-gone"), phase: "write" },
    shows: ["Failed", "UNIT", "DRIVE", "SERIAL", "The drive is gone at 5 %"],
  },
  {
    title: "cancelling",
    state: { status: "cancelling", phase: "write" },
    shows: ["Cancelling", "UNIT", "DRIVE", "SERIAL", "at the next safe point"],
  },
  {
    title: "cancelled",
    state: { status: "cancelled", phase: "write" },
    shows: ["Cancelled", "UNIT", "DRIVE", "SERIAL", "while writing"],
  },
  {
    title: "interrupted",
    state: { status: "interrupted", phase: "read-back" },
    shows: ["Interrupted", "UNIT", "DRIVE", "SERIAL", "while reading back"],
  },
  {
    title: "a staged drive that was taken out and put in again",
    state: { status: "done" },
    job: { identity: "an earlier insertion" },
    shows: ["Ready", "SERIAL", "DRIVE", "SERIAL", "no stamp of ours"],
  },
  {
    title: "a bay whose staged drive was pulled",
    bay: anEmptyBay,
    state: { status: "done" },
    shows: ["Empty"],
  },
];

/** All cases on one bench: the case's place is its bay number. */
const bench: Scene = {
  snapshot: aSnapshot({
    bays: cases.map(({ bay = aBay }, i) => bay(i + 1)),
    jobs: cases.flatMap(({ state, job }, i) => (state ? [aJob(i + 1, state, job)] : [])),
    tasks: [{ task: "m", kind: "master", subject: "Field laptop", doing: "Applying", cancellable: false }],
  }),
  progress: cases.flatMap(({ progress }, i) => (progress ? [progress(i + 1)] : [])),
};

test.describe("a bay's card shows, as word, icon and figures,", () => {
  let page: Page;
  let opened: Opened;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    opened = await openScene(page, bench);
    opened.engine.frame({ jobs: bench.progress, tasks: [{ task: "m", doneBytes: 63, totalBytes: 100 }] });
    await page.getByText("for the master, 63 %").waitFor();
  });
  test.afterAll(async () => {
    await page.close();
    await opened.station.close();
  });

  for (const [i, { title, shows }] of cases.entries())
    test(title, async () => {
      const number = String(i + 1).padStart(2, "0");
      const own: Record<string, string> = {
        UNIT: `FL-00238${41 + i}`,
        SERIAL: `S5GXNX0R8122${number}`,
        DRIVE: "SX4 SSD 512 GB",
      };
      const card = page.locator(`[data-bay="${i + 1}"]`);
      expect(await textsOf(card)).toEqual([number, ...shows.map((text) => own[text] ?? text)]);
      await expect(card.locator("svg")).toHaveCount(1); // never colour alone
    });
});

/** The texts of an element's leaves, in order. */
function textsOf(card: Locator): Promise<string[]> {
  return card.evaluate((root) => {
    const texts: string[] = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
      const nodes = [...walk.currentNode.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = nodes.map((node) => node.textContent).join("");
      if (text) texts.push(text);
    }
    return texts;
  });
}

test("a job's last state stays on its bay until that drive leaves it", async ({ page, show }) => {
  const { engine } = await show({
    snapshot: aSnapshot({ bays: [aBay(1)], jobs: [aJob(1, running("finish"))] }),
    progress: [],
  });
  const card = page.locator("[data-bay='1']");
  engine.job("job-1", { type: "done" });
  await expect(card).toHaveAttribute("data-kind", "done");
  engine.publish({ type: "bays", bays: [aBay(1, { carries: aStamp(1) })], strangers: [] });
  await expect(card).toHaveAttribute("data-kind", "done");
  engine.publish({ type: "bays", bays: [anEmptyBay(1)], strangers: [] });
  await expect(card).toHaveAttribute("data-kind", "empty");
  engine.publish({
    type: "bays",
    bays: [aBay(1, { drive: aDrive(1, { identity: "id-1-2" }) })],
    strangers: [],
  });
  await expect(card).toHaveAttribute("data-kind", "ready");
});
