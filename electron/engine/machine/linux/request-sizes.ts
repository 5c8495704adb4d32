import { basename } from "node:path";
import type { Drive } from "../../../../shared/drive.ts";
import { kernelFiles, type KernelFiles } from "./sysfs.ts";

const MIB = 2 ** 20;
const CHUNK_BYTES = 4 * MIB;
/** So many of the kernel's own requests at once keep flash busy: they are large ones. */
const IN_FLIGHT = 8;

/**
 * How large a request and how many at a time. The kernel cuts each into pieces of the drive's own largest request
 * (`max_sectors_kb`): there are as many as make eight pieces, or what the drive's queue holds (`nr_requests`), but two at
 * least, so that the drive has work while one is compared, and four at most: what is in flight should stay in the
 * processor's cache until it is compared. A disk's head should not be sent to and fro: it gets two.
 */
export function requestSizes(
  { path, rotational }: Pick<Drive, "path" | "rotational">,
  files: KernelFiles = kernelFiles(),
): { chunkBytes: number; depth: number } {
  if (rotational) return { chunkBytes: CHUNK_BYTES, depth: 2 };
  const queue = `/sys/block/${basename(path)}/queue`;
  const pieceBytes = files.number(`${queue}/max_sectors_kb`) * 1024 || MIB;
  const inFlight = Math.min(files.number(`${queue}/nr_requests`) || IN_FLIGHT, IN_FLIGHT);
  const filling = Math.ceil((inFlight * pieceBytes) / CHUNK_BYTES);
  return { chunkBytes: CHUNK_BYTES, depth: Math.min(Math.max(filling, 2), 4) };
}
