import type { NewUnit } from "../../electron/engine/records/records.ts";

/** A unit at its start, as the station records it; `n` makes its job, serials, ids and bay its own. */
export function newUnit(n: number, over: Partial<NewUnit> = {}): NewUnit {
  const hex = n.toString(16).padStart(8, "0");
  return {
    job: `job-${n}`,
    batch: "B-2026-0001",
    bay: ((n - 1) % 8) + 1,
    unitSerial: `UNIT-${String(n).padStart(4, "0")}`,
    unitSerialSource: "scanned",
    driveSerial: `DRV${String(n).padStart(6, "0")}`,
    driveSerialSource: "ata",
    wwid: `naa.5000000${hex}`,
    model: "Bench SSD 240",
    sizeBytes: 240_057_409_536,
    logicalSectorBytes: 512,
    mediaId: "0d6d9b8e-5d4c-4a57-9a3c-3f6a1f0b7c11",
    mediaName: "Field laptop",
    mediaVersion: "3.2",
    mediaSha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    imageIndex: 1,
    sequenceName: "Stage prestaged media (BIOS)",
    sequenceVersion: "1",
    sequenceHash: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    oldData: "discard",
    station: "ST-7K4M-Q2XW",
    software: "Prestage 0.1.0",
    operator: "Day shift",
    bench: "real",
    diskSignature: hex,
    volumeSerials: [`aa00bb00${hex}`, `cc00dd00${hex}`],
    diskGuid: "",
    partitionGuids: [],
    startedAt: "2026-03-02T08:00:00.000Z",
    ...over,
  };
}
