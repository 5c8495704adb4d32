import { create } from "zustand";

/** Counts what happened here, so that what is shown is asked for anew. */
export const useRevision = create<{
  /** Locations or pulls were changed. */
  changed: number;
  /** The catalogue was asked, and with it how each location is found. */
  looked: number;
}>()(() => ({ changed: 0, looked: 0 }));

export function contentChanged(): void {
  useRevision.setState(({ changed }) => ({ changed: changed + 1 }));
}

export function contentLooked(): void {
  useRevision.setState(({ looked }) => ({ looked: looked + 1 }));
}
