import { viewOf } from "./byte-range.ts";
import type { ReadBytes } from "./byte-range.ts";
import { requireNtfsBoot, type NtfsBoot } from "./ntfs-boot.ts";
import { damaged, type Structure } from "./ntfs-bytes.ts";
import { openRecord, packRun, reshapeStream, sealRecord } from "./ntfs-edit.ts";
import { DATA } from "./ntfs-record.ts";
import { NtfsVolume, type Stream } from "./ntfs-volume.ts";
import { overlayOf, type Overlay } from "./overlay.ts";

const MFT_FILE = 0;
const MFT_MIRROR_FILE = 1;
const BITMAP_FILE = 6;
const BAD_CLUSTERS_FILE = 8;
const MAX_CLUSTERS = 2 ** 32 - 1;

/**
 * A larger volume of the same content, as changes over the one it was: boot sector and its backup, $Bitmap and the
 * records of $Bitmap and $BadClus. Nothing else of an NTFS volume knows its size. $Bitmap moves behind the old end when
 * it needs more clusters than it has; no file moves.
 * @param read a clean volume
 * @param sizeBytes of the whole partition, the backup boot sector included; no less than the volume has
 * @param hiddenSectors the partition's first sector on the drive
 * @throws StagingFault media-corrupt when the volume contradicts itself
 */
export async function growNtfs(read: ReadBytes, sizeBytes: number, hiddenSectors: number): Promise<Overlay> {
  const old = await requireNtfsBoot(read);
  const grown = grownBoot(old, sizeBytes);
  const overlay = overlayOf(read, sizeBytes);
  const volume = await NtfsVolume.open(read);
  await growBitmap(overlay, volume, grown);
  await changeRecord(overlay, volume, BAD_CLUSTERS_FILE, (record) => {
    const bytes = grown.totalClusters * grown.clusterBytes;
    const runs = packRun(grown.totalClusters, null);
    const shape = { allocatedBytes: bytes, sizeBytes: bytes, initializedBytes: 0, runs };
    return reshapeStream(record, DATA, "$Bad", shape);
  });
  await writeBoot(overlay, grown, hiddenSectors);
  return overlay;
}

function grownBoot(old: NtfsBoot, sizeBytes: number): NtfsBoot {
  const totalSectors = sizeBytes / old.sectorBytes - 1;
  const totalClusters = Math.floor((totalSectors * old.sectorBytes) / old.clusterBytes);
  if (!Number.isInteger(totalSectors) || totalClusters < old.totalClusters || totalClusters > MAX_CLUSTERS)
    throw new RangeError(`no NTFS volume grows from ${old.totalClusters} to ${totalClusters} clusters`);
  return { ...old, totalSectors, totalClusters, backupBootOffset: totalSectors * old.sectorBytes };
}

async function growBitmap(overlay: Overlay, volume: NtfsVolume, grown: NtfsBoot): Promise<void> {
  const old = volume.boot;
  const stream = await volume.stream(await volume.record(BITMAP_FILE), DATA, "");
  if (!stream || stream.resident) throw damaged("its $Bitmap has no clusters");
  const { clusterBytes, totalClusters } = grown;
  const sizeBytes = Math.ceil(totalClusters / 64) * 8;
  const clusters = Math.ceil(sizeBytes / clusterBytes);
  const bits = new Uint8Array(clusters * clusterBytes);
  bits.set(await volume.readStream(stream, 0, Math.ceil(old.totalClusters / 8)));
  mark(bits, old.totalClusters, Math.min(totalClusters, Math.ceil(old.totalClusters / 8) * 8), false);
  const lcn = place(bits, stream, clusters, grown, old.totalClusters);
  // Behind the last cluster bits are set, so that nobody ever takes one.
  mark(bits, totalClusters, sizeBytes * 8, true);
  await overlay.write(lcn * clusterBytes, bits);
  await changeRecord(overlay, volume, BITMAP_FILE, (record) =>
    reshapeStream(record, DATA, "", {
      allocatedBytes: clusters * clusterBytes,
      sizeBytes,
      initializedBytes: sizeBytes,
      runs: packRun(clusters, lcn),
    }),
  );
}

/** Where $Bitmap comes to lie: where it was if that is room enough, else in free clusters, which are marked. */
function place(
  bits: Uint8Array,
  { runs }: Stream,
  clusters: number,
  { totalClusters }: NtfsBoot,
  oldClusters: number,
): number {
  const [only] = runs;
  if (only && only.lcn !== null && runs.length === 1 && only.clusters === clusters) return only.lcn;
  for (const run of runs) if (run.lcn !== null) mark(bits, run.lcn, run.lcn + run.clusters, false);
  // Not at the first gap: that is where the file table is to grow.
  const lcn =
    freeRun(bits, oldClusters, totalClusters, clusters) ?? freeRun(bits, 0, totalClusters, clusters);
  if (lcn === null) throw damaged("it has no room for its own $Bitmap");
  mark(bits, lcn, lcn + clusters, true);
  return lcn;
}

function freeRun(bits: Uint8Array, from: number, end: number, length: number): number | null {
  let free = 0;
  for (let cluster = from; cluster < end; cluster++) {
    free = (bits[cluster >>> 3] ?? 0) & (1 << (cluster & 7)) ? 0 : free + 1;
    if (free === length) return cluster - length + 1;
  }
  return null;
}

function mark(bits: Uint8Array, from: number, end: number, used: boolean): void {
  for (let cluster = from; cluster < end; cluster++) {
    const byte = cluster >>> 3;
    const bit = 1 << (cluster & 7);
    bits[byte] = used ? (bits[byte] ?? 0) | bit : (bits[byte] ?? 0) & ~bit;
  }
}

async function changeRecord(
  overlay: Overlay,
  volume: NtfsVolume,
  number: number,
  change: (record: Structure) => Structure,
): Promise<void> {
  const { clusterBytes, fileRecordBytes } = volume.boot;
  const at = number * fileRecordBytes;
  const placeIn = async (file: number): Promise<number | null> => {
    const table = await volume.stream(await volume.record(file), DATA, "");
    const run = table?.runs[0];
    const inside =
      run?.lcn != null &&
      at + fileRecordBytes <= Math.min(table?.sizeBytes ?? 0, run.clusters * clusterBytes);
    return inside ? (run.lcn ?? 0) * clusterBytes + at : null;
  };
  // Formatting lays the system files' records out in one stretch.
  const offset = await placeIn(MFT_FILE);
  if (offset === null) throw damaged("its file table begins in pieces");
  const record = openRecord(await overlay.read({ offset, length: fileRecordBytes }), number);
  const changed = sealRecord(change(record));
  await overlay.write(offset, changed);
  // The mirror has the first four records, and with large clusters more of them.
  const mirrored = await placeIn(MFT_MIRROR_FILE);
  if (mirrored !== null) await overlay.write(mirrored, changed);
}

async function writeBoot(overlay: Overlay, grown: NtfsBoot, hiddenSectors: number): Promise<void> {
  const sector = await overlay.read({ offset: 0, length: grown.sectorBytes });
  viewOf(sector).setUint32(0x1c, hiddenSectors, true);
  viewOf(sector).setBigUint64(0x28, BigInt(grown.totalSectors), true);
  await overlay.write(0, sector);
  await overlay.write(grown.backupBootOffset, sector);
}
