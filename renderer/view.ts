import { create } from "zustand";
import type { ContentLocation } from "../shared/content.ts";
import type { SecurityDialogOf } from "./screens/security/security-dialogs.ts";
import type { Edit } from "../shared/sequence-edit.ts";
import type { TargetModel } from "../shared/target-model.ts";

export const screens = ["bench", "batches", "media", "sequences", "security", "models"] as const;
export type Screen = (typeof screens)[number];

/** The dialog that is open. One at a time. */
export type OpenDialog =
  | { kind: "help" }
  | { kind: "station-settings" }
  | { kind: "start" }
  | { kind: "cancel-job"; job: string }
  | { kind: "cancel-all" }
  | { kind: "retry"; batch: string }
  | { kind: "clear"; bay: number; identity: string }
  | { kind: "character"; bay: number }
  | { kind: "teach" }
  | { kind: "record"; job: string; batch: string }
  | { kind: "import" }
  | { kind: "import-sequence" }
  | { kind: "delete-sequence"; sequence: string }
  | { kind: "save-sequence"; sequence: string; edits: Edit[]; comment: string }
  | { kind: "new-sequence" }
  | { kind: "save-edited" }
  | { kind: "leave-editor"; leave: () => void }
  | { kind: "location"; location: ContentLocation | null }
  | { kind: "remove-location"; location: string; name: string }
  | { kind: "delete-media"; media: string }
  | { kind: "security"; of: SecurityDialogOf }
  | { kind: "model"; model: TargetModel | null }
  | { kind: "leave-create" }
  | { kind: "close-batch"; batch: string };

/** Where the person is looking. */
export interface View {
  screen: Screen;
  bay: number | null;
  batch: string | null;
  media: string | null;
  /** Which page of the media: what this station has, or where more can be had. */
  mediaPage: "library" | "locations" | "masters";
  /** Which side of the chosen medium is seen; null for the first. */
  mediaTab: string | null;
  model: string | null;
  sequence: string | null;
  /** The task sequence that is being edited; it has the whole screen. */
  editing: string | null;
  dialog: OpenDialog | null;
}

export const useView = create<View>()(() => ({
  screen: "bench",
  bay: null,
  batch: null,
  media: null,
  mediaPage: "library",
  mediaTab: null,
  model: null,
  sequence: null,
  editing: null,
  dialog: null,
}));

/** Asked before the screen changes. @returns whether it takes over: then `leave` is its to call */
type LeaveGuard = (leave: () => void) => boolean;
let guard: LeaveGuard | null = null;

/** Lets a screen ask before what is on it is left; null asks no more. */
export function guardLeaving(next: LeaveGuard | null): void {
  guard = next;
}

export function go(screen: Screen, more: Partial<View> = {}): void {
  const leave = () => useView.setState({ screen, dialog: null, editing: null, ...more });
  if (!guard?.(leave)) leave();
}

/** Opens a task sequence to be changed. */
export function edit(sequence: string): void {
  go("sequences", { editing: sequence });
}

export function openDialog(dialog: OpenDialog): void {
  useView.setState({ dialog });
}

export function closeDialog(): void {
  useView.setState({ dialog: null });
}

export function selectBay(bay: number | null): void {
  useView.setState({ bay });
}
