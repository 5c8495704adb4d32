import type { Batch, UnitRecord } from "../../../../shared/record.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { formatFacts, formatTable } from "../table.ts";
import { formatDate } from "../words.ts";
import { unitTable } from "./unit-table.ts";

const ALL = 1000;

export const batches: Command = {
  name: "batches",
  takes: "[ID]",
  words: [0, 1],
  summary: "Lists the batches, or shows one with its units",
  flags: {
    close: { words: "close the batch: it takes no more units, and its report is final" },
    reopen: { words: "open a closed batch again" },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const [id] = given.words;
    const [close, reopen] = [given.has("close"), given.has("reopen")];
    if (close && reopen) throw new UsageError("--close and --reopen exclude each other.", "batches");
    if ((close || reopen) && id === undefined)
      throw new UsageError("Which batch? Give its id with --close and --reopen.", "batches");
    await using engine = await station();
    if (id === undefined) {
      const list = await engine.client.listBatches({ limit: ALL });
      output.result(list, () => batchTable(list));
      return exitCodes.ok.code;
    }
    if (close || reopen) await engine.client.closeBatch({ batch: id, closed: close });
    const batch = (await engine.client.listBatches({ limit: ALL })).find((one) => one.id === id);
    if (!batch) throw new StagingFault("batch-unknown", `The records know no batch ${id}.`);
    const units = await engine.client.batchUnits({ batch: id });
    output.result({ batch, units }, () => batchFacts(batch, units));
    return exitCodes.ok.code;
  },
};

function batchTable(list: readonly Batch[]): string {
  if (list.length === 0) return "No batches yet. The first start makes one.";
  return formatTable(
    [
      { title: "Batch", cell: ({ id }) => id },
      { title: "State", cell: ({ state }) => (state === "open" ? "Open" : "Closed") },
      { title: "Made", cell: ({ createdAt }) => formatDate(createdAt) },
      { title: "Media", cell: ({ mediaName, mediaVersion }) => `${mediaName} ${mediaVersion}`.trim() },
      { title: "Done", cell: ({ counts }) => counts.done, right: true },
      { title: "Failed", cell: ({ counts }) => counts.failed, right: true },
      { title: "Cancelled", cell: ({ counts }) => counts.cancelled, right: true },
      { title: "Interrupted", cell: ({ counts }) => counts.interrupted, right: true },
      { title: "Running", cell: ({ counts }) => counts.open, right: true },
      { title: "Target", cell: ({ target }) => target, right: true },
      { title: "Operator", cell: ({ operator }) => operator || null },
    ],
    list,
  );
}

function batchFacts(batch: Batch, units: readonly UnitRecord[]): string {
  const facts = formatFacts([
    ["Batch", batch.id],
    ["State", batch.state === "open" ? "Open" : `Closed ${formatDate(batch.closedAt ?? batch.createdAt)}`],
    ["Made", formatDate(batch.createdAt)],
    ["Operator", batch.operator || null],
    ["Note", batch.note || null],
    ["Target", batch.target],
    ["Media", `${batch.mediaName} ${batch.mediaVersion}`.trim() || null],
    ["Task sequence", batch.sequenceName || null],
  ]);
  return `${facts}\n\n${unitTable(units)}`;
}
