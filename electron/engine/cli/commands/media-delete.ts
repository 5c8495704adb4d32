import { StagingFault } from "../../../../shared/fault.ts";
import type { MediaDependents } from "../../../../shared/media-dependents.ts";
import type { Media } from "../../../../shared/media.ts";
import { engineFlags, type Command, type Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatSize } from "../words.ts";
import { chooseMedia } from "./choose.ts";
import { standings } from "./media-versions.ts";

export const mediaDelete: Command = {
  name: "media delete",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Takes a medium and the masters made from it out of the library; records stay",
  about:
    "Tells what depends on it and asks, unless --yes is given. It cannot go while drives are being staged with it. To " +
    "keep a version from being staged without deleting it there is `media retire`.",
  flags: { yes: { words: "do not ask" }, ...engineFlags },
  async run(context) {
    const { given, output } = context;
    await using engine = await context.station();
    const medium = chooseMedia(engine.snapshot().media, given.words[0] ?? "");
    const dependents = await engine.client.mediaDependents({ media: medium.id });
    for (const line of dependentLines(medium, dependents)) output.note(line);
    if (!given.has("yes") && !(await confirmed(context))) {
      output.note("Nothing was deleted.");
      return exitCodes.refused.code;
    }
    await engine.client.deleteMedia({ media: medium.id });
    output.result({ deleted: medium.id, dependents }, () => `Deleted ${medium.name} ${medium.version}.`);
    return exitCodes.ok.code;
  },
};

/** What depends on a medium, a line each. */
function dependentLines(
  { name, version, standing = "current" }: Media,
  { units, masters, drafts, running }: MediaDependents,
): string[] {
  const taken = masters.reduce((sum, { takenBytes }) => sum + takenBytes, 0);
  return [
    `${name} ${version} (${standings[standing].toLowerCase()})`,
    units === 0
      ? "No unit carries it, by the records."
      : `Units that carry it, by the records: ${units}. They keep their records.`,
    masters.length === 0
      ? "No master is kept of it."
      : `Masters that go with it: ${masters.length}, ${formatSize(taken)}.`,
    ...drafts.map(
      (draft) => `A medium that is being made takes an image from it: ${draft || "(no name yet)"}.`,
    ),
    ...running.map(({ bay, unitSerial }) => `It is being staged in bay ${bay} (${unitSerial}).`),
  ];
}

async function confirmed({ terminal }: Context): Promise<boolean> {
  if (!terminal.interactive)
    throw new StagingFault("bad-input", "Nobody is there to confirm that it may be deleted; add --yes.");
  return (await terminal.ask("Type yes to delete it: ")).trim().toLowerCase() === "yes";
}
