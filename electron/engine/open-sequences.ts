import { createHash, randomUUID } from "node:crypto";
import type { Records } from "./records/records.ts";
import { builtInSequences } from "./sequence/built-in.ts";
import { SequenceLibrary } from "./sequence-library/library.ts";
import type { Settings } from "./settings.ts";

/** Lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The task sequences of the records, judged by the station's settings as they are. */
export function openSequences(records: Records, settings: Settings, onChange: () => void): SequenceLibrary {
  return new SequenceLibrary({
    store: records,
    builtIns: builtInSequences(sha256),
    sha256,
    newId: randomUUID,
    now: () => new Date(),
    stationCommands: () => settings.get("station-commands") === "on",
    onChange,
  });
}
