import { close, constants, fstat, open } from "node:fs";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import type { Drive } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { blockSizeBytes, diskSequence, isReadOnly, sectorBytes } from "../libc.ts";

const openPath = promisify(open);
const closeDescriptor = promisify(close);
const statDescriptor = promisify(fstat);

/**
 * Takes a drive for us alone, past the page cache, and proves on the open descriptor that it is the one that was
 * listed. Nothing is written. The caller closes the descriptor.
 * @throws StagingFault drive-gone, drive-busy, drive-swapped, drive-refused (read-only), root-needed
 */
export async function openDrive(drive: Drive): Promise<number> {
  const fd = await openAlone(drive);
  try {
    if (!(await statDescriptor(fd)).isBlockDevice()) throw gone(drive);
    confirmDrive(fd, drive);
    return fd;
  } catch (thrown) {
    await closeDescriptor(fd);
    throw faultOf(thrown, drive);
  }
}

/**
 * The open drive is still the one that was listed: same insertion, size and sectors, and it may be written.
 * @throws StagingFault drive-gone, drive-swapped, drive-refused
 */
export function confirmDrive(fd: number, drive: Drive): void {
  try {
    const sizeBytes = blockSizeBytes(fd);
    if (sizeBytes === 0) throw gone(drive); // the slot is there, its medium is not
    if (drive.diskseq !== null && diskSequence(fd) !== drive.diskseq)
      throw swapped(drive, "was put in after that");
    if (sizeBytes !== drive.sizeBytes)
      throw swapped(drive, `holds ${sizeBytes} bytes and not ${drive.sizeBytes}`);
    if (sectorBytes(fd) !== drive.logicalSectorBytes) throw swapped(drive, "has sectors of another size");
    if (isReadOnly(fd)) throw new StagingFault("drive-refused", `${nameOf(drive)} is write-protected.`);
  } catch (thrown) {
    throw faultOf(thrown, drive);
  }
}

async function openAlone(drive: Drive): Promise<number> {
  try {
    // before opening: opening a pipe waits, opening a tape winds it
    if (!(await stat(drive.path)).isBlockDevice()) throw gone(drive);
    return await openPath(drive.path, constants.O_RDWR | constants.O_EXCL | constants.O_DIRECT);
  } catch (thrown) {
    throw faultOf(thrown, drive);
  }
}

// errno numbers, since Node has no name for all of them
const GONE = new Set([2 /* ENOENT */, 5 /* EIO */, 6 /* ENXIO */, 19 /* ENODEV */, 123 /* ENOMEDIUM */]);
const EBUSY = 16;
const EROFS = 30;
const NOT_ALLOWED = new Set([1 /* EPERM */, 13 /* EACCES */]);

/** What the kernel answers, in the operator's terms. */
function faultOf(thrown: unknown, drive: Drive): unknown {
  const errno = errnoOf(thrown);
  if (thrown instanceof StagingFault || errno === null) return thrown;
  const cause = { cause: thrown };
  const name = nameOf(drive);
  if (GONE.has(errno)) return gone(drive, thrown);
  if (errno === EBUSY)
    return new StagingFault(
      "drive-busy",
      `${name} is in use: it is mounted, part of a RAID or volume group, or another program holds it.`,
      cause,
    );
  if (errno === EROFS) return new StagingFault("drive-refused", `${name} is write-protected.`, cause);
  if (NOT_ALLOWED.has(errno))
    return new StagingFault("root-needed", `This user may not write ${name}.`, cause);
  return thrown;
}

/** Node's errors have it negative, those of our own calls positive. */
function errnoOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !("errno" in thrown)) return null;
  return typeof thrown.errno === "number" ? Math.abs(thrown.errno) : null;
}

function gone(drive: Drive, cause?: unknown): StagingFault {
  return new StagingFault("drive-gone", `${nameOf(drive)} is not there any more.`, { cause });
}

function swapped(drive: Drive, how: string): StagingFault {
  return new StagingFault(
    "drive-swapped",
    `What is at ${drive.path} now is not ${nameOf(drive)}: it ${how}.`,
  );
}

function nameOf({ model, serial, path }: Drive): string {
  return `${model} ${serial ?? "(no serial)"} at ${path}`;
}
