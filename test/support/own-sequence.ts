import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { EngineProcess } from "./engine-process.ts";
import { file, tinyWim } from "./wim.ts";

/** A medium of a few KiB that every staging sequence with one partition can be tried on. */
export async function tinyMedium(dir: string, extra: Parameters<typeof tinyWim>[0] = []): Promise<string> {
  const wim = join(dir, "tiny.wim");
  writeFileSync(wim, await tinyWim([file("bootmgr", "no boot manager, but a file of that name"), ...extra]));
  return wim;
}

/** Imports the steps as a task sequence of this name. */
export async function importSteps(
  engine: EngineProcess,
  dir: string,
  name: string,
  steps: string,
): Promise<string> {
  const path = join(dir, `${name}.xml`);
  writeFileSync(path, `<sequence version="3.10">${steps}</sequence>`);
  return (await engine.client.importSequence({ from: { path } })).sequence;
}

/** Starts these bays with a sequence, each unit with the serial "U1", "U2", … of its bay. */
export function startWith(engine: EngineProcess, media: string, sequence: string, bays: readonly number[]) {
  return engine.client.start({
    media,
    sequence,
    batch: { create: { target: null, operator: "Kim & Co", note: "" } },
    bays: bays.map((bay) => ({ bay, identity: driveIn(engine, bay).identity, unitSerial: `U${bay}` })),
    oldData: "keep",
  });
}

export function driveIn(engine: EngineProcess, bay: number) {
  const drive = engine.bays().find((each) => each.bay === bay)?.drive;
  if (!drive) throw new Error(`no drive in bay ${bay}`);
  return drive;
}

const CHUNK_BYTES = 8 << 20;

/** Makes a drive that is a file look used: this byte everywhere. */
export function fillDrive(path: string, sizeBytes: number, byte: number): void {
  const fd = openSync(path, "r+");
  const chunk = new Uint8Array(CHUNK_BYTES).fill(byte);
  for (let at = 0; at < sizeBytes; at += CHUNK_BYTES)
    writeSync(fd, chunk, 0, Math.min(CHUNK_BYTES, sizeBytes - at), at);
  closeSync(fd);
}

/** How many 512-byte sectors of a stretch of a drive hold nothing but this byte. */
export function sectorsOf(path: string, byte: number, startBytes: number, lengthBytes: number): number {
  const fd = openSync(path, "r");
  const sector = Buffer.alloc(512, byte);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let count = 0;
  for (let done = 0; done < lengthBytes; done += CHUNK_BYTES) {
    const length = readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, lengthBytes - done), startBytes + done);
    for (let at = 0; at < length; at += 512)
      if (chunk[at] === byte && chunk.compare(sector, 0, 512, at, at + 512) === 0) count++;
  }
  closeSync(fd);
  return count;
}
