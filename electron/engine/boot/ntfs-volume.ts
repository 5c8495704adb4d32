import type { ByteRange, ReadBytes } from "./byte-range.ts";
import { requireNtfsBoot, type NtfsBoot } from "./ntfs-boot.ts";
import { damaged, readFully, Structure } from "./ntfs-bytes.ts";
import { ATTRIBUTE_LIST, DATA, decodeFileRecord, type Attribute, type FileRecord } from "./ntfs-record.ts";
import { decodeRuns, readRuns, type Run } from "./ntfs-runs.ts";

/** Windows never makes an attribute list larger. */
const MAX_LIST_BYTES = 256 * 1024;

/** One whole stream of a file, from all its records. */
export interface Stream {
  sizeBytes: number;
  initializedBytes: number;
  flags: number;
  resident: Structure | null;
  runs: Run[];
}

/** An opened volume: finds FILE records and streams. Reads only. All may throw StagingFault media-corrupt. */
export class NtfsVolume {
  readonly boot: NtfsBoot;
  readonly #read: ReadBytes;
  readonly #mft: Stream = emptyStream();

  private constructor(read: ReadBytes, boot: NtfsBoot) {
    this.#read = read;
    this.boot = boot;
  }

  static async open(read: ReadBytes): Promise<NtfsVolume> {
    const boot = await requireNtfsBoot(read);
    const volume = new NtfsVolume(read, boot);
    const range = { offset: boot.mftLcn * boot.clusterBytes, length: boot.fileRecordBytes };
    const record0 = decodeFileRecord(await readFully(read, range), 0);
    if (!(await volume.#gather(record0, DATA, "", volume.#mft)) || volume.#mft.resident)
      throw damaged("its file table has no clusters");
    return volume;
  }

  async record(number: number): Promise<FileRecord> {
    const { fileRecordBytes } = this.boot;
    const offset = number * fileRecordBytes;
    if (offset + fileRecordBytes > this.#mft.initializedBytes)
      throw damaged(`there is no file record ${number}`);
    const bytes = await readRuns(this.#read, this.#mft.runs, this.boot, offset, fileRecordBytes);
    return decodeFileRecord(bytes, number);
  }

  /** Where on the volume a FILE record lies: it is never cut in two. */
  recordRange(number: number): ByteRange {
    const { fileRecordBytes, clusterBytes } = this.boot;
    const offset = number * fileRecordBytes;
    const vcn = Math.floor(offset / clusterBytes);
    const run = this.#mft.runs.find((each) => vcn >= each.vcn && vcn < each.vcn + each.clusters);
    if (!run || run.lcn === null) throw damaged(`there is no file record ${number}`);
    return { offset: run.lcn * clusterBytes + offset - run.vcn * clusterBytes, length: fileRecordBytes };
  }

  /** Null when the file has no such attribute. */
  async stream(base: FileRecord, type: number, name: string): Promise<Stream | null> {
    const found = emptyStream();
    return (await this.#gather(base, type, name, found)) ? found : null;
  }

  async readStream(from: Stream, offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > from.sizeBytes) throw damaged("a file ends earlier than expected");
    if (from.resident) return from.resident.part(offset, length).bytes;
    const bytes = new Uint8Array(length);
    const written = Math.max(0, Math.min(length, from.initializedBytes - offset));
    bytes.set(await readRuns(this.#read, from.runs, this.boot, offset, written));
    return bytes;
  }

  /** Appends piece after piece, so that $MFT's own later records are found through its earlier ones. */
  async #gather(base: FileRecord, type: number, name: string, into: Stream): Promise<boolean> {
    const matches = (piece: { type: number; name: string }) => piece.type === type && piece.name === name;
    const list = base.attributes.find((attribute) => attribute.type === ATTRIBUTE_LIST);
    if (!list) {
      const piece = base.attributes.find(matches);
      if (piece) this.#append(into, piece);
      return piece !== undefined;
    }
    const places = (await this.#listed(list)).filter(matches);
    for (const { fileNumber, lowestVcn } of places) {
      const holder = await this.#holder(base, fileNumber);
      const piece = holder.attributes.find((one) => matches(one) && one.lowestVcn === lowestVcn);
      if (!piece) throw damaged(`file record ${fileNumber} lacks an attribute that ${base.number} lists`);
      this.#append(into, piece);
    }
    return places.length > 0;
  }

  async #holder(base: FileRecord, number: number): Promise<FileRecord> {
    if (number === base.number) return base;
    const holder = await this.record(number);
    if (holder.baseNumber !== base.number)
      throw damaged(`file record ${number} does not belong to ${base.number}`);
    return holder;
  }

  #append(into: Stream, piece: Attribute): void {
    const last = into.runs.at(-1);
    const nextVcn = last ? last.vcn + last.clusters : 0;
    if (piece.lowestVcn !== nextVcn || into.resident)
      throw damaged("the pieces of a file do not follow each other");
    if (piece.lowestVcn === 0) {
      into.sizeBytes = piece.sizeBytes;
      into.initializedBytes = piece.initializedBytes;
      into.flags = piece.flags;
      into.resident = piece.resident;
    }
    if (piece.mapping) for (const run of decodeRuns(piece.mapping, nextVcn, this.boot)) into.runs.push(run);
  }

  async #listed(list: Attribute): Promise<ListEntry[]> {
    if (list.sizeBytes > MAX_LIST_BYTES)
      throw damaged("an attribute list is longer than any system makes it");
    if (list.resident) return decodeList(list.resident);
    const runs = list.mapping ? decodeRuns(list.mapping, 0, this.boot) : [];
    const bytes = await readRuns(this.#read, runs, this.boot, 0, list.sizeBytes);
    return decodeList(new Structure(bytes, "an attribute list"));
  }
}

function emptyStream(): Stream {
  return { sizeBytes: 0, initializedBytes: 0, flags: 0, resident: null, runs: [] };
}

interface ListEntry {
  type: number;
  name: string;
  lowestVcn: number;
  fileNumber: number;
}

function decodeList(list: Structure): ListEntry[] {
  const entries: ListEntry[] = [];
  let at = 0;
  while (at + 0x18 <= list.length) {
    const length = list.u16(at + 4);
    if (length < 0x18) throw damaged("an attribute list has an empty entry");
    const entry = list.part(at, length);
    entries.push({
      type: entry.u32(0),
      name: entry.text(entry.u8(7), entry.u8(6)),
      lowestVcn: entry.u64(8),
      fileNumber: entry.fileNumber(0x10),
    });
    at += length;
  }
  return entries;
}
