import { Batch } from "../../../shared/record.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Db } from "./database.ts";
import type { NewBatch, Records } from "./records.ts";

type BatchRecords = Pick<Records, "createBatch" | "batch" | "listBatches" | "openBatches" | "closeBatch">;

const count = (ending: string) =>
  `(SELECT count(*) FROM units WHERE batch = batches.id AND ending IS ${ending})`;
const select = `
  SELECT batches.*,
    coalesce(newest.mediaName, '') AS mediaName,
    coalesce(newest.mediaVersion, '') AS mediaVersion,
    coalesce(newest.sequenceName, '') AS sequenceName,
    ${count("'done'")} AS done, ${count("'failed'")} AS failed, ${count("'cancelled'")} AS cancelled,
    ${count("'interrupted'")} AS interrupted, ${count("NULL")} AS open
  FROM batches
  LEFT JOIN units AS newest ON newest.number = (SELECT max(number) FROM units WHERE batch = batches.id)`;
const newestFirst = "ORDER BY batches.number DESC LIMIT ?";

export function batchRecords(db: Db): BatchRecords {
  const one = db.prepare(`${select} WHERE batches.id = ?`);
  const all = db.prepare(`${select} ${newestFirst}`);
  const open = db.prepare(`${select} WHERE batches.state = 'open' ${newestFirst}`);
  const last = db.prepare("SELECT coalesce(max(inYear), 0) FROM batches WHERE year = ?").pluck();
  const insert = db.prepare(`
    INSERT INTO batches (id, year, inYear, state, target, operator, note, createdAt)
    VALUES (@id, @year, @inYear, 'open', @target, @operator, @note, @at)`);
  const setState = db.prepare("UPDATE batches SET state = @state, closedAt = @closedAt WHERE id = @id");

  const batch = (id: string): Batch => {
    const row = one.get(id);
    if (row === undefined) throw new StagingFault("batch-unknown", `There is no batch ${id}.`);
    return toBatch(row);
  };
  const createBatch = db.transaction((wanted: NewBatch): Batch => {
    const year = new Date(wanted.at).getUTCFullYear();
    const inYear = Number(last.get(year)) + 1;
    const id = `B-${year}-${String(inYear).padStart(4, "0")}`;
    insert.run({ ...wanted, id, year, inYear });
    return batch(id);
  });
  const closeBatch = db.transaction((id: string, closed: boolean, at: string): Batch => {
    const { state } = batch(id);
    if ((state === "closed") !== closed)
      setState.run({ id, state: closed ? "closed" : "open", closedAt: closed ? at : null });
    return batch(id);
  });
  return {
    createBatch: (wanted) => createBatch.immediate(wanted),
    batch,
    listBatches: (limit) => all.all(limit).map(toBatch),
    openBatches: () => open.all(-1).map(toBatch),
    closeBatch: (id, closed, at) => closeBatch.immediate(id, closed, at),
  };
}

function toBatch(row: unknown): Batch {
  return Batch.parse({ ...(row as object), counts: row });
}
