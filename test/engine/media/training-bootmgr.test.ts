import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyIn, makeBootable, makeDisk, makeVolume, missingTool, tool } from "../../support/boot-disk.ts";
import { bootBios, qemuMissing } from "../../support/qemu.ts";

const SOURCES = join(import.meta.dirname, "../../../resources/boot-code");
const skipBoot = qemuMissing ?? missingTool(["mkfs.ntfs", "ntfscp"]);
const code = readFileSync(join(SOURCES, "training-bootmgr.bin"));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "training-bootmgr-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(missingTool(["nasm"]))("training-bootmgr.bin is what its source assembles to", () => {
  const built = join(folder, "built.bin");
  tool("nasm", ["-w+all", "-w+error", "-f", "bin", "-o", built, "training-bootmgr.asm"], { cwd: SOURCES });
  expect(readFileSync(built).equals(code)).toBe(true);
});

test.skipIf(skipBoot)("a drive with it says on screen and on COM1 that the boot chain works", async () => {
  const [volume, disk] = [join(folder, "volume.img"), join(folder, "disk.img")];
  const sizeBytes = 32 << 20;
  makeVolume(volume, { clusterBytes: 4096, sizeBytes, startLba: 2048 });
  const bootmgr = Buffer.alloc(420_000, 0xcc);
  bootmgr.set(code);
  copyIn(volume, "bootmgr", bootmgr);
  makeBootable(volume);
  makeDisk(disk, volume, 2048, sizeBytes);
  const { serial, exitCode } = await bootBios(disk);
  const said = serial.split("PRESTAGE TRAINING MEDIUM: the boot chain works\r\n").length - 1;
  expect({ said, exitCode }).toEqual({ said: 2, exitCode: 33 });
});
