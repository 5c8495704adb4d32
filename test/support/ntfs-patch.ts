import { viewOf, type ByteRange } from "../../electron/engine/boot/byte-range.ts";
import { findInDirectory, readUpperCase } from "../../electron/engine/boot/ntfs-index.ts";
import {
  ATTRIBUTE_LIST,
  DATA,
  INDEX_ALLOCATION,
  undoFixups,
} from "../../electron/engine/boot/ntfs-record.ts";
import type { NtfsBoot } from "../../electron/engine/boot/ntfs-boot.ts";
import { NtfsVolume } from "../../electron/engine/boot/ntfs-volume.ts";
import { copyIn, readAt, writeAt } from "./boot-disk.ts";

/** Changes single bytes of an NTFS volume that is not mounted, to make what no tool makes. */

const STRIDE_BYTES = 512;
const ROOT = 5;
/** Where a FILE record of 1024 bytes begins its attributes. */
const FIRST_ATTRIBUTE = 0x38;

export type Edit = (block: Uint8Array, view: DataView) => void;

function open(volumePath: string): Promise<NtfsVolume> {
  return NtfsVolume.open(({ offset, length }) => Promise.resolve(readAt(volumePath, offset, length)));
}

/** The number of a file in the root directory. */
export async function fileNumber(volumePath: string, name: string): Promise<number> {
  const volume = await open(volumePath);
  const found = await findInDirectory(volume, await volume.record(ROOT), name, await readUpperCase(volume));
  if (found === null) throw new Error(`${volumePath} has no ${name}`);
  return found;
}

/** Edits a FILE record; its update sequence is taken off before and put on after. For an $MFT in one piece. */
export async function editRecord(volumePath: string, number: number, edit: Edit): Promise<void> {
  const { boot } = await open(volumePath);
  editBlock(volumePath, recordAt(boot, number), boot.fileRecordBytes, "FILE", edit);
}

/** Where a FILE record stands on its volume, in bytes. For an $MFT in one piece. */
export async function recordRange(volumePath: string, number: number): Promise<ByteRange> {
  const { boot } = await open(volumePath);
  return { offset: recordAt(boot, number), length: boot.fileRecordBytes };
}

/** As if the power had gone while the FILE record was written: its last sector is of another time. */
export async function tearRecord(volumePath: string, number: number): Promise<void> {
  const { boot } = await open(volumePath);
  writeAt(volumePath, recordAt(boot, number + 1) - 2, new Uint8Array([0xee, 0xee]));
}

function recordAt(boot: NtfsBoot, number: number): number {
  return boot.mftLcn * boot.clusterBytes + number * boot.fileRecordBytes;
}

/** Edits the root directory's first index block. */
export async function editRootIndex(volumePath: string, edit: Edit): Promise<void> {
  const volume = await open(volumePath);
  const stream = await volume.stream(await volume.record(ROOT), INDEX_ALLOCATION, "$I30");
  const lcn = stream?.runs[0]?.lcn;
  if (lcn == null) throw new Error(`${volumePath}: the root directory has no index block`);
  editBlock(volumePath, lcn * volume.boot.clusterBytes, volume.boot.indexBlockBytes, "INDX", edit);
}

/** Edits the boot sector, its backup not. */
export function editBootSector(volumePath: string, edit: Edit): void {
  const sector = readAt(volumePath, 0, STRIDE_BYTES);
  edit(sector, viewOf(sector));
  writeAt(volumePath, 0, sector);
}

function editBlock(path: string, offset: number, length: number, magic: string, edit: Edit): void {
  const block = undoFixups(readAt(path, offset, length), magic, path).bytes;
  const view = viewOf(block);
  const sequenceAt = view.getUint16(4, true);
  const mark = view.getUint16(sequenceAt, true);
  edit(block, view);
  for (let stride = 0; stride < length / STRIDE_BYTES; stride++) {
    const lastWordAt = (stride + 1) * STRIDE_BYTES - 2;
    view.setUint16(sequenceAt + 2 + stride * 2, view.getUint16(lastWordAt, true), true);
    view.setUint16(lastWordAt, mark, true);
  }
  writeAt(path, offset, block);
}

/** Where the first attribute of this type begins in a FILE record. */
export function attributeAt(view: DataView, type: number): number {
  let at = view.getUint16(0x14, true);
  while (view.getUint32(at, true) !== 0xffffffff) {
    if (view.getUint32(at, true) === type) return at;
    at += view.getUint32(at + 4, true);
  }
  throw new Error(`the record has no attribute ${type.toString(16)}`);
}

