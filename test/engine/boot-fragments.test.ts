import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import { mountMissing, shredFreeSpace, withMounted, writeSlowly } from "../support/mounted-volume.ts";
import { fileNumber, layOf } from "../support/ntfs-patch.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const MB = 1024 * 1024;
const START_LBA = 2048;
const ROOT = 5;
const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.ntfs", "dd"]) ?? mountMissing;
let folder = "";
let code: Uint8Array = new Uint8Array();

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "boot-fragments-"));
  code = disk.assemble("checksum-payload", folder);
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface Shape {
  name: string;
  clusterBytes: number;
  sizeBytes: number;
}

async function volumeOf(shape: Shape, work: (mountPath: string) => void): Promise<string> {
  const path = join(folder, `${shape.name}.volume`);
  disk.makeVolume(path, { ...shape, startLba: START_LBA });
  await withMounted(path, work);
  disk.makeBootable(path);
  return path;
}

async function boot(path: string, shape: Shape): Promise<string> {
  disk.makeDisk(`${path}.disk`, path, START_LBA, shape.sizeBytes);
  const { serial } = await bootBios(`${path}.disk`);
  return /PAYLOAD.*|NTFS boot:.*/.exec(serial)?.[0].trimEnd() ?? serial;
}

const runs = (sizeBytes: number) =>
  `PAYLOAD RUNS drive=00000080 hidden=00000800 size=${sizeBytes.toString(16).toUpperCase().padStart(8, "0")}`;

describe.skipIf(skip)("a drive starts \\bootmgr by BIOS, however it lies on the volume", () => {
  test("in more than 250 pieces, with its attribute list in clusters", async () => {
    const shape = { name: "pieces", clusterBytes: 1024, sizeBytes: 8 * MB };
    const path = await volumeOf(shape, (root) => {
      shredFreeSpace(root, shape.clusterBytes, 500);
      writeSlowly(join(root, "bootmgr"), disk.payloadOf(code, 413_736), shape.clusterBytes);
    });
    const lay = await layOf(path, await fileNumber(path, "bootmgr"));
    expect({ pieces: lay.runs.length > 250, list: lay.list }).toEqual({ pieces: true, list: "in clusters" });
    expect(await boot(path, shape)).toBe(runs(413_736));
  });

  test("with $MFT in hundreds of pieces and its attribute list in clusters", async () => {
    const shape = { name: "mft", clusterBytes: 4096, sizeBytes: 16 * MB };
    const path = await volumeOf(shape, (root) => {
      shredFreeSpace(root, shape.clusterBytes, 500);
      mkdirSync(join(root, "many"));
      for (let i = 0; i < 1200; i++) writeFileSync(join(root, "many", `file ${i}`), "");
      writeSlowly(join(root, "bootmgr"), disk.payloadOf(code, 131_072), shape.clusterBytes);
    });
    const mft = await layOf(path, 0);
    expect({ pieces: mft.runs.length > 250, list: mft.list }).toEqual({ pieces: true, list: "in clusters" });
    expect(await boot(path, shape)).toBe(runs(131_072));
  });

  test("with the attribute lists of \\bootmgr and of the root directory in clusters", async () => {
    const shape = { name: "lists", clusterBytes: 4096, sizeBytes: 24 * MB };
    const path = await volumeOf(shape, (root) => {
      const bootmgr = join(root, "bootmgr");
      writeFileSync(bootmgr, disk.payloadOf(code, 131_072));
      mkdirSync(join(root, "links"));
      for (let i = 0; i < 40; i++)
        linkSync(bootmgr, join(root, "links", `another name of bootmgr, number ${i}`));
      for (let i = 0; i < 60; i++)
        writeFileSync(`${root}/:stream ${i} of the root directory`, "a".repeat(40));
    });
    const lists = [
      (await layOf(path, await fileNumber(path, "bootmgr"))).list,
      (await layOf(path, ROOT)).list,
    ];
    expect(lists).toEqual(["in clusters", "in clusters"]);
    expect(await boot(path, shape)).toBe(runs(131_072));
  });
});
