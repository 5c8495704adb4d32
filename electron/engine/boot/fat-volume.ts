import { StagingFault } from "../../../shared/fault.ts";
import { viewOf, type ByteRange, type ReadBytes } from "./byte-range.ts";
import { addExtent, blockEnd, blockStart } from "./extents.ts";
import { decodeFatBoot } from "./fat.ts";
import { decodeDirectory, type FatEntry } from "./fat-directory.ts";

const MAX_TABLE_BYTES = 64 * 1024 * 1024;
const MAX_DIRECTORY_BYTES = 2 * 1024 * 1024; // as the specification has it
const FIRST_CLUSTER = 2;
const CLUSTER_MASK = 0x0fffffff;
const LAST = 0x0ffffff8;
const SERIAL_AT = 0x43;

interface Shape {
  sectorBytes: number;
  clusterBytes: number;
  clusters: number;
  tableOffset: number;
  tableBytes: number;
  dataOffset: number;
  rootCluster: number;
  hiddenSectors: number;
  /** In bytes; null when the volume keeps none. */
  backupBootOffset: number | null;
}

/** An opened FAT32 volume. Reads only. Source: Microsoft's FAT specification ("fatgen103"). */
export class FatVolume {
  readonly shape: Shape;
  readonly #read: ReadBytes;
  readonly #table: DataView;

  private constructor(read: ReadBytes, shape: Shape, table: Uint8Array) {
    this.#read = read;
    this.shape = shape;
    this.#table = viewOf(table);
  }

  /** @throws StagingFault media-corrupt, also when it is no FAT32 volume */
  static async open(read: ReadBytes): Promise<FatVolume> {
    const sector = await read({ offset: 0, length: 512 });
    const shape = shapeOf(sector);
    const length = (shape.clusters + FIRST_CLUSTER) * 4;
    if (length > shape.tableBytes || length > MAX_TABLE_BYTES) throw damaged("its table is too short");
    const table = await readFully(read, { offset: shape.tableOffset, length });
    return new FatVolume(read, shape, table);
  }

  /** Where its 4-byte serial stands: the first and the backup boot sector. */
  serialOffsets(): number[] {
    const { backupBootOffset } = this.shape;
    return backupBootOffset === null ? [SERIAL_AT] : [SERIAL_AT, backupBootOffset + SERIAL_AT];
  }

