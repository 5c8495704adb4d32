import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { missingTool, tool } from "../support/boot-disk.ts";

const SOURCES = join(import.meta.dirname, "../../resources/boot-code");
const skip = missingTool(["nasm"]);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "boot-code-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("the boot code in the repository", () => {
  test.skipIf(skip).for(["ntfs-boot-record", "fat-boot-record", "mbr"])(
    "%s.bin is what its source assembles to",
    (name) => {
      const built = join(folder, `${name}.bin`);
      tool("nasm", ["-w+all", "-w+error", "-f", "bin", "-o", built, `${name}.asm`], { cwd: SOURCES });
      expect(readFileSync(built).equals(readFileSync(join(SOURCES, `${name}.bin`)))).toBe(true);
    },
  );

  test("the boot record leaves the volume's parameters free and can be told from older ones by its second sector", () => {
    const { bytes } = bootCode().bootRecords.NTFS;
    expect({
      length: bytes.length,
      jump: [...bytes.subarray(0, 3)],
      name: text(bytes.subarray(3, 11)),
      parameters: bytes.subarray(11, 0x54).every((byte) => byte === 0),
      mark: [...bytes.subarray(510, 512)],
      second: text(bytes.subarray(512, 538)),
    }).toEqual({
      length: 8192,
      jump: [0xeb, 0x52, 0x90],
      name: "NTFS    ",
      parameters: true,
      mark: [0x55, 0xaa],
      second: text(Buffer.from("\u0007BOOTMGR\u0004$I30", "utf16le")),
    });
  });

  test("the FAT boot record leaves the volume's parameters free and fits between its other sectors", () => {
    const { bytes } = bootCode().bootRecords.FAT32;
    expect({
      length: bytes.length,
      jump: [...bytes.subarray(0, 3)],
      parameters: bytes.subarray(3, 0x5a).every((byte) => byte === 0),
      mark: [...bytes.subarray(510, 512)],
      second: text(bytes.subarray(512, 523)),
    }).toEqual({
      length: 2560,
      jump: [0xeb, 0x58, 0x90],
      parameters: true,
      mark: [0x55, 0xaa],
      second: "BOOTMGR    ",
    });
  });

  test("the MBR code ends before the disk signature", () => {
    expect(bootCode().mbr.bytes.length).toBe(440);
  });

  test("each binary is known by its sha256", () => {
    const { bootRecords, mbr } = bootCode();
    for (const { bytes, sha256 } of [bootRecords.NTFS, bootRecords.FAT32, mbr])
      expect(sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  test.for(["ntfs", "fat"])("each part of the %s boot record's source is used", (name) => {
    const includes = (file: string): string[] =>
      [...readFileSync(join(SOURCES, file), "utf8").matchAll(/^%include "(.+)"$/gm)].flatMap(
        ([, part = ""]) => [part, ...includes(part)],
      );
    const parts = [name, "boot-record"].flatMap((dir) =>
      readdirSync(join(SOURCES, dir)).map((file) => `${dir}/${file}`),
    );
    expect(new Set(includes(`${name}-boot-record.asm`))).toEqual(new Set(parts));
  });
});
