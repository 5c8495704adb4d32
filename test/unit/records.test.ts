import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import type { Records } from "../../electron/engine/records/records.ts";
import type { JobEvent } from "../../shared/job.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

const at = "2026-03-02T08:00:00.000Z";
const later = "2026-03-02T08:07:30.000Z";
const order = { target: 8, operator: "Day shift", note: "Order 4711", at };

function fresh(): { records: Records; path: string } {
  const path = join(tempDir(), "prestage.db");
  const records = openRecords(path);
  onTestFinished(() => records.close());
  return { records, path };
}

function tell(records: Records, job: string, ...events: JobEvent[]): void {
  for (const event of events) records.append(job, event, later);
}

const wholeStory: JobEvent[] = [
  { type: "waiting", reason: "master" },
  { type: "phase-started", phase: "clear", totalBytes: 100 },
  { type: "phase-ended", phase: "clear", bytes: 100, ms: 12 },
  { type: "phase-started", phase: "write", totalBytes: 7_000_000_000 },
  { type: "phase-ended", phase: "write", bytes: 7_000_000_000, ms: 15_000.5 },
  { type: "phase-started", phase: "read-back", totalBytes: 7_000_000_000 },
  { type: "phase-ended", phase: "read-back", bytes: 7_000_000_000, ms: 14_000 },
  { type: "verified", bytes: 7_000_000_000 },
  { type: "phase-started", phase: "finish", totalBytes: 1 },
  { type: "committing" },
  { type: "phase-ended", phase: "finish", bytes: 1, ms: 80 },
  { type: "done" },
];
const broken: JobEvent = {
  type: "failed",
  fault: { code: "drive-write-failed", message: "Write error at 47 %.", detail: "EIO" },
};

test("batches are numbered within their year and are found again after the station is closed", () => {
  const { records, path } = fresh();
  const first = records.createBatch(order);
  records.createBatch({ ...order, target: null, at: "2026-12-31T23:59:59.999Z" });
  const nextYear = records.createBatch({ ...order, at: "2027-01-01T00:00:00.000Z" });
  expect(first).toEqual({
    id: "B-2026-0001",
    state: "open",
    target: 8,
    operator: "Day shift",
    note: "Order 4711",
    createdAt: at,
    closedAt: null,
    mediaName: "",
    mediaVersion: "",
    sequenceName: "",
    counts: { done: 0, failed: 0, cancelled: 0, interrupted: 0, open: 0 },
  });
  expect(nextYear.id).toBe("B-2027-0001");
  records.close();

  const again = openRecords(path);
  onTestFinished(() => again.close());
  expect(again.batch("B-2026-0001")).toEqual(first);
  expect(again.listBatches(2).map((batch) => batch.id)).toEqual(["B-2027-0001", "B-2026-0002"]);
});

test("a closed batch takes no more units until it is opened again", () => {
  const { records } = fresh();
  const { id } = records.createBatch(order);
  expect(records.closeBatch(id, true, later)).toMatchObject({ state: "closed", closedAt: later });
  expect(records.openBatches()).toEqual([]);
  expect(() => records.addUnit(newUnit(1))).toThrow(expect.objectContaining({ code: "batch-closed" }));
  expect(records.closeBatch(id, true, "2026-03-03T00:00:00.000Z").closedAt).toBe(later);
  expect(records.closeBatch(id, false, later)).toMatchObject({ state: "open", closedAt: null });
  expect(records.addUnit(newUnit(1)).batch).toBe(id);
});

test("what nobody recorded is unknown, in words", () => {
  const { records } = fresh();
  const unknown = (code: string) => expect.objectContaining({ name: "StagingFault", code }) as Error;
  expect(() => records.batch("B-1")).toThrow(unknown("batch-unknown"));
  expect(() => records.closeBatch("B-1", true, at)).toThrow(unknown("batch-unknown"));
  expect(() => records.units("B-1")).toThrow(unknown("batch-unknown"));
  expect(() => records.addUnit(newUnit(1))).toThrow(unknown("batch-unknown"));
  expect(() => records.unit("nobody")).toThrow(unknown("record-unknown"));
  expect(() => records.events("nobody")).toThrow(unknown("record-unknown"));
  expect(() => records.append("nobody", { type: "done" }, at)).toThrow(unknown("record-unknown"));
});

