import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { carriedHandlers } from "../../electron/engine/carried.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import type { NewUnit, Records } from "../../electron/engine/records/records.ts";
import { standingOf } from "../../shared/carried.ts";
import type { JobEvent } from "../../shared/job.ts";
import type { Media } from "../../shared/media.ts";
import { medium } from "../support/scene-media.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

const begun: JobEvent = { type: "phase-started", phase: "clear", totalBytes: 1 };
const done: JobEvent[] = [begun, { type: "done" }];
const fault = { code: "drive-write-failed" as const, message: "An I/O error.", detail: "EIO" };

const laptop = (version: string, standing: Media["standing"], over: Partial<Media> = {}): Media => ({
  ...medium,
  id: `laptop-${version}`,
  name: "Laptop",
  version,
  sha256: `sha-${version}`,
  importedAt: "2026-02-01T00:00:00Z",
  ...(standing && { standing }),
  ...over,
});

function aStation(media: Media[]) {
  const records = openRecords(join(tempDir(), "records.db"));
  onTestFinished(() => records.close());
  records.createBatch({ target: null, operator: "", note: "", at: "2026-03-02T08:00:00Z" });
  let jobs = 0;
  const engine = carriedHandlers({
    library: { list: () => media, get: (id) => media.find((one) => one.id === id) },
    records,
  });
  return {
    records,
    engine,
    /** A staging of drive `n`, with a version of the laptop's medium, and what became of it. */
    stage(n: number, version: string, events: JobEvent[] = done, over: Partial<NewUnit> = {}) {
      const job = ++jobs;
      const { driveSerial, unitSerial, wwid } = newUnit(n);
      const what = { mediaName: "Laptop", mediaVersion: version, mediaSha256: `sha-${version}` };
      const ids = newUnit(job);
      records.addUnit({ ...ids, driveSerial, unitSerial, wwid, ...what, ...over });
      for (const event of events) records.append(ids.job, event, "2026-03-02T08:10:00Z");
      return ids.job;
    },
    async counts() {
      const counted = await engine.mediaCounts({});
      return Object.fromEntries(counted.map(({ media: id, units, stale }) => [id, [units, stale]]));
    },
  };
}

const carries = (records: Records, n: number) => {
  const { driveSerial, model } = newUnit(n);
  return records.carriedBy(driveSerial ?? "", model)?.mediaVersion ?? null;
};

test("a drive carries what it was staged with last, and each drive counts once", async () => {
  const station = aStation([laptop("3.9", "older"), laptop("3.10", "current")]);
  for (const n of [1, 2, 3]) station.stage(n, "3.9");
  station.stage(1, "3.10");
  expect(await station.counts()).toEqual({ "laptop-3.9": [2, null], "laptop-3.10": [1, 2] });
  expect([1, 2].map((n) => carries(station.records, n))).toEqual(["3.10", "3.9"]);
});

test("a staging that failed after it had begun to clear the drive took away what was on it", async () => {
  const station = aStation([laptop("3.9", "current")]);
  for (const n of [1, 2, 3]) station.stage(n, "3.9");
  station.stage(1, "3.9", [begun, { type: "failed", fault }]);
  station.stage(2, "3.9", [
    { type: "waiting", reason: "master" },
    { type: "failed", fault },
  ]);
  station.stage(3, "3.9", [begun]); // still running
  expect([1, 2, 3].map((n) => carries(station.records, n))).toEqual([null, "3.9", null]);
  expect(await station.counts()).toEqual({ "laptop-3.9": [1, 0] });
});

test("drives behind one bridge's serial are told apart by their units, and the bridge's next drive is nobody's", async () => {
  const station = aStation([laptop("3.9", "current")]);
  const bridge = { driveSerial: "BRIDGE", driveSerialSource: "usb-bridge" as const };
  for (const n of [1, 2]) station.stage(n, "3.9", done, bridge);
  expect(await station.counts()).toEqual({ "laptop-3.9": [2, 0] });
  expect(station.records.carriedBy("BRIDGE", newUnit(1).model)).toBeNull();
});

test("units that carry a version that was deleted are stale behind the current one, and stay on record", async () => {
  const station = aStation([laptop("3.10", "current")]);
  station.stage(1, "3.9");
  station.stage(2, "3.10");
  expect(await station.counts()).toEqual({ "laptop-3.10": [1, 1] });
  const { units, total, stale } = await station.engine.mediaUnits({ media: "laptop-3.10", limit: 10 });
  expect([total, stale]).toEqual([2, 1]);
  expect(
    units.map(({ mediaVersion, standing, stale: old, current }) => [mediaVersion, standing, old, current]),
  ).toEqual([
    ["3.10", "current", false, "3.10"],
    ["3.9", "older", true, "3.10"],
  ]);
});

test("a medium that came in again under another name is known by its content", async () => {
  const station = aStation([laptop("3.9", "current", { name: "laptop-from-usb" })]);
  station.stage(1, "3.9");
  expect(await station.counts()).toEqual({ "laptop-3.9": [1, 0] });
});

test("what is carried is stale when it is older than the current version, retired or not", () => {
  const media = [
    laptop("3.8", "retired"),
    laptop("3.9", "older"),
    laptop("3.10", "current"),
    laptop("3.11", "retired"),
  ];
  const of = (mediaVersion: string, mediaSha256 = `sha-${mediaVersion}`, at = "2026-01-15T00:00:00Z") => {
    const { standing, stale } = standingOf({ mediaName: "Laptop", mediaVersion, mediaSha256 }, at, media);
    return `${standing}${stale ? ", stale" : ""}`;
  };
  expect(["3.8", "3.9", "3.10", "3.11", "3.1", "4.0"].map((version) => of(version))).toEqual([
    "retired, stale",
    "older, stale",
    "current",
    "retired",
    "older, stale",
    "newer",
  ]);
  expect(of("3.10", "another make, from before it came in")).toBe("older, stale");
  const gone = standingOf(
    { mediaName: "Kiosk", mediaVersion: "1", mediaSha256: "k" },
    "2026-01-15T00:00:00Z",
    media,
  );
  expect(gone).toEqual({ standing: "unknown", stale: false, current: null });
});
