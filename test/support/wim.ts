import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StagingFault } from "../../shared/fault.ts";
import { readWim, type ReadAt, type WimFacts } from "../../electron/engine/media/wim-file.ts";
import { bytes } from "../../electron/engine/media/sample-content.ts";
import { writeWim, type ImageToWrite } from "../../electron/engine/media/wim-writer.ts";
import type { WimEntry } from "../../electron/engine/media/wim-tree.ts";

/** Where the header says what; see the format's white paper. */
export const HEADER = {
  size: 8,
  version: 12,
  flags: 16,
  chunk: 20,
  part: 40,
  parts: 42,
  images: 44,
  blobTable: 48,
  xml: 72,
  bootIndex: 120,
  integrity: 124,
} as const;

export function file(name: string, content = name, more: Partial<WimEntry> = {}): WimEntry {
  const entry = { name, attributes: 0x20, security: -1, time: 133_000_000_000_000_000n };
  return { ...entry, content: bytes(Buffer.from(content)), ...more };
}

export function folder(name: string, children: WimEntry[]): WimEntry {
  return { name, attributes: 0x10, security: -1, time: 133_000_000_000_000_000n, children };
}

/** A real .wim of one image with these things at its root, uncompressed, without integrity table. */
export async function tinyWim(children: WimEntry[], image: Partial<ImageToWrite> = {}): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), "tiny-wim-"));
  try {
    await writeWim(join(dir, "tiny.wim"), {
      root: folder("", children),
      descriptors: [],
      xml: "<NAME>Tiny</NAME>",
      time: 133_000_000_000_000_000n,
      guid: Buffer.alloc(16, 7),
      bootable: false,
      ...image,
    });
    return await readFile(join(dir, "tiny.wim"));
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** The same .wim with an integrity table behind it. */
export function withIntegrity(wim: Buffer, chunkBytes: number): Buffer {
  const tableAt = Number(wim.readBigUInt64LE(HEADER.blobTable + 8));
  const end = tableAt + wim.readUIntLE(HEADER.blobTable, 6);
  const digests: Buffer[] = [];
  for (let at = 208; at < end; at += chunkBytes)
    digests.push(
      createHash("sha1")
        .update(wim.subarray(at, Math.min(end, at + chunkBytes)))
        .digest(),
    );
  const head = Buffer.alloc(12);
  head.writeUInt32LE(12 + digests.length * 20, 0);
  head.writeUInt32LE(digests.length, 4);
  head.writeUInt32LE(chunkBytes, 8);
  const table = Buffer.concat([head, ...digests]);
  const whole = Buffer.concat([wim, table]);
  putResource(whole, HEADER.integrity, wim.length, table.length);
  return whole;
}

/** Something changed in the list of names, with its checksum made right again. */
export function changedNames(wim: Buffer, change: (names: Buffer) => void): Buffer {
  return changed(wim, (copy) => {
    const tableAt = Number(copy.readBigUInt64LE(HEADER.blobTable + 8));
    const last = tableAt + copy.readUIntLE(HEADER.blobTable, 6) - 50;
    const namesAt = Number(copy.readBigUInt64LE(last + 8));
    const names = copy.subarray(namesAt, namesAt + copy.readUIntLE(last, 6));
    change(names);
    copy.set(createHash("sha1").update(names).digest(), last + 30);
  });
}

/** Points a resource of the header elsewhere, its flags being 0. */
export function putResource(wim: Buffer, at: number, offset: number | bigint, sizeBytes: number): void {
  wim.writeBigUInt64LE(BigInt(sizeBytes), at);
  wim.writeBigUInt64LE(BigInt(offset), at + 8);
  wim.writeBigUInt64LE(BigInt(sizeBytes), at + 16);
}

/** A copy with something changed. */
export function changed(wim: Buffer, change: (wim: Buffer) => void): Buffer {
  const copy = Buffer.from(wim);
  change(copy);
  return copy;
}

export function readBytes(wim: Uint8Array): Promise<WimFacts> {
  const read: ReadAt = (offset, sizeBytes) => Promise.resolve(wim.subarray(offset, offset + sizeBytes));
  return readWim(read, wim.length);
}

/** The fault's code; "accepted" when there is none. Anything thrown that is no StagingFault comes through. */
export async function verdict(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "accepted";
  } catch (thrown) {
    if (thrown instanceof StagingFault && thrown.code !== "internal") return thrown.code;
    throw thrown;
  }
}
