import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UnitRecord } from "../../shared/record.ts";
import { encodeDevice, type BcdDevice } from "../../electron/engine/boot/bcd/device.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { makeBootMedium, type BootMediumParts } from "../support/boot-medium.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";
import * as seen from "../support/staged-drive.ts";
import { bootUefi, uefiMissing } from "../support/uefi.ts";

const skip = missingTool(["sgdisk", "sfdisk", "mkfs.fat", "mcopy", "fsck.vfat", "hivexsh", "ntfscat"]);
const root =
  process.getuid?.() === 0 ? null : "drives with 4096-byte sectors need loop devices, and these root";
const PE = "{7619dcc9-fafe-11d9-b411-000476eba25f}";
const RAMDISK = "{ae5534e0-a924-466c-b836-758539a3ee3a}";
/** Either line of what it says: firmware that still writes to the same port may break into one of them. */
const REACHED = /PRESTAGE TRAINING MEDIUM|There is no Windows on it/;
const BOOT: BcdDevice = { kind: "boot" };
const noStore = (path: string) => !/^EFI\/Microsoft\/Boot\/BCD$/i.test(path);

interface Layout {
  sequence: string;
  /** Number of the partition with the store, where it is there, and of the medium's. */
  system: number;
  store: string;
  os: number;
  /** Where boot.wim lies, as the store is to say. */
  boots: "boot" | "os";
  volumes: ("NTFS" | "FAT32" | null)[];
}

const bios: Layout[] = [
  { sequence: "builtin:bios", system: 1, store: "Boot/BCD", os: 1, boots: "boot", volumes: ["NTFS", "NTFS"] },
  {
    sequence: "builtin:bios-split",
    system: 0,
    store: "Boot/BCD",
    os: 1,
    boots: "os",
    volumes: ["NTFS", "NTFS"],
  },
];
const efi = { system: 0, store: "EFI/Microsoft/Boot/BCD", os: 2 };
const uefi: Layout[] = [
  { ...efi, sequence: "builtin:uefi", boots: "os", volumes: ["FAT32", null, "NTFS"] },
  { ...efi, sequence: "builtin:uefi-recovery", boots: "os", volumes: ["FAT32", null, "NTFS", "NTFS"] },
  { ...efi, sequence: "builtin:uefi-boot-image", boots: "boot", volumes: ["FAT32", null, "NTFS"] },
];

let dir = "";
let medium: ReturnType<typeof makeBootMedium>;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "layouts-"));
  if (!skip) medium = makeBootMedium(dir, "Hybrid medium");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Stages one bay by each of these sequences, and gives their records. */
async function stageBy(engine: EngineProcess, media: string, sequences: readonly string[]) {
  const jobs: string[] = [];
  for (const [n, sequence] of sequences.entries()) {
    const { bay, drive } = engine.bays()[n] ?? {};
    if (!bay || !drive) throw new Error("no bay left");
    const batch = { create: { target: null, operator: "", note: "" } };
    const bays = [{ bay, identity: drive.identity }];
    const started = await engine.client.start({ media, sequence, batch, bays, oldData: "keep" });
    jobs.push(...started.jobs);
  }
  expect(await engine.endings(jobs, 150_000)).toEqual(jobs.map(() => "done"));
  const units = await engine.client.findUnits({ text: "" });
  return jobs.flatMap((job) => units.find((unit) => unit.job === job) ?? []);
}

