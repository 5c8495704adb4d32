import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeDevice, type BcdDevice } from "../../electron/engine/boot/bcd/device.ts";
import { checkFatBootRecord, FAT_BOOT_BYTES } from "../../electron/engine/boot/fat-boot-record.ts";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import type { UnitRecord } from "../../shared/record.ts";
import { missingTool, readAt, tool, writeAt } from "../support/boot-disk.ts";
import { makeBootMedium } from "../support/boot-medium.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";
import * as seen from "../support/staged-drive.ts";
import { command, disk, image } from "../support/staging-sequences.ts";

const skip = missingTool(["sfdisk", "mkfs.fat", "mcopy", "fsck.vfat", "hivexsh", "wimlib-imagex"]);
const PE = "{7619dcc9-fafe-11d9-b411-000476eba25f}";
const RAMDISK = "{ae5534e0-a924-466c-b836-758539a3ee3a}";
const START_LBA = 2048;

/** As people write it who keep their system partitions readable everywhere. */
const layout = disk({
  OSDPartitions: "2",
  OSDPartitions0Size: "64",
  OSDPartitions0FileSystem: "FAT32",
  OSDPartitions0VolumeName: "SYSTEM",
  OSDPartitions0Bootable: "true",
  OSDPartitions0AssignVolumeLetter: "S",
  OSDPartitions1FileSystem: "NTFS",
  OSDPartitions1VolumeName: "OSDisk",
  OSDPartitions1AssignVolumeLetter: "C",
});
const bootFiles = command("bcdboot.exe C:\\Windows /s S: /f BIOS") + command("bootsect.exe /nt60 S:");
const beside = command("xcopy.exe C:\\sources\\boot.wim S:\\sources\\ /Y");
const sequences = { "boot image on C": "", "boot image on S": beside };

describe.skipIf(skip)("a sequence whose active system partition is FAT32", () => {
  const dir = mkdtempSync(join(tmpdir(), "fat-system-"));
  let engine: EngineProcess;
  const units: UnitRecord[] = [];
  const pathOf = (n: number) => engine.bays()[n]?.drive?.path ?? "";

  beforeAll(async () => {
    engine = await startEngine(join(dir, "home"), ["--bays", "2", "--bay-size", "600M"]);
    const { id: media } = await importInto(engine, makeBootMedium(dir, "Hybrid medium").wim);
    const jobs: string[] = [];
    for (const [n, [name, more]] of Object.entries(sequences).entries()) {
      const path = join(dir, `${name}.xml`);
      writeFileSync(path, `<sequence version="3.10">${layout}${image()}${bootFiles}${more}</sequence>`);
      const { sequence } = await engine.client.importSequence({ from: { path } });
      const bays = [{ bay: n + 1, identity: engine.bays()[n]?.drive?.identity ?? "" }];
      const batch = { create: { target: null, operator: "", note: "" } };
      const started = await engine.client.start({ media, sequence, batch, bays, oldData: "keep" });
      jobs.push(...started.jobs);
    }
    expect(await engine.endings(jobs, 120_000)).toEqual(["done", "done"]);
    const all = await engine.client.findUnits({ text: "" });
    units.push(...jobs.flatMap((job) => all.find((unit) => unit.job === job) ?? []));
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  describe.each(Object.keys(sequences).map((name, n) => ({ name, n })))("$name", ({ n }) => {
    const system = () => {
      const partition = seen.tableOf(pathOf(n), 512).partitions[0];
      if (!partition) throw new Error("no partition");
      return seen.partitionFile(pathOf(n), partition, join(dir, `system-${n}.img`));
    };

    test("has an active FAT32 partition (0Ch) that nothing will want to check", async () => {
      const [first, second] = seen.tableOf(pathOf(n), 512).partitions;
      expect([first?.type, first?.bootable, second?.type, second?.bootable]).toEqual(["c", true, "7", false]);
      expect(await seen.checked(system(), "FAT32")).toBe("clean");
    });

    test("has our boot record, twice the same, that knows where it begins, with the unit's own serial", () => {
      const volumeStart = readAt(pathOf(n), START_LBA * 512, FAT_BOOT_BYTES);
      const record = bootCode().bootRecords.FAT32.bytes;
      expect(checkFatBootRecord({ volumeStart, record, startLba: START_LBA })).toEqual({
        ours: true,
        hiddenSectors: START_LBA,
        startsThere: true,
        backupEqual: true,
      });
      const serials = [0x43, 6 * 512 + 0x43].map((at) =>
        new DataView(volumeStart.buffer).getUint32(at, true).toString(16).toUpperCase().padStart(8, "0"),
      );
      const [wanted] = units[n]?.volumeSerials ?? [];
      expect(serials).toEqual([wanted, wanted]);
    });

    test("has a store that names the boot image where it lies, as hivexsh reads it", () => {
      const { id, partitions } = seen.tableOf(pathOf(n), 512);
      const offsetBytes = partitions[1]?.startBytes ?? 0;
      const named: BcdDevice = { kind: "mbr-partition", diskSignature: Number.parseInt(id, 16), offsetBytes };
      const on: BcdDevice = n === 0 ? named : { kind: "boot" };
      const file = join(dir, "store");
      writeFileSync(file, seen.fileOn(system(), "FAT32", "Boot/BCD"));
      const ramdisk = { kind: "ramdisk" as const, on, path: "\\sources\\boot.wim", options: RAMDISK };
      const hex = (device: BcdDevice) => Buffer.from(encodeDevice(device)).toString("hex");
      expect(seen.elementHex(file, PE, "11000001")).toBe(hex(ramdisk));
      expect(seen.elementHex(file, RAMDISK, "31000003")).toBe(hex(on));
    });

    test("is told by inspect, and found equal to its record when it is read again later", async () => {
      const { boot } = await engine.client.inspect({ path: pathOf(n) });
      expect([boot?.partition, boot?.warnings]).toEqual([1, []]);
      const verdict = await engine.client.verifyDrive({ path: pathOf(n) });
      expect([verdict.equal, verdict.firstDifference]).toEqual([true, null]);
    });

    test.skipIf(qemuMissing)("is started by a BIOS, which reaches \\bootmgr", async () => {
      const { serial, exitCode } = await bootBios(pathOf(n));
      expect([serial.includes("PRESTAGE TRAINING MEDIUM"), exitCode]).toEqual([true, 33]);
    });
  });

  test.skipIf(qemuMissing)(
    "a boot proof of one that lost its boot manager says so in the record's words",
    async () => {
      const broken = join(dir, "broken.img");
      tool("cp", ["--sparse=always", pathOf(0), broken]);
      const head = Buffer.from(readAt(broken, 0, 16 * 2 ** 20));
      const at = head.indexOf("BOOTMGR    ", (START_LBA + 32) * 512, "latin1"); // behind both boot records
      writeAt(broken, at, Uint8Array.of(0xe5)); // as deleting does
      const { task } = await engine.client.prove({ path: broken, hash: false });
      await engine.until(() => engine.events.find((event) => event.type === "task-failed"), 60_000);
      const failed = engine.events.find((event) => event.type === "task-failed");
      expect(failed).toMatchObject({
        code: "boot-not-proved",
        message: "The drive does not start: “FAT boot: BOOTMGR is missing”.",
        task: { task },
      });
    },
  );
});
