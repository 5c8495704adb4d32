import { expect, test } from "vitest";
import { batchReport } from "../../electron/engine/reports/batch-report.ts";
import { certificate, statement } from "../../electron/engine/reports/certificate.ts";
import { course, oldDataOutcome } from "../../electron/engine/reports/course.ts";
import { clock, driveSize, duration, megabytesPerSecond } from "../../electron/engine/reports/figures.ts";
import { summarise } from "../../electron/engine/reports/summary.ts";
import { aBatch, atSecond, doneStory, doneUnit, endedUnit, printing } from "../support/staged-unit.ts";

/** pdfkit writes each page's object in clear. */
const pagesOf = (pdf: Uint8Array) =>
  Buffer.from(pdf)
    .toString("latin1")
    .match(/\/Type \/Page\b(?!s)/g)?.length;
const many = (count: number) => Array.from({ length: count }, (_, index) => doneUnit(index + 1));

test("the same batch printed at the same time is the same file, byte for byte", async () => {
  const input = { batch: aBatch(), units: [doneUnit(1), endedUnit(2, "failed")], ...printing };
  const [first, second] = [await batchReport(input), await batchReport(input)];
  expect(Buffer.compare(first, second)).toBe(0);
  expect(Buffer.from(first.subarray(0, 5)).toString()).toBe("%PDF-");
});

test("the same certificate printed at the same time is the same file, byte for byte", async () => {
  const input = { unit: doneUnit(1), events: doneStory("job-1"), ...printing };
  expect(Buffer.compare(await certificate(input), await certificate(input))).toBe(0);
});

test.each([
  [0, 1],
  [60, 4],
])("a batch of %i units takes %i pages", async (count, pages) => {
  expect(pagesOf(await batchReport({ batch: aBatch(), units: many(count), ...printing }))).toBe(pages);
});

test("a certificate takes one page, on both papers", async () => {
  for (const paper of ["A4", "Letter"] as const)
    expect(
      pagesOf(await certificate({ unit: doneUnit(1), events: doneStory("job-1"), ...printing, paper })),
    ).toBe(1);
});

test("a certificate claims a full read back for a unit that is done, and for no other", () => {
  expect(statement(doneUnit(1))).toBe(
    "Every one of the 7,004,160,000 bytes written was read back from the drive and compared equal.",
  );
  expect(statement(doneUnit(1, { verifiedBytes: 5_000 }))).toBe(
    "5,000 bytes were read back from the drive and compared equal; 7,004,160,000 were written.",
  );
  for (const ending of ["failed", "cancelled", "interrupted"] as const) {
    expect(statement(endedUnit(1, ending))).toBe(
      "What was written was not read back to the end. This drive is not to be taken for a staged one.",
    );
    expect(statement(endedUnit(1, ending, { verifiedBytes: 7_004_160_000 }))).toBe(
      "What was written was read back and compared equal, but the staging did not come to its end. " +
        "This drive is not to be taken for a staged one.",
    );
  }
  expect(statement(endedUnit(1, null))).toBe("The staging still goes on. Nothing is proved yet.");
});

test("a heading counts the rows below it, and a unit staged twice is one unit", () => {
  const units = [
    doneUnit(1),
    endedUnit(2, "failed", { unitSerial: "PC-1", station: "ST-OTHER" }),
    doneUnit(3, { unitSerial: "PC-1", mediaVersion: "3.3", mediaSha256: "ff", operator: "Night shift" }),
    endedUnit(4, "cancelled"),
    endedUnit(5, "interrupted"),
  ];
  expect(summarise(aBatch(), units)).toEqual({
    interim: false,
    training: false,
    counts: { done: 2, failed: 1, cancelled: 1, interrupted: 1, running: 0 },
    distinctUnits: 4,
    operators: ["Day shift", "Night shift"],
    stations: ["ST-7K4M-Q2XW", "ST-OTHER"],
    software: ["Prestage 0.1.0"],
    media: [
      { sha256: doneUnit(1).mediaSha256, name: "Field laptop 3.2" },
      { sha256: "ff", name: "Field laptop 3.3" },
    ],
    sequences: ["Stage prestaged media (BIOS), version 1"],
    startedAt: atSecond(3),
    endedAt: atSecond(3 * 3 + 38),
    limit: null,
  });
});

test("a batch is interim while it is open or a drive is running, and has no end before", () => {
  expect(summarise(aBatch({ state: "open" }), [doneUnit(1)]).interim).toBe(true);
  expect(summarise(aBatch(), [doneUnit(1), endedUnit(2, null)])).toMatchObject({
    interim: true,
    endedAt: null,
  });
  expect(summarise(aBatch(), [])).toMatchObject({ interim: false, startedAt: null, endedAt: null });
});

test("a unit's course tells waits, phases and the ending, and which phase did not end", () => {
  const stages = course(doneStory("job-1").slice(0, 5)).map(({ name, took, bytes, rate }) => [
    name,
    took,
    bytes,
    rate,
  ]);
  expect(stages).toEqual([
    ["Waiting for the master", "1.0 s", "", ""],
    ["Clear", "0.1 s", "3,145,728", "26"],
    ["Write", "not ended", "", ""],
  ]);
  expect(course(doneStory("job-1")).map(({ name }) => name)).toEqual([
    "Waiting for the master",
    "Clear",
    "Write",
    "Read back",
    "Finish",
    "✓ Done",
  ]);
  expect(oldDataOutcome(doneStory("job-1"))).toBe("Kept: the drive cannot discard");
  expect(oldDataOutcome([])).toBeNull();
});

test("figures are written as people read them", () => {
  expect([0, 999, 512e6, 999.6e6, 240_057_409_536, 1.92e12].map(driveSize)).toEqual([
    "0 B",
    "999 B",
    "512 MB",
    "1 GB",
    "240 GB",
    "1.92 TB",
  ]);
  expect([0, 14_000, 59_940, 59_960, 250_000, 3_600_000, 36_610_000].map(duration)).toEqual([
    "0.0 s",
    "14.0 s",
    "59.9 s",
    "01:00",
    "04:10",
    "1:00:00",
    "10:10:10",
  ]);
  expect([megabytesPerSecond(0, 5), megabytesPerSecond(5, 0), megabytesPerSecond(97e6, 10_000)]).toEqual([
    "–",
    "–",
    "9.7",
  ]);
  expect(clock("Europe/Berlin")("2026-07-01T22:30:00.000Z")).toBe("2026-07-02 00:30:00");
  expect(clock("UTC")(null)).toBe("–");
});
