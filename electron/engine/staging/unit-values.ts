import type { Drive } from "../../../shared/drive.ts";
import type { Media } from "../../../shared/media.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import type { UnitValues } from "../../../shared/unit-variables.ts";
import type { StationParts } from "./ports.ts";

/** One unit's own variables. `stagedAt` is when its staging began, ISO 8601. */
export function unitValues(
  { station }: Pick<StationParts, "station">,
  { media, sequence }: { media: Media; sequence: Sequence },
  { bay, drive, unitSerial }: { bay: number; drive: Drive; unitSerial: string },
  { batch, operator, stagedAt }: { batch: string; operator: string; stagedAt: string },
): UnitValues {
  return {
    UnitSerial: unitSerial,
    DriveSerial: drive.serial ?? "",
    DriveModel: drive.model,
    DriveSizeBytes: String(drive.sizeBytes),
    Bay: String(bay),
    Batch: batch,
    Operator: operator,
    Station: station,
    MediaName: media.name,
    MediaVersion: media.version,
    MediaId: media.id,
    SequenceName: sequence.name,
    SequenceVersion: sequence.version,
    StagedAt: stagedAt,
  };
}
