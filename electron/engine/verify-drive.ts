import type { DriveVerdict } from "../../shared/inspection.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { WrittenLayout } from "../../shared/written-image.ts";
import { stampOf, type ReadableDrive } from "./drive-reader.ts";
import type { Records } from "./records/records.ts";
import type { TaskWork } from "./tasks.ts";
import { HASH_BYTES, sha256, type WrittenImages } from "./written-images.ts";

interface VerifyParts {
  records: Pick<Records, "unit">;
  images: Pick<WrittenImages, "ofUnit">;
}

/** A stretch of the drive and what it must hash to. */
interface Expected {
  offset: number;
  length: number;
  sha256: Uint8Array;
}

/**
 * Re-reads a staged drive against its record, also after months on a shelf: everything that staging wrote is hashed and
 * compared. Neither the medium nor its master is needed any more.
 * @throws StagingFault drive-not-staged, record-unknown, drive-read-failed; `signal.reason`
 */
export async function verifyDrive(
  { records, images }: VerifyParts,
  drive: ReadableDrive,
  work: TaskWork,
): Promise<DriveVerdict> {
  const stamp = await stampOf(drive);
  if (!stamp)
    throw new StagingFault("drive-not-staged", `${drive.path} carries no stamp of a Prestage station.`);
  const { ending } = records.unit(stamp.job);
  const { layout, own, hashes } = await images.ofUnit(stamp.job);
  const expected: Expected[] = [
    ...layout.shared.map(({ offset, length }, n) => ({
      offset,
      length,
      sha256: hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES),
    })),
    ...own.map(({ sha256, ...range }) => ({ ...range, sha256: Buffer.from(sha256, "hex") })),
  ].toSorted((a, b) => a.offset - b.offset);
  const { bytes, differs } = await compare(drive, expected, work);
  const firstDifference = differs && {
    offset: differs.offset,
    length: differs.length,
    where: placeOf(differs.offset, layout),
  };
  const equal = firstDifference === null && stamp.committed;
  return { path: drive.path, stamp, ending, equal, comparedBytes: bytes, firstDifference };
}

async function compare(
  drive: ReadableDrive,
  expected: readonly Expected[],
  { signal, tell }: TaskWork,
): Promise<{ bytes: number; differs: Expected | null }> {
  const total = expected.reduce((sum, { length }) => sum + length, 0);
  let bytes = 0;
  for (const each of expected) {
    signal.throwIfAborted();
    const found = await drive.read(each);
    if (Buffer.compare(sha256(found), each.sha256) !== 0) return { bytes, differs: each };
    bytes += each.length;
    tell("Comparing with the record", bytes, total);
  }
  return { bytes, differs: null };
}

function placeOf(at: number, { volumes }: WrittenLayout): string {
  const n = volumes.findIndex(({ offset, length }) => at >= offset && at < offset + length);
  const volume = volumes[n];
  if (!volume) return "the partition table";
  return `partition ${n + 1} (${volume.label || "no volume"}), byte ${at - volume.offset} of it`;
}
