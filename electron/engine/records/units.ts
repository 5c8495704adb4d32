import type { RecordedEvent } from "../../../shared/record.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { JobEvent } from "../../../shared/job.ts";
import type { Db } from "./database.ts";
import { derive, EVENT_VERSION, readEvent, stateAfter, type EventRow } from "./events.ts";
import { idLedger } from "./issued-ids.ts";
import { NewUnit, type Records } from "./records.ts";
import { folded, unitQueries } from "./unit-queries.ts";

type UnitRecords = Pick<
  Records,
  | "addUnit"
  | "append"
  | "unit"
  | "units"
  | "findUnits"
  | "stagedBefore"
  | "events"
  | "openJobs"
  | "reserveIds"
>;

/** Units, their events and the ids on their drives. */
export function unitRecords(db: Db): UnitRecords {
  const queries = unitQueries(db);
  const ids = idLedger(db);
  const events = eventLog(db);
  const add = addUnit(db, (unit) => ids.takeFor(unit));

  const append = db.transaction((job: string, event: JobEvent, at: string): RecordedEvent => {
    const before = queries.unit(job);
    const story = events.of(job);
    const recorded = { job, n: story.length + 1, at, event };
    const after = derive(before, stateAfter(story), event, at);
    events.insert(recorded);
    queries.update(job, after);
    return recorded;
  });
  return {
    ...queries.asked,
    unit: queries.unit,
    addUnit: (unit) => {
      add(unit);
      return queries.unit(unit.job);
    },
    append: (job, event, at) => append.immediate(job, JobEvent.parse(event), at),
    events: (job) => (queries.unit(job), events.of(job)),
    openJobs: () => queries.open().map((unit) => ({ unit, events: events.of(unit.job) })),
    reserveIds: ids.reserve,
  };
}

function eventLog(db: Db): { of(job: string): RecordedEvent[]; insert(event: RecordedEvent): void } {
  const ofJob = db.prepare<[string], EventRow>("SELECT * FROM events WHERE job = ? ORDER BY n");
  const insert = db.prepare(
    `INSERT INTO events (job, n, v, at, event) VALUES (@job, @n, ${EVENT_VERSION}, @at, @event)`,
  );
  return {
    of: (job) => ofJob.all(job).map((row) => readEvent(row)),
    insert: (recorded) => void insert.run({ ...recorded, event: JSON.stringify(recorded.event) }),
  };
}

function addUnit(db: Db, takeIdsFor: (unit: NewUnit) => void): (unit: NewUnit) => void {
  const columns = [...Object.keys(NewUnit.shape), "search"];
  const insert = db.prepare(
    `INSERT INTO units (${columns.join()}) VALUES (${columns.map((name) => `@${name}`).join()})`,
  );
  const stateOf = db.prepare<[string], string>("SELECT state FROM batches WHERE id = ?").pluck();
  const add = db.transaction((unit: NewUnit) => {
    const state = stateOf.get(unit.batch);
    if (state === undefined) throw new StagingFault("batch-unknown", `There is no batch ${unit.batch}.`);
    if (state !== "open")
      throw new StagingFault("batch-closed", `Batch ${unit.batch} is closed and takes no more units.`);
    takeIdsFor(unit);
    const { volumeSerials, diskGuid = "", partitionGuids = [], ...plain } = NewUnit.parse(unit);
    const ids = { volumeSerials: JSON.stringify(volumeSerials), diskGuid };
    insert.run({
      ...plain,
      ...ids,
      partitionGuids: JSON.stringify(partitionGuids),
      search: searchText(unit),
    });
  });
  return (unit) => add.immediate(unit);
}

/** What a person may look for; a line break keeps the four apart. */
function searchText({ unitSerial, driveSerial, batch, model }: NewUnit): string {
  return folded([unitSerial, driveSerial ?? "", batch, model].join("\n"));
}