/** Replaces all attributes of a FILE record. */
export function setAttributes(block: Uint8Array, attributes: readonly Uint8Array[], baseNumber = 0): void {
  const view = viewOf(block);
  block.fill(0, FIRST_ATTRIBUTE);
  let at = FIRST_ATTRIBUTE;
  for (const attribute of attributes) {
    block.set(attribute, at);
    at += attribute.length;
  }
  view.setUint32(at, 0xffffffff, true);
  view.setUint16(0x14, FIRST_ATTRIBUTE, true);
  view.setUint16(0x16, 1, true);
  view.setUint32(0x18, at + 8, true);
  view.setUint32(0x20, baseNumber, true);
}

export interface ListedPiece {
  type: number;
  lowestVcn: number;
  record: number;
}

/** A resident $ATTRIBUTE_LIST for unnamed attributes. */
export function attributeList(pieces: readonly ListedPiece[]): Uint8Array {
  const attribute = new Uint8Array(0x18 + pieces.length * 0x20);
  const view = viewOf(attribute);
  view.setUint32(0, 0x20, true);
  view.setUint32(4, attribute.length, true);
  view.setUint32(0x10, pieces.length * 0x20, true);
  view.setUint16(0x14, 0x18, true);
  pieces.forEach(({ type, lowestVcn, record }, index) => {
    const at = 0x18 + index * 0x20;
    view.setUint32(at, type, true);
    view.setUint16(at + 4, 0x20, true);
    view.setUint8(at + 7, 0x1a);
    view.setUint32(at + 8, lowestVcn, true);
    view.setUint32(at + 0x10, record, true);
  });
  return attribute;
}

export interface PatchRun {
  clusters: number;
  /** null: a hole. */
  lcn: number | null;
}

/** A piece of an unnamed, non-resident $DATA. */
export function dataPiece(
  runs: readonly PatchRun[],
  lowestVcn: number,
  sizeBytes: number,
  validBytes = sizeBytes,
): Uint8Array {
  const packed: number[] = [];
  let before = 0;
  for (const { clusters, lcn } of runs) {
    packed.push(lcn === null ? 0x02 : 0x42, clusters & 0xff, clusters >> 8);
    if (lcn === null) continue;
    const distance = lcn - before;
    for (let shift = 0; shift < 32; shift += 8) packed.push((distance >> shift) & 0xff);
    before = lcn;
  }
  packed.push(0);
  const attribute = new Uint8Array((0x40 + packed.length + 7) & ~7);
  const view = viewOf(attribute);
  view.setUint32(0, 0x80, true);
  view.setUint32(4, attribute.length, true);
  view.setUint8(8, 1);
  view.setUint32(0x10, lowestVcn, true);
  view.setUint16(0x20, 0x40, true);
  for (const at of [0x28, 0x30]) view.setUint32(at, sizeBytes, true);
  view.setUint32(0x38, validBytes, true);
  attribute.set(packed, 0x40);
  return attribute;
}

/**
 * Spreads a file's data over the records of new files, with a resident attribute list.
 * @param gap how many clusters to count too many after each piece, to make it wrong
 */
export async function spreadData(
  volumePath: string,
  name: string,
  pieces: readonly (readonly PatchRun[])[],
  sizeBytes: number,
  gap = 0,
): Promise<void> {
  const base = await fileNumber(volumePath, name);
  const listed: ListedPiece[] = [];
  let lowestVcn = 0;
  for (const [index, runs] of pieces.entries()) {
    copyIn(volumePath, `extent${index}`, new Uint8Array(4));
    const record = await fileNumber(volumePath, `extent${index}`);
    const piece = dataPiece(runs, lowestVcn, sizeBytes);
    await editRecord(volumePath, record, (block) => setAttributes(block, [piece], base));
    listed.push({ type: DATA, lowestVcn, record });
    lowestVcn += runs.reduce((sum, { clusters }) => sum + clusters, gap);
  }
  await editRecord(volumePath, base, (block) => setAttributes(block, [attributeList(listed)]));
}

/** How a file lies on a volume, to be sure that a test's shape is what it says. */
export interface Lay {
  /** Of the unnamed $DATA. */
  runs: PatchRun[];
  sizeBytes: number;
  list: "none" | "resident" | "in clusters";
}

export async function layOf(volumePath: string, number: number): Promise<Lay> {
  const volume = await open(volumePath);
  const record = await volume.record(number);
  const stream = await volume.stream(record, DATA, "");
  const list = record.attributes.find(({ type }) => type === ATTRIBUTE_LIST);
  return {
    sizeBytes: stream?.sizeBytes ?? 0,
    runs: (stream?.runs ?? []).map(({ clusters, lcn }) => ({ clusters, lcn })),
    list: !list ? "none" : list.resident ? "resident" : "in clusters",
  };
}
