import type { UnitValues } from "../../shared/unit-variables.ts";

/** One unit's own variables. */
export const unitValues: UnitValues = {
  UnitSerial: "PF-77",
  DriveSerial: "S1",
  DriveModel: "Bench SSD",
  DriveSizeBytes: "64000000000",
  Bay: "4",
  Batch: "B-2026-0001",
  Operator: "Kim & Co",
  Station: "bench 1",
  MediaName: "Field laptop",
  MediaVersion: "3.2",
  MediaId: "m1",
  SequenceName: "T",
  SequenceVersion: "1",
  StagedAt: "2026-03-01T08:00:00.000Z",
};
