import { closeSync, openSync, rmSync, truncateSync } from "node:fs";
import { FAT_BOOT_BYTES, installFatBootRecord } from "../../electron/engine/boot/fat-boot-record.ts";
import { encodeMbr } from "../../electron/engine/boot/mbr.ts";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { readAt, tool, writeAt } from "./boot-disk.ts";

const SECTOR_BYTES = 512;
const LAST = 0x0fffffff;
const ENTRY_BYTES = 32;

export interface FatShape {
  clusterBytes: number;
  /** The least that is FAT32 with these clusters when left out. */
  sizeBytes?: number;
  startLba: number;
  label?: string;
}

function format(path: string, { clusterBytes, sizeBytes, startLba, label = "TEST" }: FatShape): void {
  const startBytes = startLba * SECTOR_BYTES;
  const bytes = sizeBytes ?? Math.ceil((66_000 * (clusterBytes + 8)) / 2 ** 20 + 1) * 2 ** 20;
  rmSync(path, { force: true });
  closeSync(openSync(path, "w"));
  truncateSync(path, startBytes + bytes);
  const shape = `-F 32 -S 512 -s ${clusterBytes / SECTOR_BYTES} -h ${startLba} -M 0xF8 -g 255/63`;
  const where = ["-n", label, "--offset", String(startLba), path, String(bytes / 1024)];
  tool("mkfs.fat", [...shape.split(" "), ...where]);
  const partitions = [{ startBytes, sizeBytes: bytes, type: 0x0c, active: true }];
  const [code, diskSignature] = [bootCode().mbr.bytes, 0x5a5a1234];
  writeAt(path, 0, encodeMbr({ bootCode: code, diskSignature, sectorBytes: SECTOR_BYTES, partitions }));
}

/** A FAT32 volume on a drive with our MBR, in a sparse file. Reads and edits what is below files. */
export class FatImage {
  readonly path: string;
  readonly startBytes: number;
  readonly sectorBytes: number;
  readonly clusterBytes: number;

  /** Of a volume that begins there. */
  constructor(path: string, startBytes: number) {
    this.path = path;
    this.startBytes = startBytes;
    const sector = readAt(path, startBytes, SECTOR_BYTES);
    this.sectorBytes = new DataView(sector.buffer).getUint16(11, true);
    this.clusterBytes = (sector[13] ?? 0) * this.sectorBytes;
  }

  /** Formats a drive in a new file. */
  static format(path: string, shape: FatShape): FatImage {
    format(path, shape);
    return new FatImage(path, shape.startLba * SECTOR_BYTES);
  }

  /** Our boot record, as the engine puts it there. */
  makeBootable(): void {
    const start = readAt(this.path, this.startBytes, FAT_BOOT_BYTES);
    const installed = installFatBootRecord(start, bootCode().bootRecords.FAT32.bytes);
    writeAt(this.path, this.startBytes, installed);
  }

  /** Copies files and folders into the root directory. */
  copyIn(...sources: string[]): void {
    tool("mcopy", ["-s", "-Q", "-i", `${this.path}@@${this.startBytes}`, ...sources, "::"]);
  }

  /** Edits the first boot sector in place. */
  editBootSector(edit: (sector: Uint8Array, view: DataView) => void): void {
    this.edit(0, SECTOR_BYTES, edit);
  }

  /** Edits the directory entry of a file, found by its 11-byte name. */
  editEntry(
    name: string,
    edit: (entry: Uint8Array, view: DataView) => void,
    directory = this.rootCluster,
  ): void {
    for (const cluster of this.chain(directory))
      for (let at = 0; at < this.clusterBytes; at += ENTRY_BYTES) {
        const offset = this.clusterAt(cluster) + at;
        const found = this.read(offset, ENTRY_BYTES);
        if (Buffer.from(found.subarray(0, 11)).toString("latin1") !== name || found[11] === 8) continue;
        return this.edit(offset, ENTRY_BYTES, edit);
      }
    throw new Error(`the directory has no ${name}`);
  }

  firstCluster(name: string, directory?: number): number {
    let first = 0;
    const look = (_: Uint8Array, view: DataView) => {
      first = view.getUint16(20, true) * 65_536 + view.getUint16(26, true);
    };
    this.editEntry(name, look, directory);
    return first;
  }

  get rootCluster(): number {
    return this.#bpb(44);
  }

  chain(first: number): number[] {
    const found = [first];
    for (let next = this.next(first); next < 0x0ffffff8; next = this.next(next)) found.push(next);
    return found;
  }

  next(cluster: number): number {
    const bytes = this.read(this.#tableAt(0) + cluster * 4, 4);
    return new DataView(bytes.buffer).getUint32(0, true) & LAST;
  }

  /** In both tables. The upper four bits of an entry mean nothing, and are set to show it. */
  link(cluster: number, next: number, tables: readonly number[] = [0, 1]): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, (next | 0xa0000000) >>> 0, true);
    for (const table of tables)
      writeAt(this.path, this.startBytes + this.#tableAt(table) + cluster * 4, bytes);
  }

  /** Moves a chain to the end of the volume, backwards and with gaps: no two of its clusters are neighbours. */
  scatter(first: number): number {
    const from = this.chain(first);
    let top = Math.floor((this.#bpb(32) * this.sectorBytes - this.#dataAt) / this.clusterBytes) + 1;
    while (this.next(top) !== 0) top -= 2;
    const to = from.map((_, n) => top - 2 * n);
    for (const [n, cluster] of to.entries()) {
      const content = this.read(this.clusterAt(from[n] ?? 0), this.clusterBytes);
      writeAt(this.path, this.startBytes + this.clusterAt(cluster), content);
      this.link(cluster, to[n + 1] ?? LAST);
      this.link(from[n] ?? 0, 0);
    }
    return to[0] ?? 0;
  }

  scatterFile(name: string, directory?: number): void {
    const first = this.scatter(this.firstCluster(name, directory));
    const lead = (_: Uint8Array, view: DataView) => {
      view.setUint16(20, first >>> 16, true);
      view.setUint16(26, first & 0xffff, true);
    };
    this.editEntry(name, lead, directory);
  }

  scatterRoot(): void {
    const first = this.scatter(this.rootCluster);
    this.editBootSector((_, view) => view.setUint32(44, first, true));
  }

  clusterAt(cluster: number): number {
    return this.#dataAt + (cluster - 2) * this.clusterBytes;
  }

  read(offset: number, length: number): Uint8Array {
    return readAt(this.path, this.startBytes + offset, length);
  }

  edit(offset: number, length: number, edit: (bytes: Uint8Array, view: DataView) => void): void {
    const bytes = this.read(offset, length);
    edit(bytes, new DataView(bytes.buffer));
    writeAt(this.path, this.startBytes + offset, bytes);
  }

  #bpb(at: number): number {
    return new DataView(this.read(at, 4).buffer).getUint32(0, true);
  }

  #tableAt(table: number): number {
    return ((this.#bpb(14) & 0xffff) + table * this.#bpb(36)) * this.sectorBytes;
  }

  get #dataAt(): number {
    return this.#tableAt(2);
  }
}
