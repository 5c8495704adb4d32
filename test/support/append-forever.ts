import { writeSync } from "node:fs";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { newUnit } from "./unit-record.ts";

/** Records units and events without end, and prints "job n" for each event once it is acknowledged. Argument: the file. */
const records = openRecords(process.argv[2] ?? "");
const at = "2026-03-02T08:00:00.000Z";
const { id: batch } = records.createBatch({ target: null, operator: "", note: "", at });
const first = records.findUnits("", 5000).length + 1;
for (let unit = first; ; unit++) {
  const { job } = records.addUnit(newUnit(unit, { batch }));
  for (let n = 1; n <= 8; n++) {
    const recorded = records.append(job, { type: "phase-ended", phase: "write", bytes: n, ms: n }, at);
    writeSync(1, `${recorded.job} ${recorded.n}\n`);
  }
  records.append(job, { type: "done" }, at);
}
