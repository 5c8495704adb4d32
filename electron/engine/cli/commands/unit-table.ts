import type { UnitRecord } from "../../../../shared/record.ts";
import { faultWords } from "../../../../shared/fault-words.ts";
import { formatTable } from "../table.ts";
import { formatDate } from "../words.ts";

const endings = { done: "Done", failed: "Failed", cancelled: "Cancelled", interrupted: "Interrupted" };

/** Unit records, one a line, in the order given. */
export function unitTable(units: readonly UnitRecord[]): string {
  if (units.length === 0) return "No units.";
  return formatTable(
    [
      { title: "Unit", cell: ({ unitSerial }) => unitSerial },
      { title: "Bay", cell: ({ bay }) => bay, right: true },
      { title: "Drive", cell: ({ model, driveSerial }) => [model, driveSerial].filter(Boolean).join(" ") },
      { title: "Media", cell: ({ mediaName, mediaVersion }) => `${mediaName} ${mediaVersion}` },
      { title: "Started", cell: ({ startedAt }) => formatDate(startedAt) },
      { title: "Ending", cell: endingWords },
      { title: "Batch", cell: ({ batch }) => batch },
      { title: "Job", cell: ({ job }) => job },
    ],
    units,
  );
}

function endingWords({ ending, fault }: UnitRecord): string {
  if (ending === null) return "Not ended";
  return fault === null ? endings[ending] : `${endings[ending]}: ${faultWords[fault.code].what}`;
}
