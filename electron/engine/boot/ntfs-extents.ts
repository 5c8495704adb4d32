import type { ByteRange, ReadBytes } from "./byte-range.ts";
import { addExtent, BLOCK_BYTES, blockEnd, blockStart } from "./extents.ts";
import type { NtfsBoot } from "./ntfs-boot.ts";
import { damaged, readFully } from "./ntfs-bytes.ts";
import { DATA } from "./ntfs-record.ts";
import { NtfsVolume } from "./ntfs-volume.ts";

const BITMAP_FILE = 6;
const CHUNK_BYTES = 1024 * 1024;

/**
 * The stretches of a volume that matter: its used clusters, and the 4 KiB block with the backup boot sector behind
 * the last cluster, of which $Bitmap knows nothing. In order, not touching, every edge a multiple of 4 KiB.
 * @param mergeGapBytes stretches with at most this much between them become one: fewer, longer writes
 * @throws StagingFault media-corrupt
 */
export async function usedExtents(
  read: ReadBytes,
  boot: NtfsBoot,
  mergeGapBytes = 64 * 1024,
): Promise<ByteRange[]> {
  const backup = blockStart(boot.backupBootOffset);
  // First, because it also proves that the volume is as long as it says before its bitmap is believed.
  await readFully(read, { offset: boot.backupBootOffset, length: boot.sectorBytes });
  const extents: ByteRange[] = [];
  for await (const clusters of usedClusters(read, boot)) {
    const start = blockStart(clusters.offset * boot.clusterBytes);
    const end = blockEnd((clusters.offset + clusters.length) * boot.clusterBytes);
    addExtent(extents, start, end, mergeGapBytes);
  }
  addExtent(extents, backup, backup + BLOCK_BYTES, mergeGapBytes);
  return extents;
}

/** Runs of used clusters, in clusters. */
async function* usedClusters(read: ReadBytes, boot: NtfsBoot): AsyncGenerator<ByteRange> {
  const volume = await NtfsVolume.open(read);
  const bitmap = await volume.stream(await volume.record(BITMAP_FILE), DATA, "");
  const bitmapBytes = Math.ceil(boot.totalClusters / 8);
  if (!bitmap || bitmap.sizeBytes < bitmapBytes) throw damaged("its $Bitmap is too short");
  if (bitmap.runs.some(({ lcn }) => lcn === null)) throw damaged("its $Bitmap has holes");
  let start = -1;
  for (let offset = 0; offset < bitmapBytes; offset += CHUNK_BYTES) {
    const bytes = await volume.readStream(bitmap, offset, Math.min(CHUNK_BYTES, bitmapBytes - offset));
    for (const [at, used] of edges(bytes, start >= 0)) {
      // Bits behind the last cluster are set too: they stand for nothing.
      const cluster = Math.min(offset * 8 + at, boot.totalClusters);
      if (used) start = cluster;
      else if (cluster > start) yield { offset: start, length: cluster - start };
      if (!used) start = -1;
    }
  }
  if (start >= 0 && start < boot.totalClusters) yield { offset: start, length: boot.totalClusters - start };
}

/** Where bits change: [bit number, what they change to]. */
function* edges(bytes: Uint8Array, usedBefore: boolean): Generator<[number, boolean]> {
  let used = usedBefore;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === (used ? 0xff : 0)) continue;
    for (let bit = 0; bit < 8; bit++) {
      const now = ((byte >> bit) & 1) === 1;
      if (now !== used) yield [index * 8 + bit, now];
      used = now;
    }
  }
}
