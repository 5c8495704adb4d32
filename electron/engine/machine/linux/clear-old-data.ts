import { close, fdatasync, write } from "node:fs";
import { promisify } from "node:util";
import type { Drive } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { ByteRange, ReadBytes } from "../../boot/byte-range.ts";
import { flushBuffers } from "../libc.ts";
import { alignedBytes } from "../memory.ts";
import { nodeNameOf, readBlockNodes } from "./block-nodes.ts";
import { readsOf } from "./drive-reader.ts";
import { findOldData } from "./old-data.ts";
import { openDrive } from "./open-drive.ts";
import { kernelFiles } from "./sysfs.ts";

const closeDescriptor = promisify(close);
const writeAt = promisify(write);
const syncData = promisify(fdatasync);

/**
 * Blanks the marks of old RAIDs, volume groups and pools on a drive that nothing uses, and nothing else, then looks
 * again. The rest of its data stays as it is.
 * @returns what was blanked ("LVM2 member"), once each
 * @throws StagingFault as `openDrive`; drive-write-failed, drive-read-failed
 */
export async function clearOldData(drive: Drive): Promise<string[]> {
  const disk = nodeNameOf(drive.path);
  const partitions = readBlockNodes(kernelFiles()).filter((node) => node.disk === disk);
  const fd = await openDrive(drive);
  try {
    const read = readsOf(fd);
    const look = () =>
      findOldData(read, drive.sizeBytes, partitions).catch((error) => unreadable(drive, error));
    const found = await look();
    for (const { range } of found)
      await blank(fd, read, range, drive.logicalSectorBytes).catch((error) => unwritable(drive, error));
    await flushBuffers(fd);
    const left = await look();
    if (left[0])
      throw new StagingFault(
        "drive-write-failed",
        `${drive.path} still carries a ${left[0].kind} after clearing.`,
      );
    return [...new Set(found.map(({ kind }) => kind))];
  } finally {
    await closeDescriptor(fd);
  }
}

/** The drive is written by whole sectors, so what else stands in them is written back as it was. */
async function blank(fd: number, read: ReadBytes, range: ByteRange, sectorBytes: number): Promise<void> {
  const start = range.offset - (range.offset % sectorBytes);
  const end = Math.ceil((range.offset + range.length) / sectorBytes) * sectorBytes;
  const sectors = alignedBytes(end - start);
  sectors.set(await read({ offset: start, length: sectors.length }));
  sectors.fill(0, range.offset - start, range.offset - start + range.length);
  const { bytesWritten } = await writeAt(fd, sectors, 0, sectors.length, start);
  if (bytesWritten !== sectors.length) throw new Error(`${bytesWritten} of ${sectors.length} bytes taken`);
  await syncData(fd);
}

function unreadable(drive: Drive, cause: unknown): never {
  throw new StagingFault("drive-read-failed", `${drive.path} could not be read for old marks.`, { cause });
}

function unwritable(drive: Drive, cause: unknown): never {
  throw new StagingFault("drive-write-failed", `${drive.path} did not take the blanks.`, { cause });
}
