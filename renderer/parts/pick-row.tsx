import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./pick-row.module.css";

interface PickRowProps {
  /** What the first cell says; it is the row's button. */
  name: ReactNode;
  selected?: boolean;
  onPick: () => void;
  children: ReactNode;
}

/** A table row that opens something: a click anywhere on it, or its first cell by keyboard. */
export function PickRow({ name, selected, onPick, children }: PickRowProps) {
  return (
    <Table.Tr className={classes["row"] ?? ""} data-selected={selected || undefined} onClick={onPick}>
      <Table.Td>
        <button type="button" className={classes["name"]} aria-pressed={selected}>
          {name}
        </button>
      </Table.Td>
      {children}
    </Table.Tr>
  );
}
