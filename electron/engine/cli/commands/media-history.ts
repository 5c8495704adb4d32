import type { MediaEntry } from "../../../../shared/media-history.ts";
import { mediaEventWords } from "../../../../shared/media-history-words.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { formatDate } from "../words.ts";
import { mediaNamed } from "./choose.ts";

export const mediaHistory: Command = {
  name: "media history",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Tells what became of a medium and all versions of its name, also of those that were deleted",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const wanted = given.words[0] ?? "";
    const [medium] = mediaNamed(engine.snapshot().media, wanted);
    const entries = await engine.client.mediaHistory({ of: medium?.id ?? wanted });
    output.result(entries, () => historyTable(entries));
    return exitCodes.ok.code;
  },
};

/** Newest first. */
export function historyTable(entries: readonly MediaEntry[]): string {
  return formatTable(
    [
      { title: "When", cell: ({ at }) => formatDate(at) },
      { title: "Version", cell: ({ version }) => version || null },
      { title: "What", cell: ({ event }) => mediaEventWords(event) },
    ],
    entries,
  );
}
