import type { UnitValues } from "../../../shared/unit-variables.ts";
import type { StationParts } from "./ports.ts";
import type { PreparedBay, PreparedStart } from "./prepare.ts";

/** One unit's own variables. `stagedAt` is when its staging began, ISO 8601. */
export function unitValues(
  { station }: Pick<StationParts, "station">,
  { media, sequence }: Pick<PreparedStart, "media" | "sequence">,
  { bay, drive, unitSerial }: Pick<PreparedBay, "bay" | "drive" | "unitSerial">,
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
