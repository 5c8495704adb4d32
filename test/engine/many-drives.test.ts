import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytes } from "../../electron/engine/media/sample-content.ts";
import type { UnitRecord } from "../../shared/record.ts";
import { missingTool, readAt } from "../support/boot-disk.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import * as seen from "../support/staged-drive.ts";
import { file, folder, tinyWim } from "../support/wim.ts";

const skip = missingTool(["wimlib-imagex", "mkfs.ntfs", "mkfs.fat", "mcopy", "sfdisk"]);
const LOADER = new URL("../../resources/boot-code/training-bootx64.efi", import.meta.url);
const DRIVES = 64;
const EARLIER = [1, 2, 33, 34];
/** Where a volume says its serial: twice, the second time in its backup boot sector. */
const SERIAL = { NTFS: { at: 0x48, length: 8 }, FAT32: { at: 0x43, length: 4 } };

type Ids = Pick<UnitRecord, "diskSignature" | "diskGuid" | "partitionGuids" | "volumeSerials">;
const idsOf = ({ diskSignature, diskGuid, partitionGuids, volumeSerials }: UnitRecord): Ids => ({
  diskSignature,
  diskGuid,
  partitionGuids,
  volumeSerials,
});

describe.skipIf(skip)("64 drives of one batch, by MBR and by GPT, after an earlier batch", () => {
  const dir = mkdtempSync(join(tmpdir(), "many-drives-"));
  let engine: EngineProcess;
  let earlier: UnitRecord[] = [];
  let units: UnitRecord[] = [];
  const pathOf = (bay: number) => engine.bays()[bay - 1]?.drive?.path ?? "";

  /** The lower half of the bays by BIOS, the others by UEFI, all of them at once and in one batch. */
  async function stage(media: string, bays: readonly number[]): Promise<UnitRecord[]> {
    const begun = { batch: "", jobs: [] as string[] };
    for (const sequence of ["builtin:bios", "builtin:uefi"]) {
      const wanted = bays.filter((bay) => bay > DRIVES / 2 === (sequence === "builtin:uefi"));
      const named = wanted.map((bay) => ({ bay, identity: engine.bays()[bay - 1]?.drive?.identity ?? "" }));
      const create = { target: null, operator: "", note: "" };
      const batch = begun.batch ? { open: begun.batch } : { create };
      const order = { media, sequence, batch, bays: named, oldData: "keep" as const };
      const started = await engine.client.start(order);
      begun.batch = started.batch;
      begun.jobs.push(...started.jobs);
    }
    expect(await engine.endings(begun.jobs, 500_000)).toEqual(begun.jobs.map(() => "done"));
    return engine.client.batchUnits({ batch: begun.batch });
  }

  beforeAll(async () => {
    engine = await startEngine(join(dir, "home"), ["--bays", String(DRIVES), "--bay-size", "600M"]);
    const wim = join(dir, "tiny.wim");
    const loader = file("bootx64.efi", "", { content: bytes(readFileSync(LOADER)) });
    const efi = folder("EFI", [folder("Boot", [loader])]);
    writeFileSync(wim, await tinyWim([file("bootmgr", "no boot manager"), efi]));
    const { id } = await importInto(engine, wim);
    earlier = await stage(id, EARLIER);
    units = await stage(
      id,
      Array.from({ length: DRIVES }, (_, n) => n + 1),
    );
  }, 600_000);
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  test("have ids that no other drive of both batches has", () => {
    expect([earlier.length, units.length]).toEqual([EARLIER.length, DRIVES]);
    const all = [...earlier, ...units].map(idsOf);
    const kinds = {
      signatures: all.flatMap(({ diskSignature }) => diskSignature || []),
      guids: all.flatMap(({ diskGuid, partitionGuids }) =>
        diskGuid ? [diskGuid, ...(partitionGuids ?? [])] : [],
      ),
      ntfs: all.flatMap(({ volumeSerials }) => volumeSerials.filter(({ length }) => length === 16)),
      fat: all.flatMap(({ volumeSerials }) => volumeSerials.filter(({ length }) => length === 8)),
    };
    const halves = (DRIVES + EARLIER.length) / 2;
    const counted = (ids: readonly string[]) => [ids.length, new Set(ids).size];
    expect(Object.values(kinds).map(counted)).toEqual([
      [halves, halves],
      [halves * 4, halves * 4],
      [halves * 3, halves * 3],
      [halves, halves],
    ]);
  });

  test("carry the ids of their records, in both places where a volume has its serial", () => {
    const found = units.map(({ bay }) => idsOn(pathOf(bay)));
    expect(found).toEqual(units.map(idsOf));
  });
});

/** A drive's ids: those of its table as sfdisk tells them, those of its volumes as they stand in their boot sectors. */
function idsOn(path: string): Ids {
  const { id, label, partitions } = seen.tableOf(path, 512);
  const gpt = label === "gpt";
  return {
    diskSignature: gpt ? "" : id.slice(2).toUpperCase(),
    diskGuid: gpt ? id : "",
    partitionGuids: partitions.flatMap(({ uuid }) => uuid ?? []),
    volumeSerials: partitions.flatMap(({ startBytes }) => serialAt(path, startBytes) ?? []),
  };
}

function serialAt(path: string, startBytes: number): string | null {
  const sector = readAt(path, startBytes, 512);
  const view = new DataView(sector.buffer);
  const text = Buffer.from(sector).toString("latin1");
  const fileSystem = text.startsWith("NTFS", 3) ? "NTFS" : text.startsWith("FAT32", 82) ? "FAT32" : null;
  if (fileSystem === null) return null;
  const backupAt = fileSystem === "NTFS" ? Number(view.getBigUint64(40, true)) * 512 : 6 * 512;
  const { at, length } = SERIAL[fileSystem];
  const [first, backup] = [0, backupAt].map((where) =>
    Buffer.from(readAt(path, startBytes + where + at, length))
      .reverse()
      .toString("hex")
      .toUpperCase(),
  );
  return first === backup ? (first ?? "") : `${first} and ${backup}`;
}