test("a unit's record is what it was started with and what its events tell", () => {
  const { records } = fresh();
  records.createBatch(order);
  const start = newUnit(1);
  expect(records.addUnit(start)).toEqual({
    ...start,
    endedAt: null,
    ending: null,
    fault: null,
    writtenBytes: 0,
    verifiedBytes: 0,
    phases: [],
  });
  tell(records, start.job, ...wholeStory);
  expect(records.unit(start.job)).toEqual({
    ...start,
    endedAt: later,
    ending: "done",
    fault: null,
    writtenBytes: 7_000_000_000,
    verifiedBytes: 7_000_000_000,
    phases: [
      { phase: "clear", bytes: 100, ms: 12 },
      { phase: "write", bytes: 7_000_000_000, ms: 15_000.5 },
      { phase: "read-back", bytes: 7_000_000_000, ms: 14_000 },
      { phase: "finish", bytes: 1, ms: 80 },
    ],
  });
  expect(records.events(start.job)).toEqual(
    wholeStory.map((event, index) => ({ job: start.job, n: index + 1, at: later, event })),
  );
});

test("a batch counts every ending, and names the media and sequence of its newest start", () => {
  const { records } = fresh();
  const { id } = records.createBatch(order);
  for (const n of [1, 2, 3, 4]) records.addUnit(newUnit(n));
  records.addUnit(newUnit(5, { mediaVersion: "3.3" }));
  tell(records, "job-1", { type: "done" });
  tell(records, "job-2", broken);
  tell(records, "job-3", { type: "cancel-requested" }, { type: "cancelled" });
  tell(records, "job-4", { type: "interrupted" });
  expect(records.batch(id)).toMatchObject({
    mediaName: "Field laptop",
    mediaVersion: "3.3",
    sequenceName: "Stage prestaged media (BIOS)",
    counts: { done: 1, failed: 1, cancelled: 1, interrupted: 1, open: 1 },
  });
  expect(records.units(id).map((unit) => unit.job)).toEqual(["job-1", "job-2", "job-3", "job-4", "job-5"]);
  expect(records.unit("job-2").fault).toEqual(broken.fault);
});

test("nothing happens to a unit after its ending", () => {
  const { records } = fresh();
  records.createBatch(order);
  records.addUnit(newUnit(1));
  tell(records, "job-1", { type: "done" });
  const before = records.unit("job-1");
  expect(() => records.append("job-1", broken, later)).toThrow("failed after done");
  expect(records.unit("job-1")).toEqual(before);
  expect(records.events("job-1")).toHaveLength(1);
});

test("no event, unit or issued id can be changed or removed, not even with SQL", () => {
  const { records, path } = fresh();
  records.createBatch(order);
  records.addUnit(newUnit(1));
  records.addUnit(newUnit(2));
  tell(records, "job-1", { type: "waiting", reason: "limit" }, { type: "done" });
  const sql = new Database(path);
  onTestFinished(() => void sql.close());
  for (const [statement, why] of [
    ["UPDATE events SET at = 'x'", "append-only"],
    ["DELETE FROM events", "append-only"],
    ["INSERT OR REPLACE INTO events VALUES ('job-1', 1, 1, 'x', '{}')", "without a gap"],
    ["INSERT INTO events VALUES ('job-1', 4, 1, 'x', '{}')", "without a gap"],
    ["DELETE FROM units", "never removed"],
    ["UPDATE units SET unitSerial = 'x' WHERE job = 'job-2'", "started with"],
    ["UPDATE units SET ending = 'failed' WHERE job = 'job-1'", "never changes"],
    ["DELETE FROM issuedIds", "once"],
    ["UPDATE issuedIds SET job = 'x'", "once"],
  ] as const)
    expect(() => sql.exec(statement), statement).toThrow(why);
});

test("units are found by any part of their serials, batch or model, in upper or lower case", () => {
  const { records } = fresh();
  records.createBatch(order);
  records.addUnit(newUnit(1, { unitSerial: "100%_A\\B", model: "Bench SSD 240" }));
  records.addUnit(newUnit(2, { driveSerial: "wd-xyz99", model: "Übung Größe" }));
  records.addUnit(newUnit(3, { driveSerial: null }));
  const found = (text: string, limit = 10) => records.findUnits(text, limit).map((unit) => unit.job);
  expect(found("WD-XYZ")).toEqual(["job-2"]);
  expect(found("übUNG GRÖ")).toEqual(["job-2"]);
  expect(found("0%_a\\b")).toEqual(["job-1"]);
  expect(found("%")).toEqual(["job-1"]);
  expect(found("_")).toEqual(["job-1"]);
  expect(found("\\")).toEqual(["job-1"]);
  expect(found("b-2026")).toEqual(["job-3", "job-2", "job-1"]);
  expect(found("")).toEqual(["job-3", "job-2", "job-1"]);
  expect(found(" bench ssd ", 1)).toEqual(["job-3"]);
  expect(found("no such thing")).toEqual([]);
});

