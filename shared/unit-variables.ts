/**
 * What a staging sequence may ask of the unit and the drive it works on, by name: `%UnitSerial%` in a command on the
 * station or in a file that is filled for each unit. Upper and lower case alike; no step can set them.
 */
export const unitVariables = {
  UnitSerial: "the unit's serial: scanned, typed, or the drive's own",
  DriveSerial: "the serial that the drive tells; empty when it tells none",
  DriveModel: "the drive's model",
  DriveSizeBytes: "the drive's size in bytes",
  Bay: "the number of the bay",
  Batch: "the batch: B-2026-0017",
  Operator: "who started the batch, as typed there",
  Station: "the station's name and id",
  MediaName: "the medium's name",
  MediaVersion: "the medium's version",
  MediaId: "the medium's id in the library",
  SequenceName: "the name of the task sequence",
  SequenceVersion: "the version of the task sequence",
  StagedAt: "when the unit's staging began: 2026-03-01T08:15:00.000Z",
} as const;

export type UnitVariable = keyof typeof unitVariables;
/** One unit's values. */
export type UnitValues = Readonly<Record<UnitVariable, string>>;

const names = new Map(Object.keys(unitVariables).map((name) => [name.toLowerCase(), name as UnitVariable]));

/** The variable as it is written here; null when the unit has none of that name. */
export function unitVariable(name: string): UnitVariable | null {
  return names.get(name.toLowerCase()) ?? null;
}
