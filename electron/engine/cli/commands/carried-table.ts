import type { MediaUnits } from "../../../../shared/carried.ts";
import { formatTable } from "../table.ts";
import { formatDate } from "../words.ts";

/** The units that carry any version of a medium, and how many of them are stale. */
export function carriedTable({ units, total, stale }: MediaUnits): string {
  if (total === 0) return "By the records no unit carries a version of it.";
  const shown = total > units.length ? `, the newest ${units.length} of them` : "";
  const table = formatTable(
    [
      { title: "Unit", cell: ({ unitSerial }) => unitSerial },
      { title: "Carries", cell: ({ mediaVersion }) => mediaVersion || null },
      { title: "Is", cell: standingWords },
      { title: "Drive", cell: ({ model }) => model },
      { title: "Serial", cell: ({ driveSerial }) => driveSerial },
      { title: "Staged", cell: ({ endedAt }) => formatDate(endedAt) },
      { title: "Batch", cell: ({ batch }) => batch },
    ],
    units,
  );
  return `${total} ${total === 1 ? "unit carries" : "units carry"} a version of it, ${stale} stale${shown}:\n${table}`;
}

const words: Record<MediaUnits["units"][number]["standing"], string> = {
  current: "current",
  older: "stale",
  newer: "newer",
  retired: "retired",
  unknown: "no current version",
};

function standingWords({ standing, stale }: MediaUnits["units"][number]): string {
  return standing === "retired" && stale ? "retired, stale" : words[standing];
}