  /** Null when there is no such file or folder. @throws StagingFault media-corrupt */
  async find(path: string): Promise<FatEntry | null> {
    let entry: FatEntry = { name: "", directory: true, firstCluster: this.shape.rootCluster, sizeBytes: 0 };
    for (const name of path.split(/[\\/]/).filter((part) => part !== "")) {
      if (!entry.directory) return null;
      const listed = decodeDirectory(await this.#content(entry.firstCluster, MAX_DIRECTORY_BYTES));
      const found = listed.find((each) => each.name.toUpperCase() === name.toUpperCase());
      if (!found) return null;
      entry = found;
    }
    return entry;
  }

  /** Where on the volume a file's bytes lie, in the file's order; null when there is no such file. */
  async fileRanges(path: string): Promise<ByteRange[] | null> {
    const entry = await this.find(path);
    if (!entry || entry.directory) return null;
    const ranges: ByteRange[] = [];
    let left = entry.sizeBytes;
    for (const { offset, length } of left > 0 ? this.#chain(entry.firstCluster) : []) {
      if (left <= 0) break;
      ranges.push({ offset, length: Math.min(length, left) });
      left -= length;
    }
    if (left > 0) throw damaged(`${path} has fewer clusters than bytes`);
    return ranges;
  }

  /** Null when there is no such file. @throws StagingFault media-corrupt, media-unsupported above `maxBytes` */
  async readFile(path: string, maxBytes = 16 * 1024 * 1024): Promise<Uint8Array | null> {
    const ranges = await this.fileRanges(path);
    if (!ranges) return null;
    const total = ranges.reduce((sum, { length }) => sum + length, 0);
    if (total > maxBytes) throw new StagingFault("media-unsupported", `${path} has ${total} bytes.`);
    const bytes = new Uint8Array(total);
    let at = 0;
    for (const range of ranges) {
      bytes.set(await readFully(this.#read, range), at);
      at += range.length;
    }
    return bytes;
  }

  /**
   * The stretches that matter: all before the first cluster (boot sectors and both tables), and the used clusters. In
   * order, not touching, every edge a multiple of 4 KiB.
   */
  usedExtents(mergeGapBytes = 64 * 1024): ByteRange[] {
    const { dataOffset, clusterBytes, clusters } = this.shape;
    const extents: ByteRange[] = [{ offset: 0, length: blockEnd(dataOffset) }];
    for (let n = 0; n < clusters; n++) {
      if ((this.#table.getUint32((n + FIRST_CLUSTER) * 4, true) & CLUSTER_MASK) === 0) continue;
      const start = dataOffset + n * clusterBytes;
      addExtent(extents, blockStart(start), blockEnd(start + clusterBytes), mergeGapBytes);
    }
    return extents;
  }

  async #content(firstCluster: number, maxBytes: number): Promise<Uint8Array> {
    const ranges = this.#chain(firstCluster);
    const total = ranges.reduce((sum, { length }) => sum + length, 0);
    if (total > maxBytes) throw damaged("a folder is larger than any may be");
    const bytes = new Uint8Array(total);
    let at = 0;
    for (const range of ranges) {
      bytes.set(await readFully(this.#read, range), at);
      at += range.length;
    }
    return bytes;
  }

  /** A chain of clusters as stretches of the volume, neighbours joined. */
  #chain(firstCluster: number): ByteRange[] {
    const { dataOffset, clusterBytes, clusters } = this.shape;
    const ranges: ByteRange[] = [];
    let cluster = firstCluster;
    for (let count = 0; cluster < LAST; count++) {
      if (cluster < FIRST_CLUSTER || cluster >= clusters + FIRST_CLUSTER || count > clusters)
        throw damaged("a chain of clusters leads nowhere");
      const offset = dataOffset + (cluster - FIRST_CLUSTER) * clusterBytes;
      const last = ranges.at(-1);
      if (last && last.offset + last.length === offset) last.length += clusterBytes;
      else ranges.push({ offset, length: clusterBytes });
      cluster = this.#table.getUint32(cluster * 4, true) & CLUSTER_MASK;
    }
    return ranges;
  }
}

function shapeOf(sector: Uint8Array): Shape {
  const boot = decodeFatBoot(sector);
  if (boot?.type !== "FAT32") throw damaged("it has no FAT32 boot sector");
  const { sectorBytes, clusterBytes, totalSectors } = boot;
  const view = viewOf(sector);
  const reserved = view.getUint16(14, true);
  const tables = view.getUint8(16);
  const tableSectors = view.getUint32(36, true);
  const backup = view.getUint16(50, true);
  const dataSector = reserved + tables * tableSectors;
  return {
    sectorBytes,
    clusterBytes,
    clusters: Math.floor(((totalSectors - dataSector) * sectorBytes) / clusterBytes),
    tableOffset: reserved * sectorBytes,
    tableBytes: tableSectors * sectorBytes,
    dataOffset: dataSector * sectorBytes,
    rootCluster: view.getUint32(44, true) & CLUSTER_MASK,
    hiddenSectors: view.getUint32(28, true),
    backupBootOffset: backup > 0 && backup < reserved ? backup * sectorBytes : null,
  };
}

async function readFully(read: ReadBytes, range: ByteRange): Promise<Uint8Array> {
  const bytes = await read(range);
  if (bytes.length !== range.length) throw damaged(`it ends before byte ${range.offset + range.length}`);
  return bytes;
}

function damaged(what: string): StagingFault {
  return new StagingFault("media-corrupt", `The FAT volume is damaged: ${what}.`);
}
