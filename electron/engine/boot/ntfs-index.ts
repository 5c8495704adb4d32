import { damaged, type Structure } from "./ntfs-bytes.ts";
import { DATA, INDEX_ALLOCATION, INDEX_ROOT, undoFixups, type FileRecord } from "./ntfs-record.ts";
import type { NtfsVolume } from "./ntfs-volume.ts";

const UPCASE_FILE = 10;
const UPCASE_BYTES = 128 * 1024;
/** Far deeper than any directory's tree grows. */
const MAX_DEPTH = 32;
const HAS_CHILD = 1;
const LAST = 2;

/** Gives a name in the volume's own capitals, as code units: what its directories are ordered by. */
export type UpperCase = (name: string) => number[];

export async function readUpperCase(volume: NtfsVolume): Promise<UpperCase> {
  const stream = await volume.stream(await volume.record(UPCASE_FILE), DATA, "");
  if (!stream || stream.sizeBytes !== UPCASE_BYTES) throw damaged("its table of capital letters is missing");
  const table = await volume.readStream(stream, 0, UPCASE_BYTES);
  const upper = (unit: number) => (table[unit * 2] ?? 0) | ((table[unit * 2 + 1] ?? 0) << 8);
  return (name) => Array.from({ length: name.length }, (_, index) => upper(name.charCodeAt(index)));
}

/** The file number behind a name in a directory, whatever its case; null when it is not there. */
export async function findInDirectory(
  volume: NtfsVolume,
  directory: FileRecord,
  name: string,
  upperCase: UpperCase,
): Promise<number | null> {
  const root = (await volume.stream(directory, INDEX_ROOT, "$I30"))?.resident;
  if (!root) throw damaged(`directory ${directory.number} has no index`);
  const blockBytes = root.u32(8);
  if (blockBytes !== volume.boot.indexBlockBytes)
    throw damaged(`directory ${directory.number} has index blocks of ${blockBytes} bytes`);
  const wanted = upperCase(name);
  let node = root.part(0x10, root.length - 0x10);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const step = searchNode(node, wanted, upperCase);
    if (step.found !== null) return step.found;
    if (step.childVcn === null) return null;
    node = await readNode(volume, directory, step.childVcn);
  }
  throw damaged(`directory ${directory.number} is nested without end`);
}

async function readNode(volume: NtfsVolume, directory: FileRecord, vcn: number): Promise<Structure> {
  const { clusterBytes, indexBlockBytes } = volume.boot;
  const stream = await volume.stream(directory, INDEX_ALLOCATION, "$I30");
  if (!stream) throw damaged(`directory ${directory.number} lacks its index blocks`);
  // Blocks smaller than a cluster are counted in units of 512 bytes.
  const unitBytes = indexBlockBytes < clusterBytes ? 512 : clusterBytes;
  const bytes = await volume.readStream(stream, vcn * unitBytes, indexBlockBytes);
  const block = undoFixups(bytes, "INDX", `an index block of directory ${directory.number}`);
  return block.part(0x18, block.length - 0x18);
}

/** `node` begins at its index header. */
function searchNode(
  node: Structure,
  wanted: readonly number[],
  upperCase: UpperCase,
): { found: number | null; childVcn: number | null } {
  const used = node.part(0, node.u32(4));
  let at = used.u32(0);
  for (;;) {
    const length = used.u16(at + 8);
    if (length < 0x10) throw damaged("a directory has an empty entry");
    const entry = used.part(at, length);
    const flags = entry.u16(0x0c);
    const order = flags & LAST ? -1 : compare(wanted, upperCase(entry.text(0x52, entry.u8(0x50))));
    if (order === 0) return { found: entry.fileNumber(0), childVcn: null };
    if (order < 0) return { found: null, childVcn: flags & HAS_CHILD ? entry.u64(length - 8) : null };
    at += length;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
