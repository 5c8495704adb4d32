import { create } from "zustand";
import { persist } from "zustand/middleware";

/** What this window remembers for the person in front of it. */
export interface Settings {
  view: "grid" | "table";
  bigText: boolean;
  sound: boolean;
  /** Bays in a row, as the chassis has them; 0: by the number of bays. */
  columns: number;
  /** The name last given in a start dialog. */
  operator: string;
  /** The target model that this bench stages for, by its id; empty for none. */
  targetModel: string;
  /** What reports are printed on; `usual`: what the station's locale prints on. */
  paper: "usual" | "A4" | "Letter";
  /** Findings of damaged media that were read here: the medium's id and when it was checked. */
  readDamage: string[];
}

export const useSettings = create<Settings>()(
  persist(
    () =>
      ({
        view: "grid",
        bigText: false,
        sound: true,
        columns: 0,
        operator: "",
        targetModel: "",
        paper: "usual",
        readDamage: [],
      }) as Settings,
    {
      name: "prestage",
    },
  ),
);
