import { StagingFault } from "../../../shared/fault.ts";
import type { UnitIds } from "./drive-image.ts";
import type { IdKind, StationParts } from "./ports.ts";

/** Chance alone would do; the records make it a promise. A clash in 2^32 is tried again, never shipped. */
const TRIES = 20;

type Ids = Pick<StationParts, "records" | "random">;

/** What of a drive needs ids of its own. */
export interface IdsNeeded {
  style: "mbr" | "gpt";
  partitions: number;
  /** The file systems of its volumes, in partition order. */
  volumes: readonly ("NTFS" | "FAT32")[];
}

/** New ids for one unit, never used by any unit on record, and on record as used when this returns. */
export function takeIds(parts: Ids, { style, partitions, volumes }: IdsNeeded, job: string): UnitIds {
  const gpt = style === "gpt";
  return {
    diskSignature: gpt ? 0 : Number.parseInt(takeHex(parts, "disk-signature", 4, job), 16),
    diskGuid: gpt ? takeGuid(parts, job) : null,
    partitionGuids: gpt ? Array.from({ length: partitions }, () => takeGuid(parts, job)) : [],
    volumeSerials: volumes.map((fileSystem) =>
      fileSystem === "NTFS" ? takeHex(parts, "volume-serial", 8, job) : takeHex(parts, "fat-serial", 4, job),
    ),
  };
}

function takeHex(parts: Ids, kind: IdKind, bytes: number, job: string): string {
  const text = () =>
    [...parts.random(bytes)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase();
  return takeOne(parts, [kind], text, job);
}

/** Disks and partitions share one supply: firmware looks for a GUID, whatever it is the GUID of. */
function takeGuid(parts: Ids, job: string): string {
  return takeOne(parts, ["disk-guid", "partition-guid"], () => randomGuid(parts.random(16)), job);
}

function takeOne({ records }: Ids, kinds: readonly IdKind[], make: () => string, job: string): string {
  for (let n = 0; n < TRIES; n++) {
    const id = make();
    if (!/^0+$/.test(id) && kinds.every((kind) => records.reserveIds(kind, [id], job))) return id;
  }
  throw new StagingFault("internal", `No unused ${kinds.join(" and ")} was found.`);
}

/** A GUID of version 4, upper case. */
export function randomGuid(random: Uint8Array): string {
  const text = [...random]
    .map((byte, n) => (n === 6 ? (byte & 0x0f) | 0x40 : n === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    "-",
  );
}

/** 8 hex digits; nothing for a drive whose table has no signature. */
export function signatureText(diskSignature: number): string {
  if (diskSignature === 0) return "";
  return diskSignature.toString(16).toUpperCase().padStart(8, "0");
}
