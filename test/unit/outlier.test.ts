import { expect, test } from "vitest";
import {
  createOutlierWatch,
  recordedRates,
  type Outlier,
  type RecordedRates,
} from "../../electron/engine/staging/outlier.ts";
import type { StationParts } from "../../electron/engine/staging/ports.ts";
import { newUnit } from "../support/unit-record.ts";

const MB = 1e6;

/** Drives that each go at their own speed, looked at every second; what was told and when. */
function run(
  drives: { job: string; model?: string; rate: (second: number) => number }[],
  seconds: number,
  recorded: RecordedRates = () => [],
): [second: number, Outlier][] {
  const watch = createOutlierWatch(recorded);
  const done = new Map(drives.map(({ job }) => [job, 0]));
  const told: [number, Outlier][] = [];
  for (let second = 0; second <= seconds; second++) {
    const running = drives.map(({ job, model = "M" }) => {
      return { job, model, phase: "write" as const, doneBytes: done.get(job) ?? 0 };
    });
    for (const outlier of watch.look(running, second * 1000)) told.push([second, outlier]);
    for (const { job, rate } of drives) done.set(job, (done.get(job) ?? 0) + rate(second));
  }
  return told;
}

const steady = (job: string, rate: number, model = "M") => ({ job, model, rate: () => rate });
const three = [steady("a", 100 * MB), steady("b", 110 * MB), steady("c", 90 * MB)];

test("a drive below a quarter of the median of its model is told after a minute, once, with both figures", () => {
  expect(run([...three, steady("d", 20 * MB)], 150)).toEqual([
    [60, { job: "d", phase: "write", bytesPerSecond: 20 * MB, medianBytesPerSecond: 100 * MB }],
  ]);
});

test("one above a quarter is left alone", () => {
  expect(run([...three, steady("d", 26 * MB)], 150)).toEqual([]);
});

test("a pause of half a minute makes no outlier", () => {
  const pausing = { job: "d", rate: (second: number) => (second > 30 && second < 60 ? 0 : 100 * MB) };
  expect(run([...three, pausing], 150)).toEqual([]);
});

test("two drives of a model are not compared with each other, nor with other models", () => {
  expect(
    run(
      [
        steady("a", 100 * MB),
        steady("d", 5 * MB),
        ...three.map((one) => ({ ...one, job: `x${one.job}`, model: "N" })),
      ],
      90,
    ),
  ).toEqual([]);
});

test("a lone drive is compared with the stagings on record, when there are three", () => {
  const lone = [steady("d", 20 * MB)];
  expect(run(lone, 90, () => [100 * MB, 100 * MB])).toEqual([]);
  expect(run(lone, 90, () => [100 * MB, 100 * MB, 120 * MB]).map(([second]) => second)).toEqual([60]);
});

test("a slow drive that is left alone is held against those of its run that have finished meanwhile", () => {
  let ticks = 0;
  let done = 0;
  const records = {
    findUnits: () =>
      Array.from({ length: done }, (_, n) => ({
        ...newUnit(n + 1, { model: "M" }),
        ending: "done",
        phases: [{ phase: "write", bytes: 1e9, ms: 1000 }],
      })),
  };
  const rates = recordedRates(records as unknown as StationParts["records"], {
    now: () => new Date(),
    ticks: () => ticks,
  });
  expect(rates("M", "write")).toEqual([]);
  done = 3;
  ticks = 61_000;
  expect(rates("M", "write")).toEqual([1e9, 1e9, 1e9]);
});
