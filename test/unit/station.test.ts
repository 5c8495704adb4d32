import { describe, expect, test } from "vitest";
import type { Parsed } from "../../shared/contract.ts";
import type { Drive } from "../../shared/drive.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Media } from "../../shared/media.ts";
import { bareDrive, gone, memoryMachine } from "../support/memory-drive.ts";
import { madeMasters, testMedium, testPolicy, testStation } from "../support/station-parts.ts";

const drive = (n: number, changes: Partial<Drive> = {}): Drive => ({
  ...bareDrive,
  identity: `disk:S${n}|w${n}|64|${n}`,
  serial: `S${n}`,
  wwid: `w${n}`,
  port: `p${n}`,
  path: `/dev/sd${n}`,
  ...changes,
});
const three = [drive(1), drive(2), drive(3)];

function request(drives: readonly Drive[] = three, changes: Partial<Parsed<"start">> = {}): Parsed<"start"> {
  return {
    media: "m1",
    imageIndex: 1,
    sequence: "builtin:bios",
    batch: { create: { target: null, operator: "Operator", note: "" } },
    bays: drives.map(({ identity, port }) => ({ bay: Number(port.slice(1)), identity })),
    oldData: "keep",
    ...changes,
  };
}

test("three drives are staged, each with a record, and the masters are let go of", async () => {
  const masters = madeMasters();
  const { station, parts } = testStation(memoryMachine(three), masters);
  const { batch } = await station.start(request());
  await station.idle();
  expect(parts.records.units(batch).map(({ ending }) => ending)).toEqual(["done", "done", "done"]);
  expect(masters.held()).toBe(0);
});

test("an older version than the current one is staged, and a word said about it", async () => {
  const older: Media = { ...testMedium, standing: "older" };
  const current: Media = { ...testMedium, id: "m2", version: "3.3", standing: "current" };
  const media = { get: () => older, list: () => [older, current] };
  const { station } = testStation(memoryMachine([drive(1)]), madeMasters(), { media });
  const { warnings } = await station.start(request([drive(1)]));
  await station.idle();
  expect(warnings).toEqual(["“Field laptop” 3.2 is older than the current version, which is 3.3."]);
});

test("drives that are started together wait for one master, and none is touched when it fails", async () => {
  const masters = madeMasters(() => {
    throw new StagingFault("media-corrupt", "A hash does not match.");
  });
  const machine = memoryMachine(three);
  const { station, parts } = testStation(machine, masters);
  const { batch } = await station.start(request());
  await station.idle();
  expect(parts.records.units(batch).map(({ fault }) => fault?.code)).toEqual(Array(3).fill("media-corrupt"));
  expect(machine.told).toEqual([]);
});

describe("a start that cannot be is refused whole, before anything is recorded", () => {
  const mounted = drive(2, { uses: [{ use: "mounted", where: "/srv" }] });
  const with2 = (second: Drive) => [drive(1), second, drive(3)];
  const bare = (media: Partial<Media>) => ({
    media: { get: () => ({ ...testMedium, ...media }), list: () => [] },
  });
  const refused: [string, string, Drive[], Partial<Parsed<"start">>, object][] = [
    ["the medium is not in the library", "media-missing", three, { media: "m2" }, {}],
    ["the medium has no such image", "media-wrong-index", three, { imageIndex: 2 }, {}],
    ["the medium failed its check", "media-corrupt", three, {}, bare({ state: "bad" })],
    ["the medium is retired", "media-retired", three, {}, bare({ standing: "retired" })],
    [
      "another version is current, and the station stages current ones only",
      "media-not-current",
      three,
      {},
      { ...bare({ standing: "older" }), policy: () => ({ ...testPolicy, notCurrent: "refuse" as const }) },
    ],
    [
      "the medium has no \\bootmgr and no boot image to take one from",
      "media-no-boot-files",
      three,
      {},
      bare({ bootFiles: { ...testMedium.bootFiles, bootmgr: false, bootWim: false } }),
    ],
    ["the task sequence is unknown", "sequence-unknown", three, { sequence: "x" }, {}],
    ["a bay is unknown", "bay-unknown", three, { bays: [{ bay: 9, identity: "x" }] }, {}],
    ["a drive is mounted", "drive-refused", with2(mounted), {}, {}],
    ["a drive is too small", "drive-too-small", with2(drive(2, { sizeBytes: 8e9 })), {}, {}],
    [
      "a drive has 4096-byte sectors",
      "sector-size-unsupported",
      with2(drive(2, { logicalSectorBytes: 4096 })),
      {},
      {},
    ],
    ["a drive tells no serial", "unit-serial-missing", with2(drive(2, { serial: null })), {}, {}],
    ["the batch is unknown", "batch-unknown", three, { batch: { open: "B-1999-0001" } }, {}],
  ];
  test.each(refused)("%s: %s", async (_why, code, drives, changes, parts) => {
    const machine = memoryMachine(drives);
    const { station, parts: own } = testStation(machine, madeMasters(), parts);
    await expect(station.start(request(drives, changes))).rejects.toMatchObject({ code });
    expect(own.records.openBatches()).toEqual([]);
    expect(machine.told).toEqual([]);
  });
});

test("a drive that was pulled and put in again after the dialog is another drive", async () => {
  const { station, setDrives } = testStation(memoryMachine(three));
  await station.board.refresh();
  setDrives([drive(1), drive(2, { identity: "disk:S2|w2|64|99" }), drive(3)]);
  await expect(station.start(request())).rejects.toMatchObject({ code: "drive-swapped" });
});

