import type { ReadBytes } from "./byte-range.ts";
import type { NtfsBoot } from "./ntfs-boot.ts";
import { damaged, readFully, type Structure } from "./ntfs-bytes.ts";

/** Clusters one after the other; `lcn` is null for a hole. */
export interface Run {
  vcn: number;
  lcn: number | null;
  clusters: number;
}

/** Unpacks one piece of a run list, whose first cluster in the stream is `vcn`. */
export function decodeRuns(mapping: Structure, vcn: number, boot: NtfsBoot): Run[] {
  const runs: Run[] = [];
  let at = 0;
  let lcn = 0;
  while (at < mapping.length && mapping.u8(at) !== 0) {
    const header = mapping.u8(at);
    const lengthBytes = header & 15;
    const offsetBytes = header >> 4;
    const clusters = signed(mapping.part(at + 1, lengthBytes));
    if (clusters < 1 || vcn + clusters > Number.MAX_SAFE_INTEGER)
      throw damaged("a run of clusters has no length");
    lcn += signed(mapping.part(at + 1 + lengthBytes, offsetBytes));
    const hole = offsetBytes === 0;
    if (!hole && (lcn < 0 || lcn + clusters > boot.totalClusters))
      throw damaged("a run of clusters lies outside the volume");
    runs.push({ vcn, lcn: hole ? null : lcn, clusters });
    vcn += clusters;
    at += 1 + lengthBytes + offsetBytes;
  }
  return runs;
}

function signed({ bytes }: Structure): number {
  if (bytes.length > 8) throw damaged("a run of clusters is described by too many bytes");
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return Number(BigInt.asIntN(bytes.length * 8, value));
}

/** Reads a stretch of a stream that lies in clusters; holes are zeros. */
export async function readRuns(
  read: ReadBytes,
  runs: readonly Run[],
  { clusterBytes }: NtfsBoot,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const position = offset + done;
    const run = runAt(runs, Math.floor(position / clusterBytes));
    if (!run) throw damaged("a file has fewer clusters than bytes");
    const skipped = position - run.vcn * clusterBytes;
    const part = Math.min(length - done, run.clusters * clusterBytes - skipped);
    if (run.lcn !== null)
      bytes.set(await readFully(read, { offset: run.lcn * clusterBytes + skipped, length: part }), done);
    done += part;
  }
  return bytes;
}

function runAt(runs: readonly Run[], vcn: number): Run | undefined {
  let low = 0;
  let high = runs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (!run) return undefined;
    if (vcn < run.vcn) high = middle - 1;
    else if (vcn >= run.vcn + run.clusters) low = middle + 1;
    else return run;
  }
  return undefined;
}
