import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { backupBootSector, installBootRecord } from "../../electron/engine/boot/boot-record.ts";
import { encodeMbr } from "../../electron/engine/boot/mbr.ts";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";

const SOURCES = join(import.meta.dirname, "boot");
const SECTOR_BYTES = 512;

/** Runs a tool to its end. @throws Error with what it printed when it fails */
export function tool(name: string, args: readonly string[], options: { cwd?: string } = {}): string {
  const result = spawnSync(name, args, {
    ...options,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` },
  });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${name} ${args.join(" ")}: ${result.status} ${result.stderr}${result.stdout}`);
  return result.stdout;
}

/** The first of these programs that is not on this computer, as a reason to skip; null when all are. */
export function missingTool(names: readonly string[]): string | null {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
  for (const name of names)
    if (spawnSync("sh", ["-c", `command -v ${name}`], { env: { PATH: path } }).status !== 0)
      return `${name} is not installed`;
  return null;
}

export type TestProgram = "checksum-payload" | "hand-over-payload" | "strict-bios";

/** Assembles one of the programs in test/support/boot. */
export function assemble(
  program: TestProgram,
  folder: string,
  defines: Readonly<Record<string, number>> = {},
): Uint8Array {
  const path = join(folder, `${program}.bin`);
  const given = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
  tool("nasm", ["-f", "bin", ...given, "-o", path, `${program}.asm`], { cwd: SOURCES });
  return fs.readFileSync(path);
}

/**
 * Lengthens the checksum payload with noise, the same for the same length, and makes its dwords add up to 0.
 * @param zerosFrom from here on it is zeros instead
 */
export function payloadOf(code: Uint8Array, sizeBytes: number, zerosFrom = sizeBytes): Uint8Array {
  if (sizeBytes % 4 !== 0 || sizeBytes < code.length)
    throw new RangeError(`no payload of ${sizeBytes} bytes`);
  const words = new Uint32Array(sizeBytes / 4);
  let noise = sizeBytes;
  for (let i = code.length / 4; i < Math.min(words.length, zerosFrom / 4); i++)
    words[i] = noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
  const bytes = new Uint8Array(words.buffer);
  bytes.set(code);
  words[1] = sizeBytes;
  words[2] = 0;
  words[2] = -words.reduce((sum, word) => (sum + word) >>> 0, 0) >>> 0;
  return bytes;
}

export interface VolumeShape {
  clusterBytes: number;
  sizeBytes: number;
  startLba: number;
}

/** Makes an empty NTFS volume in a sparse file, for drives with 512-byte sectors. */
export function makeVolume(path: string, { clusterBytes, sizeBytes, startLba }: VolumeShape): void {
  fs.rmSync(path, { force: true });
  fs.writeFileSync(path, "");
  fs.truncateSync(path, sizeBytes);
  const geometry = `-s ${SECTOR_BYTES} -c ${clusterBytes} -p ${startLba} -H 255 -S 63`;
  tool("mkfs.ntfs", [..."-q -F -Q -L Test".split(" "), ...geometry.split(" "), path]);
}

/** Puts a file into a volume that is not mounted. */
export function copyIn(volumePath: string, name: string, bytes: Uint8Array): void {
  const source = `${volumePath}.${name}.source`;
  fs.writeFileSync(source, bytes);
  tool("ntfscp", ["-f", "-q", volumePath, source, `/${name}`]);
  fs.rmSync(source);
}

export function readAt(path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = fs.openSync(path, "r");
  fs.readSync(file, bytes, 0, length, offset);
  fs.closeSync(file);
  return bytes;
}

export function writeAt(path: string, offset: number, bytes: Uint8Array): void {
  const file = fs.openSync(path, "r+");
  fs.writeSync(file, bytes, 0, bytes.length, offset);
  fs.closeSync(file);
}

/** Our boot record onto a volume, its backup boot sector included, as the engine does it. */
export function makeBootable(volumePath: string): void {
  const installed = installBootRecord(readAt(volumePath, 0, 8192), bootCode().bootRecords.NTFS.bytes);
  writeAt(volumePath, 0, installed);
  const backup = backupBootSector(installed);
  writeAt(volumePath, backup.offset, backup.bytes);
}

/** A drive with our MBR and this one volume, active. */
export function makeDisk(diskPath: string, volumePath: string, startLba: number, volumeBytes: number): void {
  const startBytes = startLba * SECTOR_BYTES;
  fs.writeFileSync(
    diskPath,
    encodeMbr({
      bootCode: bootCode().mbr.bytes,
      diskSignature: 0x5a5a1234,
      sectorBytes: SECTOR_BYTES,
      partitions: [{ startBytes, sizeBytes: volumeBytes, type: 7, active: true }],
    }),
  );
  fs.truncateSync(diskPath, startBytes + volumeBytes);
  const how = `bs=1M oflag=seek_bytes seek=${startBytes} conv=notrunc,sparse status=none`;
  tool("dd", [`if=${volumePath}`, `of=${diskPath}`, ...how.split(" ")]);
}

/** Makes a floppy disk that starts with one sector of another disk. The BIOS has no calls with sector numbers for it. */
export function makeFloppy(floppyPath: string, fromPath: string, offset: number): void {
  const bytes = new Uint8Array(1_474_560);
  bytes.set(readAt(fromPath, offset, SECTOR_BYTES));
  fs.writeFileSync(floppyPath, bytes);
}

/** The texts of the `message` lines in sources of the boot code. */
export function messagesIn(...names: string[]): Set<string> {
  const folder = join(import.meta.dirname, "../../resources/boot-code");
  const found = names.flatMap((name) => [
    ...fs.readFileSync(join(folder, name), "utf8").matchAll(/^message \w+, +'(.+)'$/gm),
  ]);
  return new Set(found.map(([, text]) => text ?? ""));
}
