import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const MB = 1024 * 1024;
const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.ntfs", "ntfscp", "dd"]);
let folder = "";
let code: Uint8Array = new Uint8Array();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "boot-record-"));
  code = disk.assemblePayload("checksum", folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
const runsFrom = (startLba: number, sizeBytes: number) =>
  `PAYLOAD RUNS drive=00000080 hidden=${hex(startLba)} size=${hex(sizeBytes)}\r\n`;

describe.skipIf(skip)("a drive starts \\bootmgr by BIOS", () => {
  test.concurrent.for([
    { clusterBytes: 512, bootmgrBytes: 5_000, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 1024, bootmgrBytes: 65_536, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 2048, bootmgrBytes: 65_540, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 413_736, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 284, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 5_000, startLba: 2048, name: "BootMgr" },
    { clusterBytes: 4096, bootmgrBytes: 300_000, startLba: 4_000_000_000, name: "bootmgr" },
    { clusterBytes: 8192, bootmgrBytes: 131_072, startLba: 2048, name: "BOOTMGR" },
    { clusterBytes: 16_384, bootmgrBytes: 300_000, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 32_768, bootmgrBytes: 523_000, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 65_536, bootmgrBytes: 413_736, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 131_072, bootmgrBytes: 65_540, startLba: 206_848, name: "bootmgr" },
  ])(
    "clusters of $clusterBytes bytes, $name with $bootmgrBytes bytes, from sector $startLba",
    async ({ clusterBytes, bootmgrBytes, startLba, name }) => {
      const volume = join(folder, `${clusterBytes}-${bootmgrBytes}-${startLba}-${name}.volume`);
      disk.makeVolume(volume, { clusterBytes, sizeBytes: 48 * MB, startLba });
      disk.copyIn(volume, name, disk.payloadOf(code, bootmgrBytes));
      disk.makeBootable(volume);
      disk.makeDisk(`${volume}.disk`, volume, startLba, 48 * MB);
      const { serial, exitCode } = await bootBios(`${volume}.disk`);
      expect({ said: serial.slice(serial.indexOf("PAYLOAD")), exitCode }).toEqual({
        said: runsFrom(startLba, bootmgrBytes),
        exitCode: 33,
      });
    },
  );
});
