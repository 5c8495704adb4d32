import type { Output } from "../../../../shared/contract.ts";
import type { ContentEntry } from "../../../../shared/media-content.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { parseCount } from "../values.ts";
import { formatDate, formatSize } from "../words.ts";
import { chooseMedia } from "./choose.ts";

const MOST_LISTED = 2_000;

export const mediaContent: Command = {
  name: "media content",
  takes: "NAME|ID [FOLDER]",
  words: [1, 2],
  summary: "Lists a folder of a medium's image, or finds files in it by their names",
  about:
    "Nothing is unpacked but the list of names. FOLDER is written as in Windows (\\Windows\\System32) or with " +
    `slashes; without it, the root is listed. At most ${MOST_LISTED.toLocaleString("en")} entries are shown.`,
  flags: {
    ...engineFlags,
    image: { value: "N", words: "the image to look into (1)" },
    find: { value: "TEXT", words: "files and folders of the whole image whose name holds this" },
  },
  async run({ station, output, given }) {
    await using engine = await station();
    const { id } = chooseMedia(engine.snapshot().media, given.words[0] ?? "");
    const of = { media: id, image: parseCount(given.text("image") ?? "1", "--image") };
    const text = given.text("find");
    if (text !== undefined) {
      const answer = await engine.client.searchMediaContent({ ...of, text });
      output.result(answer, () => foundTable(answer));
      return exitCodes.ok.code;
    }
    const path = `\\${(given.words[1] ?? "").replaceAll("/", "\\").replace(/^\\+/, "")}`;
    const answer = await engine.client.listMediaContent({ ...of, path, limit: MOST_LISTED });
    output.result(answer, () => listTable(answer, path));
    return exitCodes.ok.code;
  },
};

function listTable({ total, entries }: Output<"listMediaContent">, path: string): string {
  if (total === 0) return `${path} is empty.`;
  const table = entryTable(entries.map((entry) => ({ path: entry.name, entry })));
  return total > entries.length ? `${table}\n\n${total - entries.length} more` : table;
}

function foundTable({ found, more }: Output<"searchMediaContent">): string {
  if (found.length === 0) return "Nothing in the image has such a name.";
  return more ? `${entryTable(found)}\n\nThere are more. Search for more of the name.` : entryTable(found);
}

function entryTable(entries: readonly { path: string; entry: ContentEntry }[]): string {
  return formatTable(
    [
      { title: "Name", cell: ({ path, entry }) => printable(entry.folder ? `${path}\\` : path) },
      { title: "Size", cell: ({ entry }) => entry.sizeBytes && formatSize(entry.sizeBytes), right: true },
      { title: "Written", cell: ({ entry }) => entry.writtenAt && formatDate(entry.writtenAt) },
      { title: "Marks", cell: ({ entry }) => entry.marks.filter((mark) => mark !== "archive").join(", ") },
      { title: "SHA-1", cell: ({ entry }) => entry.sha1 },
    ],
    entries,
  );
}

/** A name in a medium is not to move the terminal's cursor. */
function printable(name: string): string {
  return name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
}
