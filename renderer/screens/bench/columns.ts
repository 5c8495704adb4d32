import { useSettings } from "../../settings.ts";
import { useStation } from "../../store.ts";

/** How many bays stand in a row: as the person set it for the chassis, else by their number. A table has one. */
export function useColumns(): number {
  const set = useSettings((s) => s.columns);
  const count = useStation((s) => s.bays.length);
  return set > 0 ? set : columnsFor(count);
}

/** The same for a key that was just pressed. */
export function columnsNow(): number {
  const { view, columns } = useSettings.getState();
  if (view === "table") return 1;
  return columns > 0 ? columns : columnsFor(useStation.getState().bays.length);
}

function columnsFor(count: number): number {
  if (count <= 2) return Math.max(1, count);
  if (count <= 4) return 2;
  if (count <= 6) return 3;
  if (count <= 16) return 4;
  return count <= 24 ? 6 : 8;
}
