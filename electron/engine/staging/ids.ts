import { StagingFault } from "../../../shared/fault.ts";
import type { UnitIds } from "./drive-image.ts";
import type { StationParts } from "./ports.ts";

/** Chance alone would do; the records make it a promise. A clash in 2^32 is tried again, never shipped. */
const TRIES = 20;

/** New ids for one unit, never used by any unit on record, and on record as used when this returns. */
export function takeIds(
  parts: Pick<StationParts, "records" | "random">,
  volumes: number,
  job: string,
): UnitIds {
  const diskSignature = Number.parseInt(takeOne(parts, "disk-signature", 4, job), 16);
  const volumeSerials = Array.from({ length: volumes }, () => takeOne(parts, "volume-serial", 8, job));
  return { diskSignature, volumeSerials };
}

function takeOne(
  { records, random }: Pick<StationParts, "records" | "random">,
  kind: "disk-signature" | "volume-serial",
  bytes: number,
  job: string,
): string {
  for (let n = 0; n < TRIES; n++) {
    const id = [...random(bytes)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase();
    if (!/^0+$/.test(id) && records.reserveIds(kind, [id], job)) return id;
  }
  throw new StagingFault("internal", `No unused ${kind} was found.`);
}

export function signatureText(diskSignature: number): string {
  return diskSignature.toString(16).toUpperCase().padStart(8, "0");
}
