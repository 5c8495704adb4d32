import type { Client } from "../../../../shared/contract.ts";
import type { MediaStanding, VersionsTold } from "../../../../shared/media-versions.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { chooseMedia } from "./choose.ts";

export const standings: Record<MediaStanding, string> = {
  current: "Current",
  older: "Older",
  newer: "Newer",
  retired: "Retired",
};

export const mediaCurrent: Command = {
  ...about("media current", (client, media) => client.makeCurrent({ media })),
  summary: "Makes this the current version of its name: the one to stage",
  about:
    "Media with the same name are versions of one another, and exactly one of them is current: the one that came in " +
    "last, unless it was brought in with --keep-current or another was chosen here. The others may still be staged, " +
    "with a warning; `settings not-current refuse` lets the current one be staged only.",
};

export const mediaRetire: Command = {
  ...about("media retire", (client, media) => client.retireMedia({ media })),
  summary: "Takes a version out of use: no drive is staged with it any more",
  about:
    "It stays in the library, and stays retired when it is deleted and brought in again. Where it was the current " +
    "version, the one that was current before it is so again. `media reinstate` takes it back.",
};

export const mediaReinstate: Command = {
  ...about("media reinstate", (client, media) => client.reinstateMedia({ media })),
  summary: "Lets a retired version be staged again; `media current` then makes it the one to stage",
};

/** A command that changes how one medium stands, and says what came of it for all versions of its name. */
function about(
  name: string,
  act: (client: Client, media: string) => Promise<VersionsTold>,
): Omit<Command, "summary"> {
  return {
    name,
    takes: "NAME|ID",
    words: [1, 1],
    flags: engineFlags,
    async run({ station, output, given }) {
      await using engine = await station();
      const { id } = chooseMedia(engine.snapshot().media, given.words[0] ?? "");
      const versions = await act(engine.client, id);
      output.result(versions, () => versions.map(standingLine).join("\n"));
      return exitCodes.ok.code;
    },
  };
}

function standingLine({ name, version, standing }: VersionsTold[number]): string {
  return `${name} ${version}: ${standings[standing].toLowerCase()}`;
}
