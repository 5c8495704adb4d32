import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DriveHealth } from "../../../shared/health.ts";
import { healthAsker } from "../../../electron/engine/machine/health/ask-health.ts";
import { parseSmartctl } from "../../../electron/engine/machine/health/parse-smartctl.ts";
import { concernsOf, healthStory, judgeHealth } from "../../../electron/engine/staging/health.ts";
import { bareDrive, memoryMachine } from "../../support/memory-drive.ts";
import { madeMasters, testStation } from "../../support/station-parts.ts";

const samples = join(import.meta.dirname, "../../../../shared/samples/drives/smartctl");
const sample = (name: string) => parseSmartctl(readFileSync(join(samples, name), "utf8"));
const well: DriveHealth = {
  passed: true,
  temperature: 30,
  usedPercent: 4,
  pendingSectors: 0,
  reallocatedSectors: 0,
  powerOnHours: 100,
};

describe.skipIf(!existsSync(samples))("reports of real drives", () => {
  test("an NVMe drive tells its wear, its heat and its hours", () => {
    expect(sample("KXG60ZNV512G_TOSHIBA_8.json")).toEqual({
      passed: true,
      temperature: 35,
      usedPercent: 4,
      pendingSectors: null,
      reallocatedSectors: null,
      powerOnHours: 12_728,
    });
  });

  test("an ATA disk tells its sectors", () => {
    expect(sample("HGST_HUS724020ALE640_28.json")).toEqual({
      passed: true,
      temperature: 26,
      usedPercent: null,
      pendingSectors: 0,
      reallocatedSectors: 0,
      powerOnHours: 83_425,
    });
  });

  test("none of them is a concern, and every one is understood", () => {
    const names = readdirSync(samples).filter((name) => name.endsWith(".json"));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => sample(name)?.passed !== true)).toEqual([]);
    expect(names.flatMap((name) => concernsOf(sample(name)))).toEqual([]);
  });
});

describe("what smartctl says", () => {
  const ata = (id: number, raw: number) => ({ table: [{ id, value: 100, raw: { value: raw } }] });

  test.each<[string, object, Partial<DriveHealth>]>([
    ["a drive that expects to fail", { smart_status: { passed: false } }, { passed: false }],
    ["pending sectors", { ata_smart_attributes: ata(197, 8) }, { pendingSectors: 8 }],
    [
      "a count with other things packed above it",
      { ata_smart_attributes: ata(197, 3 * 2 ** 32 + 8) },
      { pendingSectors: 8 },
    ],
    [
      "a SAS drive's wear",
      { scsi_percentage_used_endurance_indicator: 12, scsi_grown_defect_list: 3 },
      { usedPercent: 12, reallocatedSectors: 3 },
    ],
    [
      "an NVMe drive in read-only mode",
      { nvme_smart_health_information_log: { critical_warning: 8 } },
      { passed: false },
    ],
    [
      "an NVMe drive that is only hot",
      { nvme_smart_health_information_log: { critical_warning: 2 }, temperature: { current: 84 } },
      { passed: true, temperature: 84 },
    ],
    [
      "a part that makes no sense beside one that does",
      { temperature: { current: "hot" }, power_on_time: { hours: 7 } },
      { powerOnHours: 7 },
    ],
  ])("%s", (_what, report, told) => {
    const unknown = Object.fromEntries(Object.keys(well).map((key) => [key, null]));
    expect(parseSmartctl(JSON.stringify(report))).toEqual({ ...unknown, ...told });
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "smartctl: command not found"],
    [
      "a device it cannot tell",
      '{"smartctl":{"exit_status":1,"messages":[{"string":"/dev/loop0: Unable to detect device type"}]}}',
    ],
    ["a sensor that is not there", '{"temperature":{"current":0}}'],
  ])("%s is a health that is not known", (_what, text) => {
    expect(parseSmartctl(text)).toBeNull();
  });
});

describe("asking a drive", () => {
  test("takes the report, whatever the exit code", async () => {
    const run = async () => ({ code: 64, stdout: '{"smart_status":{"passed":false}}', stderr: "" });
    expect(await healthAsker({ run })("/dev/sdz")).toMatchObject({ passed: false });
  });

  test("that hangs, and whose question cannot even be ended, is given up", async () => {
    let processes = 0;
    const run = () => (processes++, new Promise<never>(() => {}));
    const ask = healthAsker({ run, timeoutMs: 20 });
    expect(await ask("/dev/sdz")).toBeNull();
    expect(await ask("/dev/sdz")).toBeNull();
    expect(processes).toBe(1); // while the first one is still there, no second joins it
    void ask("/dev/sdy");
    expect(processes).toBe(2);
  });

  test("without smartctl tells nothing", async () => {
    const run = () => Promise.reject(new Error("smartctl is not installed"));
    expect(await healthAsker({ run })("/dev/sdz")).toBeNull();
  });
});

describe("what the station does", () => {
  test.each<[string, Partial<DriveHealth>, string[], string[]]>([
    ["a healthy drive is staged", {}, [], []],
    ["a failing one is refused", { passed: false }, ["failing"], []],
    [
      "a worn, hot one is staged with a mark",
      { usedPercent: 100, temperature: 70 },
      [],
      ["worn-out", "too-hot"],
    ],
    ["pending sectors are marked", { pendingSectors: 1 }, [], ["pending-sectors"]],
  ])("%s", (_what, changes, refuse, warn) => {
    expect(judgeHealth({ ...well, ...changes })).toEqual({ refuse, warn });
  });

  test("a health that is not known is no reason for anything", () => {
    expect(judgeHealth(null)).toEqual({ refuse: [], warn: [] });
    expect([...healthStory(null)]).toEqual([{ type: "health", health: null, concerns: [], warned: [] }]);
  });

  test("a setting decides, and a refusal is on record with what the drive said", () => {
    const health = { ...well, pendingSectors: 8 };
    const strict = {
      failing: "refuse",
      "worn-out": "warn",
      "too-hot": "record",
      "pending-sectors": "refuse",
    } as const;
    const story = healthStory(health, strict);
    expect(story.next().value).toEqual({ type: "health", health, concerns: ["pending-sectors"], warned: [] });
    expect(() => story.next()).toThrow("The drive is not fit to be staged: 8 of its sectors cannot be read.");
  });
});

test("a drive that says it is about to fail is refused before it is claimed, and the record says why", async () => {
  const drive = { ...bareDrive, port: "p1" };
  const machine = memoryMachine([drive]);
  const bench = testStation(machine, madeMasters(), { health: async () => ({ ...well, passed: false }) });
  const batch = { create: { target: null, operator: "", note: "" } };
  const bays = [{ bay: 1, identity: drive.identity }];
  const media = { media: "m1", imageIndex: 1, sequence: "builtin:bios" };
  const started = await bench.station.start({ ...media, batch, bays, oldData: "keep" });
  await bench.station.idle();
  expect(bench.parts.records.units(started.batch)[0]).toMatchObject({ fault: { code: "drive-refused" } });
  expect(machine.told).toEqual([]);
});
