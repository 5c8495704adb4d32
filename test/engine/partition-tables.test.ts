import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeGpt, gptAttributes, gptTypes } from "../../electron/engine/boot/gpt-write.ts";
import { missingTool, tool, writeAt } from "../support/boot-disk.ts";
import { makeLoop } from "../support/loop-device.ts";

const MIB = 2 ** 20;
const SIZE = 300 * MIB;
const skip = missingTool(["sgdisk", "sfdisk"]);
const skipLoop = skip ?? (process.getuid?.() === 0 ? null : "loop devices need root");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "partition-tables-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, sectorBytes: number): void {
  const guid = (n: number) => `${n}0112233-4455-4677-8899-AABBCCDDEEFF`;
  const attributes = gptAttributes.required | gptAttributes.noDriveLetter;
  const { backup, primary, protectiveMbr } = encodeGpt({
    diskGuid: guid(0),
    driveBytes: SIZE,
    sectorBytes,
    partitions: [
      ["EFI system partition", gptTypes.esp, 1, 260, 0n],
      ["Microsoft reserved partition", gptTypes.msr, 261, 16, 0n],
      ["Windows", gptTypes.data, 277, 10, 0n],
      ["Recovery", gptTypes.recovery, 287, 12, attributes],
    ].map(([name, typeGuid, start, size, bits], n) => ({
      name: String(name),
      typeGuid: String(typeGuid),
      partitionGuid: guid(n + 1),
      startBytes: Number(start) * MIB,
      sizeBytes: Number(size) * MIB,
      attributes: BigInt(bits ?? 0),
    })),
  });
  for (const part of [backup, primary, protectiveMbr]) writeAt(path, part.offset, part.bytes);
}

function expectSound(path: string): void {
  expect(tool("sgdisk", ["-v", path])).toContain("No problems found.");
  const { partitiontable } = JSON.parse(tool("sfdisk", ["--json", path])) as {
    partitiontable: { id: string; partitions: { type: string; name: string; attrs?: string }[] };
  };
  expect(partitiontable.id).toBe("00112233-4455-4677-8899-AABBCCDDEEFF");
  expect(partitiontable.partitions.map(({ type, name, attrs }) => [type, name, attrs])).toEqual([
    [gptTypes.esp, "EFI system partition", undefined],
    [gptTypes.msr, "Microsoft reserved partition", undefined],
    [gptTypes.data, "Windows", undefined],
    [gptTypes.recovery, "Recovery", "RequiredPartition GUID:63"],
  ]);
}

test.skipIf(skip)("sgdisk and sfdisk find nothing wrong with a table for 512-byte sectors", () => {
  const path = join(folder, "drive.img");
  writeFileSync(path, "");
  truncateSync(path, SIZE);
  put(path, 512);
  expectSound(path);
});

test.skipIf(skipLoop).each([512, 4096])(
  "sgdisk and sfdisk find nothing wrong on a loop device with %i-byte sectors",
  (sectorBytes) => {
    const loop = makeLoop({ sizeBytes: SIZE, sectorBytes });
    try {
      put(loop.path, sectorBytes);
      expectSound(loop.path);
    } finally {
      loop.remove();
    }
  },
);
