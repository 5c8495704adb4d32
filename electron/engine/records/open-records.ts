import { batchRecords } from "./batches.ts";
import { carriedRecords } from "./carried.ts";
import { locationRecords } from "./content-locations.ts";
import { openDatabase } from "./database.ts";
import { mediaEventRecords } from "./media-events.ts";
import { proofRecords } from "./proofs.ts";
import { inWords } from "./records-fault.ts";
import { sequenceRecords } from "./sequences.ts";
import { stationRecords } from "./station.ts";
import { modelRecords } from "./target-models.ts";
import { trustRecords } from "./trust.ts";
import { unitRecords } from "./units.ts";
import { imageRecords } from "./written-images.ts";
import type { Records } from "./records.ts";

/**
 * Opens the station's records, makes them when there are none yet, and brings older ones up to date.
 * @throws StagingFault home-not-writable (no records yet and none can be made), database-read-only, database-corrupt
 * (the file is left as it is), database-newer, disk-full
 */
export function openRecords(path: string): Records {
  const db = openDatabase(path);
  return inWords(
    {
      ...batchRecords(db),
      ...unitRecords(db),
      ...sequenceRecords(db),
      ...proofRecords(db),
      ...locationRecords(db),
      ...imageRecords(db),
      ...mediaEventRecords(db),
      ...carriedRecords(db),
      ...stationRecords(db),
      ...trustRecords(db),
      ...modelRecords(db),
      close: () => void db.close(),
    },
    path,
  );
}
