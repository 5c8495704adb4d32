import { create } from "zustand";
import type { Edit } from "../shared/sequence-edit.ts";

export const screens = ["bench", "batches", "media", "sequences"] as const;
export type Screen = (typeof screens)[number];

/** The dialog that is open. One at a time. */
export type OpenDialog =
  | { kind: "help" }
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
  | { kind: "delete-media"; media: string }
  | { kind: "leave-create" }
  | { kind: "close-batch"; batch: string };

/** Where the person is looking. */
export interface View {
  screen: Screen;
  bay: number | null;
  batch: string | null;
  media: string | null;
  sequence: string | null;
  dialog: OpenDialog | null;
}

export const useView = create<View>()(() => ({
  screen: "bench",
  bay: null,
  batch: null,
  media: null,
  sequence: null,
  dialog: null,
}));

export function go(screen: Screen, more: Partial<View> = {}): void {
  useView.setState({ screen, dialog: null, ...more });
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