describe.skipIf(skip).each([
  { sectorBytes: 512, layouts: [...bios, ...uefi] },
  { sectorBytes: 4096, layouts: uefi },
])("on drives with $sectorBytes-byte sectors", ({ sectorBytes, layouts }) => {
  let engine: EngineProcess;
  let units: UnitRecord[] = [];
  const pathOf = (n: number) => engine.bays()[n]?.drive?.path ?? "";

  beforeAll(async () => {
    const home = join(dir, `home-${sectorBytes}`);
    mkdirSync(home);
    const size = ["--bay-size", "1600M", "--bay-sector", String(sectorBytes)];
    engine = await startEngine(home, ["--bays", String(layouts.length), ...size]);
    const { id } = await importInto(engine, medium.wim);
    units = await stageBy(
      engine,
      id,
      layouts.map(({ sequence }) => sequence),
    );
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  describe.each(layouts.map((layout, n) => ({ ...layout, n })))("$sequence", (layout) => {
    const { n, store, os, boots, volumes } = layout;
    const skipSectors = sectorBytes === 512 ? null : root;
    const parts = new Map<number, string>();
    const part = (number: number) => {
      const known = parts.get(number);
      if (known) return known;
      const into = join(dir, `part-${sectorBytes}-${n}-${number}.img`);
      const partition = seen.tableOf(pathOf(n), sectorBytes).partitions[number];
      if (!partition) throw new Error(`no partition ${number}`);
      parts.set(number, seen.partitionFile(pathOf(n), partition, into));
      return into;
    };

    test.skipIf(skipSectors)("has a sound table with the ids of its record", () => {
      const table = seen.tableOf(pathOf(n), sectorBytes);
      const unit = units[n];
      if (table.label === "dos") {
        expect([table.id.slice(2).toUpperCase(), table.partitions.map(({ bootable }) => bootable)]).toEqual([
          unit?.diskSignature,
          volumes.map((_, number) => number === layout.system),
        ]);
        return;
      }
      const said = seen.asDrive(pathOf(n), sectorBytes, (drive) => tool("sgdisk", ["-v", drive]));
      expect(said).toContain("No problems found.");
      expect([table.id, table.partitions.map(({ uuid }) => uuid)]).toEqual([
        unit?.diskGuid,
        unit?.partitionGuids,
      ]);
    });

    test.skipIf(skipSectors)("has clean volumes that nothing will want to check", async () => {
      for (const [number, fileSystem] of volumes.entries())
        if (fileSystem) expect(await seen.checked(part(number), fileSystem)).toBe("clean");
    });

    test.skipIf(skipSectors)("starts the boot image from where it lies, as hivexsh reads its store", () => {
      const table = seen.tableOf(pathOf(n), sectorBytes);
      const target = table.partitions[os];
      const named: BcdDevice =
        table.label === "dos"
          ? {
              kind: "mbr-partition",
              diskSignature: Number.parseInt(table.id, 16),
              offsetBytes: target?.startBytes ?? 0,
            }
          : { kind: "gpt-partition", diskGuid: table.id, partitionGuid: target?.uuid ?? "" };
      const on = boots === "boot" ? BOOT : named;
      const file = join(dir, "store");
      writeFileSync(file, seen.fileOn(part(layout.system), volumes[layout.system] ?? "NTFS", store));
      const ramdisk = { kind: "ramdisk" as const, on, path: "\\sources\\boot.wim", options: RAMDISK };
      const hex = (device: BcdDevice) => Buffer.from(encodeDevice(device)).toString("hex");
      expect(seen.elementHex(file, PE, "11000001")).toBe(hex(ramdisk));
      expect(seen.elementHex(file, RAMDISK, "31000003")).toBe(hex(on));
      const [volume, fs] = boots === "boot" ? [layout.system, volumes[layout.system]] : [os, "NTFS" as const];
      expect(seen.fileOn(part(volume), fs ?? "NTFS", "sources/boot.wim").equals(bootWim())).toBe(true);
    });

    test.skipIf(skipSectors)("carries the medium's files, byte for byte", () => {
      const volume = part(os);
      for (const path of [
        "bootmgr",
        "Windows/System32/file-3.dll",
        "sources/boot.wim",
        "EFI/Boot/bootx64.efi",
      ])
        expect(seen.fileOn(volume, "NTFS", path).equals(readFileSync(seen.under(medium.tree, path)))).toBe(
          true,
        );
      if (volumes[layout.system] !== "FAT32") return;
      const system = part(layout.system);
      for (const path of seen.filesOnFat(system).filter(noStore))
        expect([
          path,
          seen.fileOn(system, "FAT32", path).equals(readFileSync(seen.under(medium.tree, path))),
        ]).toEqual([path, true]);
    });

    test("is told by inspect: what it starts, and that nothing stands against it", async () => {
      const { boot, diskGuid, diskSignature } = await engine.client.inspect({ path: pathOf(n) });
      expect([boot?.partition, boot?.warnings, boot?.entries.map(({ name }) => name)]).toEqual([
        layout.system + 1,
        [],
        ["Windows PE"],
      ]);
      const { diskGuid: guid, diskSignature: signature } = units[n] ?? {};
      expect([diskGuid ?? "", diskSignature ?? ""]).toEqual([guid, signature]);
    });

    test("is found equal to its record when it is read again later", async () => {
      const verdict = await engine.client.verifyDrive({ path: pathOf(n) });
      expect([verdict.equal, verdict.firstDifference]).toEqual([true, null]);
    });

    if (layout.sequence.startsWith("builtin:bios"))
      test.skipIf(qemuMissing)("is started by a BIOS, which reaches \\bootmgr", async () => {
        const { serial, exitCode } = await bootBios(pathOf(n));
        expect([REACHED.test(serial), exitCode]).toEqual([true, 33]);
      });
    else
      test.skipIf(uefiMissing)("is started by UEFI, which reaches the loader", () => {
        const { serial, exitCode } = bootUefi(pathOf(n), sectorBytes);
        expect([REACHED.test(serial), exitCode]).toEqual([true, 33]);
      });
  });

  const bootWim = () => readFileSync(join(medium.tree, "sources", "boot.wim"));
});

describe.skipIf(skip)("a medium for one firmware alone", () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    const home = join(dir, "home-lacking");
    mkdirSync(home);
    engine = await startEngine(home, ["--bays", "2", "--bay-size", "900M"]);
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  async function staged(name: string, parts: BootMediumParts, sequence: string) {
    const { id } = await importInto(engine, makeBootMedium(dir, name, parts).wim);
    const [unit] = await stageBy(engine, id, [sequence]);
    const story = await engine.client.jobEvents({ job: unit?.job ?? "" });
    const [told] = story.flatMap(({ event }) => (event.type === "boot-files" ? event.taken : []));
    return { told, path: engine.bays()[0]?.drive?.path ?? "" };
  }

  test.skipIf(qemuMissing)(
    "is started by a BIOS all the same, and the record says what was added",
    async () => {
      const { told, path } = await staged("UEFI only", { bios: false, sdi: false }, "builtin:bios-split");
      expect(told).toBe(String.raw`\bootmgr from \Windows\Boot\PCAT\bootmgr`);
      expect((await bootBios(path)).serial).toMatch(REACHED);
    },
  );

  test.skipIf(uefiMissing)(
    "is started by UEFI all the same, and the record says what was added",
    async () => {
      const { told, path } = await staged("BIOS only", { uefi: false, sdi: false }, "builtin:uefi");
      expect(told).toBe(String.raw`\EFI\Boot\bootx64.efi from \Windows\Boot\EFI_EX\bootmgfw_EX.efi`);
      expect(bootUefi(path).serial).toMatch(REACHED);
    },
  );
});
