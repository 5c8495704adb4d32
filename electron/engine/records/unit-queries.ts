import { UnitRecord } from "../../../shared/record.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Db } from "./database.ts";
import type { Derived } from "./events.ts";
import type { Records } from "./records.ts";

interface UnitQueries {
  unit: Records["unit"];
  open(): UnitRecord[];
  update(job: string, derived: Derived): void;
  asked: Pick<Records, "units" | "findUnits" | "stagedBefore">;
}

/** Everything that reads units, and the one thing that changes them. */
export function unitQueries(db: Db): UnitQueries {
  const one = db.prepare("SELECT * FROM units WHERE job = ?");
  const open = db.prepare("SELECT * FROM units WHERE ending IS NULL ORDER BY number");
  const update = db.prepare(`
    UPDATE units SET endedAt = @endedAt, ending = @ending, fault = @fault, writtenBytes = @writtenBytes,
      verifiedBytes = @verifiedBytes, phases = @phases
    WHERE job = @job`);
  return {
    unit: (job) => {
      const row = one.get(job);
      if (row === undefined) throw new StagingFault("record-unknown", `There is no record of job ${job}.`);
      return toUnit(row);
    },
    open: () => open.all().map(toUnit),
    update: (job, derived) =>
      void update.run({
        ...derived,
        job,
        fault: derived.fault && JSON.stringify(derived.fault),
        phases: JSON.stringify(derived.phases),
      }),
    asked: askedQueries(db),
  };
}

function askedQueries(db: Db): UnitQueries["asked"] {
  const batchIsThere = db.prepare("SELECT 1 FROM batches WHERE id = ?");
  const ofBatch = db.prepare("SELECT * FROM units WHERE batch = ? ORDER BY number");
  const containing = db.prepare(
    "SELECT * FROM units WHERE search LIKE ? ESCAPE '\\' ORDER BY number DESC LIMIT ?",
  );
  const staged = db.prepare(`
    WITH wanted AS (SELECT value FROM json_each(?))
    SELECT * FROM units
    WHERE (unitSerial IN wanted OR driveSerial IN wanted) AND ending = 'done'
    ORDER BY endedAt DESC, number DESC`);
  return {
    units: (batch) => {
      if (!batchIsThere.get(batch)) throw new StagingFault("batch-unknown", `There is no batch ${batch}.`);
      return ofBatch.all(batch).map(toUnit);
    },
    findUnits: (text, limit) => {
      const literal = folded(text.trim()).replaceAll(/[\\%_]/g, String.raw`\$&`);
      return containing.all(`%${literal}%`, limit).map(toUnit);
    },
    stagedBefore: (serials) => staged.all(JSON.stringify(serials)).map(toUnit),
  };
}

/** Upper and lower case, and the ways to write one letter, become the same. Of both what is kept and what is sought. */
export function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function toUnit(row: unknown): UnitRecord {
  const { volumeSerials, partitionGuids, fault, phases, ...plain } = row as Record<string, string | null>;
  const parse = (json: string | null | undefined): unknown => (json ? JSON.parse(json) : null);
  return UnitRecord.parse({
    ...plain,
    volumeSerials: parse(volumeSerials),
    partitionGuids: parse(partitionGuids),
    fault: parse(fault),
    phases: parse(phases),
  });
}