test("staged before tells the finished stagings of these serials only, newest first", () => {
  const { records } = fresh();
  records.createBatch(order);
  for (const n of [1, 2, 3, 4]) records.addUnit(newUnit(n, { unitSerial: n === 4 ? "OTHER" : "PC-77" }));
  records.append("job-1", { type: "done" }, "2026-03-02T09:00:00.000Z");
  records.append("job-2", broken, "2026-03-02T10:00:00.000Z");
  records.append("job-3", { type: "done" }, "2026-03-02T11:00:00.000Z");
  records.append("job-4", { type: "done" }, "2026-03-02T08:30:00.000Z");
  const before = (...serials: string[]) => records.stagedBefore(serials).map((unit) => unit.job);
  expect(before("PC-77")).toEqual(["job-3", "job-1"]);
  expect(before("PC-77", "DRV000004")).toEqual(["job-3", "job-1", "job-4"]);
  expect(before("PC-7", "%", "")).toEqual([]);
  expect(before()).toEqual([]);
});

test("jobs without an ending are found again with their story", () => {
  const { records } = fresh();
  records.createBatch(order);
  for (const n of [1, 2, 3]) records.addUnit(newUnit(n));
  tell(records, "job-1", { type: "done" });
  tell(records, "job-3", { type: "waiting", reason: "master" });
  expect(records.openJobs()).toEqual([
    { unit: records.unit("job-2"), events: [] },
    { unit: records.unit("job-3"), events: records.events("job-3") },
  ]);
});

test("no id is ever on two drives", () => {
  const { records, path } = fresh();
  records.createBatch(order);
  expect(records.reserveIds("disk-signature", ["0000000A"], "job-10")).toBe(true);
  expect(records.reserveIds("disk-signature", ["0000000a"], "job-11")).toBe(false);
  expect(records.reserveIds("volume-serial", ["0000000a"], "job-11")).toBe(true);
  expect(records.reserveIds("volume-serial", ["11", "11"], "job-12")).toBe(false);
  expect(records.reserveIds("volume-serial", ["11", "0000000a"], "job-12")).toBe(false);
  expect(records.reserveIds("volume-serial", ["11"], "job-12")).toBe(true);
  // Reserved for this very job, or by nobody: a unit may be recorded with it. Another's: never.
  expect(records.addUnit(newUnit(10)).diskSignature).toBe("0000000a");
  expect(() => records.addUnit(newUnit(11, { diskSignature: "0000000A" }))).toThrow("another unit's");
  expect(() => records.unit("job-11")).toThrow("no record");
  expect(records.reserveIds("disk-signature", ["0000000a"], "job-10")).toBe(false);
  records.close();
  const again = openRecords(path);
  onTestFinished(() => again.close());
  expect(again.reserveIds("volume-serial", ["aa00bb000000000A"], "job-13")).toBe(false);
});

test("a port is one bay and a bay is one port, whatever they were before", () => {
  const { records } = fresh();
  records.teachBay("pci-1-ata-2", 2);
  records.teachBay("pci-1-ata-1", 1);
  records.teachBay("pci-1-ata-3", 3);
  records.teachBay("pci-1-ata-2", 1);
  expect(records.taughtBays()).toEqual([
    { port: "pci-1-ata-2", bay: 1 },
    { port: "pci-1-ata-3", bay: 3 },
  ]);
  records.forgetBay(3);
  records.forgetBay(99);
  expect(records.taughtBays()).toEqual([{ port: "pci-1-ata-2", bay: 1 }]);
});

test("settings stay, and the station keeps its name for good", () => {
  const { records, path } = fresh();
  expect(records.setting("paused")).toBeNull();
  records.setSetting("paused", "yes");
  records.setSetting("paused", "no");
  const name = records.stationId();
  expect(name).toMatch(/^ST-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  expect(records.stationId()).toBe(name);
  records.close();
  const again = openRecords(path);
  onTestFinished(() => again.close());
  expect([again.setting("paused"), again.stationId()]).toEqual(["no", name]);
});
