import type { Drive } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Plan, PlannedPartition } from "../sequence/plan.ts";
import type { Range } from "./machine.ts";

const MIB = 2 ** 20;
/** Partitions begin and end on this, so that no drive's erase block or 4 KiB sector is ever cut. */
const ALIGN_BYTES = MIB;
/** Kept free at the end: an old backup GPT lies there, and Clear wipes it. */
const TAIL_BYTES = MIB;
/** Below this no NTFS volume makes sense. */
const MIN_PARTITION_BYTES = 8 * MIB;

export interface LaidPartition extends Range {
  partition: PlannedPartition;
}

/**
 * Where a plan's partitions come to lie on a drive of this size. Sizes in bytes, from the start of the drive.
 * @throws StagingFault drive-too-small, sector-size-unsupported
 */
export function layOut(plan: Plan, drive: Pick<Drive, "sizeBytes" | "logicalSectorBytes">): LaidPartition[] {
  if (plan.firmware === "bios" && drive.logicalSectorBytes !== 512)
    throw new StagingFault(
      "sector-size-unsupported",
      `This drive has ${drive.logicalSectorBytes}-byte sectors, and “${plan.sequence.name}” starts by BIOS. No BIOS starts from such a drive.`,
    );
  const end = alignDown(drive.sizeBytes) - TAIL_BYTES;
  let offset = ALIGN_BYTES;
  return plan.partitions.map((partition) => {
    const length = alignDown(sizeOf(partition, end - offset));
    if (length < MIN_PARTITION_BYTES || offset + length > end) throw tooSmall(plan, drive.sizeBytes);
    const laid = { partition, offset, length };
    offset += length;
    return laid;
  });
}

/** The parts of a drive to clear, so that nothing old can be mistaken for new: both ends and each new volume's start. */
export function clearRanges(laid: readonly LaidPartition[], driveBytes: number): Range[] {
  const [head, tail] = tableRanges(driveBytes);
  return [head, ...laid.map(({ offset }) => ({ offset, length: 4096 })), tail];
}

/** Both ends of a drive: every partition table that anyone may look for, and the stamp. */
export function tableRanges(driveBytes: number): [head: Range, tail: Range] {
  const tail = Math.max(MIB, alignDown(driveBytes, 4096) - TAIL_BYTES);
  return [
    { offset: 0, length: MIB },
    { offset: tail, length: driveBytes - tail }, // to the very last sector: the backup GPT's header is there
  ];
}

/** The volumes whose format is to leave no old byte in them: what their new content does not cover is zeroed as well. */
export function fullFormats(laid: readonly LaidPartition[]): Range[] {
  return laid.flatMap(({ partition: { volume }, offset, length }) =>
    volume && !volume.quick ? { offset, length } : [],
  );
}

function sizeOf({ size }: PlannedPartition, leftBytes: number): number {
  switch (size.unit) {
    case "bytes":
      return Math.ceil(size.bytes / ALIGN_BYTES) * ALIGN_BYTES;
    case "percent":
      return (leftBytes * size.percent) / 100;
    case "rest":
      return leftBytes;
  }
}

function alignDown(bytes: number, to = ALIGN_BYTES): number {
  return Math.floor(bytes / to) * to;
}

function tooSmall(plan: Plan, sizeBytes: number): StagingFault {
  return new StagingFault(
    "drive-too-small",
    `The drive has ${(sizeBytes / 1e9).toFixed(1)} GB. The partitions of “${plan.sequence.name}” do not fit on it.`,
  );
}
