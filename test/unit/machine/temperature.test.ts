import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { marksOf } from "../../../shared/job-marks.ts";
import type { DriveHealth } from "../../../shared/health.ts";
import type { JobEvent } from "../../../shared/job.ts";
import { healthText } from "../../../electron/engine/reports/course.ts";
import { parseSmartctl } from "../../../electron/engine/machine/health/parse-smartctl.ts";
import type { Machine } from "../../../electron/engine/staging/machine.ts";
import { bareDrive, memoryMachine } from "../../support/memory-drive.ts";
import { madeMasters, testPolicy, testStation } from "../../support/station-parts.ts";

const SAMPLE = join(
  import.meta.dirname,
  "../../../../shared/samples/drives/smartctl/KXG60ZNV512G_TOSHIBA_8.json",
);
const drive = { ...bareDrive, port: "p1" };

/** A recorded report of a real drive, at another temperature. */
function reportAt(celsius: number): DriveHealth | null {
  const report = JSON.parse(readFileSync(SAMPLE, "utf8")) as { temperature: { current: number } };
  return parseSmartctl(JSON.stringify({ ...report, temperature: { current: celsius } }));
}

/** A drive whose write waits until it is told to go on. */
function waitingMachine(): { machine: Machine; writing: Promise<void>; goOn: () => void } {
  const [began, may] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const machine = memoryMachine([drive]);
  return {
    writing: began.promise,
    goOn: () => may.resolve(),
    machine: {
      ...machine,
      async claim(...args) {
        const claimed = await machine.claim(...args);
        return Object.assign(claimed, {
          write: async () => (began.resolve(), may.promise),
        });
      },
    },
  };
}

async function stageWhile(temperatures: readonly (DriveHealth | null)[], policy = testPolicy) {
  const { machine, writing, goOn } = waitingMachine();
  const answers = [...temperatures];
  const health = async () => answers.shift() ?? null;
  const { station, told } = testStation(machine, madeMasters(), { health, policy: () => policy });
  const batch = { create: { target: null, operator: "", note: "" } };
  const bays = [{ bay: 1, identity: drive.identity }];
  const request = {
    media: "m1",
    imageIndex: 1,
    sequence: "builtin:bios",
    batch,
    bays,
    oldData: "keep" as const,
  };
  await station.start(request);
  await writing;
  while (answers.length > 0) {
    station.askTemperatures();
    await new Promise(setImmediate);
  }
  const [now] = station.jobs.progress();
  goOn();
  await station.idle();
  const events = told.flatMap((message) =>
    "event" in message && message.event.type === "job" ? [{ ...message.event, n: 0 }] : [],
  );
  return { now, events, told: events.map(({ event }) => event) };
}

describe.skipIf(!existsSync(SAMPLE))("a drive that is asked now and then how warm it is", () => {
  test("has its warmest on record and on the certificate, and its newest on the screen", async () => {
    const reports = [35, 41, 47, 44].map(reportAt);
    const { now, events, told } = await stageWhile(reports);
    expect(now?.celsius).toBe(44);
    expect(told.filter(({ type }) => type === "temperature")).toEqual([
      { type: "temperature", celsius: 41, tooHot: false },
      { type: "temperature", celsius: 47, tooHot: false },
    ]);
    expect(marksOf(told)).toMatchObject({ maxCelsius: 47, concerns: [] });
    expect(healthText(events)).toContain("35 °C, at most 47 °C");
    expect(told.at(-1)).toEqual({ type: "done" });
  });

  test("is marked when it gets too hot, and done all the same", async () => {
    const { told } = await stageWhile([35, 71].map(reportAt));
    expect(marksOf(told).concerns).toEqual(["too-hot"]);
    expect(told.at(-1)).toEqual({ type: "done" });
  });

  test("is not marked where heat is only kept on record", async () => {
    const health = { ...testPolicy.health, "too-hot": "record" as const };
    const { told } = await stageWhile([35, 71].map(reportAt), { ...testPolicy, health });
    expect(marksOf(told)).toMatchObject({ maxCelsius: 71, concerns: [] });
  });

  test("and tells nothing is left in peace", async () => {
    const { now, told } = await stageWhile([reportAt(35), null, null]);
    expect(now?.celsius).toBeNull();
    expect(told.at(-1)).toEqual<JobEvent>({ type: "done" });
  });
});

test("a concern that the station warns of is a mark of the job, one that it only records is none", async () => {
  const worn: DriveHealth = {
    passed: true,
    temperature: 30,
    usedPercent: 104,
    pendingSectors: 0,
    reallocatedSectors: 0,
    powerOnHours: 9000,
  };
  expect(marksOf((await stageWhile([worn])).told).concerns).toEqual(["worn-out"]);
  const health = { ...testPolicy.health, "worn-out": "record" as const };
  const { told } = await stageWhile([worn], { ...testPolicy, health });
  expect(told).toContainEqual({ type: "health", health: worn, concerns: ["worn-out"], warned: [] });
  expect(marksOf(told).concerns).toEqual([]);
});