test("two bays with the same unit serial are refused", async () => {
  const bays = request().bays.map((bay) => ({ ...bay, unitSerial: "U1" }));
  const { station } = testStation(memoryMachine(three));
  await expect(station.start(request(three, { bays }))).rejects.toMatchObject({ code: "unit-serial-taken" });
});

test("a unit serial that was scanned for a bay is used, and goes with the drive when it is pulled", async () => {
  const { station, parts, setDrives } = testStation(memoryMachine(three));
  await station.board.refresh();
  station.board.setUnitSerial(2, "UNIT-7");
  const { batch } = await station.start(request());
  await station.idle();
  const [, second] = parts.records.units(batch);
  expect([second?.unitSerial, second?.unitSerialSource]).toEqual(["UNIT-7", "scanned"]);
  setDrives([drive(1), drive(2, { identity: "disk:other" }), drive(3)]);
  await station.board.refresh();
  expect(station.board.bay(2).unitSerial).toBeNull();
});

test("a failed drive is retried with what it was started with; done ones are left alone", async () => {
  const machine = memoryMachine(three, { at: "claim", nth: 2, act: gone });
  const { station, parts } = testStation(machine);
  const { batch } = await station.start(request(three, { oldData: "overwrite" }));
  await station.idle();
  const endings = parts.records.units(batch).map(({ ending }) => String(ending));
  expect(endings.toSorted()).toEqual(["done", "done", "failed"]);
  const failed = parts.records.units(batch).find(({ ending }) => ending === "failed");
  const looked: string[] = [];
  const lookedAt = async (media: string) => void looked.push(media);
  await station.retryFailed(batch, lookedAt);
  expect(looked).toEqual([request(three).media]); // as before a start
  await station.idle();
  const units = parts.records.units(batch);
  expect(units).toHaveLength(4);
  expect(units[3]).toMatchObject({
    bay: failed?.bay,
    unitSerial: failed?.unitSerial,
    ending: "done",
    oldData: "overwrite",
  });
  await expect(station.retryFailed(batch, lookedAt)).rejects.toMatchObject({ code: "bay-empty" });
});

test("records that will not take an event end the job before its drive becomes valid", async () => {
  const machine = memoryMachine([drive(1)]);
  const { station, parts } = testStation(machine);
  const append = parts.records.append.bind(parts.records);
  parts.records.append = (job, event, at) => {
    if (event.type === "committing") throw new StagingFault("disk-full", "The disk is full.");
    return append(job, event, at);
  };
  const { jobs } = await station.start(request([drive(1)]));
  await station.idle();
  expect(station.jobs.get(jobs[0] ?? "")?.state).toMatchObject({
    status: "failed",
    fault: { code: "disk-full" },
  });
  expect(machine.told.filter((line) => line.startsWith("write"))).not.toContain("write 1048576,105906176,0");
  expect(machine.told.at(-1)).toBe("release");
});

test("an ending that the records had no room for is recorded once there is", async () => {
  const { station, parts } = testStation(memoryMachine([drive(1)]));
  const append = parts.records.append.bind(parts.records);
  let full = false;
  parts.records.append = (job, event, at) => {
    full ||= event.type === "phase-started";
    if (full) throw new StagingFault("disk-full", "The disk is full.");
    return append(job, event, at);
  };
  const { jobs } = await station.start(request([drive(1)]));
  const [job = ""] = jobs;
  await station.idle();
  station.everySecond();
  expect(parts.records.unit(job).ending).toBeNull();
  parts.records.append = append;
  station.everySecond();
  expect(parts.records.unit(job)).toMatchObject({ ending: "failed", fault: { code: "disk-full" } });
  station.everySecond(); // once
});

describe("after a crash", () => {
  const leftOpen = async (events: number, committed: boolean) => {
    const stamp = { job: "", committed };
    const { station, parts } = testStation(memoryMachine([drive(1)]), madeMasters(), {
      readStamp: async () => ({
        ...stamp,
        stampVersion: 1,
        batch: "",
        unitSerial: "",
        mediaId: "",
        mediaName: "",
        mediaVersion: "",
        mediaSha256: "",
        station: "",
        software: "",
        at: "",
      }),
    });
    const append = parts.records.append.bind(parts.records);
    let count = 0;
    parts.records.append = (job, event, at) => {
      if (++count > events) throw new StagingFault("disk-full", "as if the engine had died here");
      return append(job, event, at);
    };
    const { batch, jobs } = await station.start(request([drive(1)]));
    await station.idle();
    stamp.job = jobs[0] ?? "";
    parts.records.append = append;
    station.board.reread(drive(1).identity);
    await station.recover();
    return parts.records.units(batch)[0]?.ending;
  };
  const COMMITTING = 12; // signature, waiting, 3 × started and ended, old-data, verified, finish started, committing

  test.each([0, 3, 6, COMMITTING - 1])(
    "a job that was open after %i events is interrupted",
    async (events) => {
      expect(await leftOpen(events, true)).toBe("interrupted");
    },
  );

  test("a job that was committing is done when its drive carries the committed stamp", async () => {
    expect(await leftOpen(COMMITTING, true)).toBe("done");
  });

  test("a job that was committing is interrupted when its drive does not say that it is finished", async () => {
    expect(await leftOpen(COMMITTING, false)).toBe("interrupted");
  });
});
