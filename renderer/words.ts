import { benchWords } from "./words/bench.ts";
import { checkWords } from "./words/checks.ts";
import { createWords } from "./words/create.ts";
import { dialogWords } from "./words/dialogs.ts";
import { driveWords } from "./words/drives.ts";
import { dropWords } from "./words/drop.ts";
import { layoutWords } from "./words/layout.ts";
import { libraryWords } from "./words/library.ts";
import { locationWords } from "./words/locations.ts";
import { masterWords } from "./words/masters.ts";
import { modelWords } from "./words/models.ts";
import { mediaContentWords } from "./words/media-content.ts";
import { proofWords } from "./words/proofs.ts";
import { sequenceEditorWords } from "./words/sequence-editor.ts";
import { signingWords } from "./words/signing.ts";
import { sequenceWords } from "./words/sequences.ts";
import { versionWords } from "./words/versions.ts";

/**
 * Every English word of the screens, by key; a translation has the same shape. Faults and refusals have theirs in
 * shared/fault-words.ts. `_one` and `_other` are chosen by the language's own plural rule.
 */
export const words = {
  ...benchWords,
  ...checkWords,
  ...createWords,
  ...dialogWords,
  ...dropWords,
  ...driveWords,
  ...layoutWords,
  ...libraryWords,
  ...locationWords,
  ...modelWords,
  ...sequenceWords,
  ...sequenceEditorWords,
  ...mediaContentWords,
  ...proofWords,
  ...signingWords,
  ...versionWords,
  ...masterWords,
  nav: {
    bench: "Bench",
    batches: "Batches",
    media: "Media",
    sequences: "Sequences",
    security: "Security",
    models: "Models",
    settings: "Settings",
    screens: "Screens",
  },
  common: {
    cancel: "Cancel",
    close: "Close",
    keep: "Keep going",
    dialogKeys: "Scans do nothing here. Ctrl + Enter presses what has the focus, Esc closes.",
    copy: "Copy the detail",
    copied: "Copied",
    detail: "Detail",
    dismiss: "Dismiss",
    none: "none",
    unknown: "not known",
    again: "Try again",
    loading: "Asking the engine…",
    training: "Training bench",
    real: "Real bench",
    noWords: "–",
  },
  link: {
    connecting: "Connecting to the engine…",
    neverTitle: "The engine does not answer",
    never: "Open the station with the address it printed: it holds the token. This page keeps trying.",
    lostTitle: "Not connected to the engine since {{time}}",
    lost: "Drives that were being staged go on without this window. What you see is the last known state.",
    attempt: "Trying again ({{n}})",
  },
  scan: {
    label: "Scan line",
    hint: "Scan the unit, then the bay.",
    unit: "{{unit}}: now scan the bay.",
    bound: "{{unit}} → bay {{bay}}",
    boundBefore: "{{unit}} → bay {{bay}}. Staged before: {{when}}, {{media}}, {{ending}}.",
    selected: "Bay {{bay}} selected",
    noBay: "There is no bay {{bay}}. Scan a bay of this bench.",
    emptyBay: "Bay {{bay}} is empty. Put the drive in, then scan the unit again.",
    busyBay: "Bay {{bay}} is being staged. Its unit cannot change now.",
    taken: "{{unit}} already belongs to bay {{bay}}.",
    tooLong: "That is no serial: it has {{count}} characters, 64 are the most.",
    swallowed: "A dialog is open: the scan was ignored.",
    enter: "Enter belongs to the scanner. Ctrl + Enter presses what has the focus.",
    offline: "Not connected: the scan was ignored.",
    muted: "Sound is off",
    keys: "F1 Keys",
  },
  help: {
    title: "Keys",
    text: "Letters, figures and Enter belong to the scanner, so commands are these:",
    keys: {
      f1: "This list",
      f2: "Start drives",
      f4: "Grid or table",
      f6: "Identify the selected bay",
      f8: "Stop the selected drive",
      f9: "Pause or resume the queue",
      arrows: "Move between bays",
      ctrlEnter: "Press what has the focus",
      ctrlNumber: "Go to a screen",
      esc: "Close the dialog, or forget a half scan",
    },
  },
  settings: {
    theme: "Theme",
    auto: "As the system",
    dark: "Dark",
    light: "Light",
    bigText: "Big text",
    sound: "Sound",
    columns: "Bays in a row",
    columnsAuto: "By their number",
    paper: "Reports are printed on",
    paperUsual: "As the station usually does",
    about: "{{station}} · {{software}}",
  },
} as const;
