import type { CSSProperties } from "react";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { BayCard } from "./bay-card.tsx";
import classes from "./bay-grid.module.css";
import { useColumns } from "./columns.ts";

/** The bays as they sit in the chassis. Cards keep their place whatever happens in them. */
export function BayGrid() {
  const t = useWords();
  const numbers = useBayNumbers();
  const columns = useColumns();
  const rows = Math.ceil(numbers.length / columns);
  const style = { "--columns": columns, "--rows": rows } as CSSProperties;
  return (
    <div
      className={classes["grid"]}
      role="group"
      aria-label={t("bays.label")}
      style={style}
      data-small={columns > 4 || rows > 4 || undefined}
    >
      {numbers.map((number, i) => (
        <BayCard key={number} number={number} first={i === 0} />
      ))}
    </div>
  );
}

/** The bay numbers, in order; the same array until a bay comes or goes. */
export function useBayNumbers(): number[] {
  const joined = useStation((s) => s.bays.map((bay) => bay.bay).join(" "));
  return joined === "" ? [] : joined.split(" ").map(Number);
}
