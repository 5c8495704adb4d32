import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import type { SequencePick } from "../../../../shared/sequence-library.ts";
import type { Sequence } from "../../../../shared/sequence.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { changeLines, sequenceText } from "../sequence-words.ts";
import { formatTable } from "../table.ts";
import { chooseSequence } from "./choose.ts";

export const sequenceList: Command = {
  name: "sequence list",
  takes: "",
  words: [0, 0],
  summary: "Lists the task sequences",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const { sequences } = engine.snapshot();
    output.result(sequences, () =>
      formatTable(
        [
          { title: "Id", cell: ({ id }) => id },
          { title: "Name", cell: ({ name }) => name },
          { title: "Version", cell: ({ version }) => version },
          { title: "For", cell: ({ kind }) => (kind === "deployment" ? "PCs" : "the bench") },
          { title: "From", cell: ({ source }) => source ?? "built in" },
          { title: "Steps", cell: ({ steps, stepCount }) => stepCount ?? steps.length, right: true },
          { title: "Problems", cell: ({ problems }) => problems ?? null, right: true },
        ],
        sequences,
      ),
    );
    return exitCodes.ok.code;
  },
};

export const sequenceShow: Command = {
  name: "sequence show",
  takes: "ID|NAME[@VERSION]",
  words: [1, 1],
  summary: "Shows one task sequence: its steps with their conditions, its problems and its versions",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const pick = pickSequence(engine.snapshot().sequences, given.words[0] ?? "");
    const detail = await engine.client.showSequence(pick);
    // A built-in one has its steps as they are written, and programs read them there.
    output.result({ ...detail.sequence, ...detail, sequence: undefined }, () => sequenceText(detail));
    return exitCodes.ok.code;
  },
};

export const sequenceImport: Command = {
  name: "sequence import",
  takes: "FILE",
  words: [1, 1],
  summary:
    "Takes a task sequence into the library: a console export (.zip, object.xml), a sequence, MDT's ts.xml",
  about: "Sub-sequences in the same export come along. A file that is there already is not taken twice.",
  flags: {
    into: { value: "ID|NAME", words: "make it the next version of this sequence" },
    for: { value: "bench|pcs", words: "what it is for, where the steps do not tell it" },
    author: { value: "NAME", words: "who brings it, for the list of versions" },
    comment: { value: "TEXT", words: "why, for the list of versions" },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const purpose = given.text("for");
    if (purpose !== undefined && purpose !== "bench" && purpose !== "pcs")
      throw new UsageError(`--for takes bench or pcs, not "${purpose}".`, "sequence import");
    await using engine = await station();
    const into = given.text("into");
    const { sequences } = engine.snapshot();
    const saved = await engine.client.importSequence({
      from: { path: resolve(given.words[0] ?? "") },
      ...(into !== undefined && { into: chooseSequence(sequences, into).id }),
      ...(purpose && { kind: purpose === "bench" ? "staging" : "deployment" }),
      author: given.text("author") ?? "",
      comment: given.text("comment") ?? "",
    });
    const detail = await engine.client.showSequence({ sequence: saved.sequence });
    output.result({ ...saved, hash: detail.sequence.hash, problems: detail.problems }, () =>
      sequenceText(detail),
    );
    return exitCodes.ok.code;
  },
};

const formats = ["xml", "object", "zip"] as const;

export const sequenceExport: Command = {
  name: "sequence export",
  takes: "ID|NAME[@VERSION]",
  words: [1, 1],
  summary: "Writes a task sequence as the console or MDT reads it",
  flags: {
    xml: { value: "FILE", words: "the bare sequence (MDT: ts.xml)" },
    object: { value: "FILE", words: "the console's object.xml" },
    zip: { value: "FILE", words: "the console's export archive" },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const wanted = formats.filter((format) => given.has(format));
    if (wanted.length === 0)
      throw new UsageError("Say where to: --xml FILE, --object FILE or --zip FILE.", "sequence export");
    await using engine = await station();
    const pick = pickSequence(engine.snapshot().sequences, given.words[0] ?? "");
    const written: Record<string, string> = {};
    for (const format of wanted) {
      const path = resolve(given.text(format) ?? "");
      const { base64 } = await engine.client.exportSequence({ ...pick, format });
      writeFile(path, Buffer.from(base64, "base64"));
      written[format] = path;
    }
    output.result(written, () =>
      Object.values(written)
        .map((path) => `Wrote ${path}`)
        .join("\n"),
    );
    return exitCodes.ok.code;
  },
};

/** @throws StagingFault bad-input */
function writeFile(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (cause) {
    throw new StagingFault("bad-input", `${path} cannot be written.`, { cause });
  }
}

export const sequenceDiff: Command = {
  name: "sequence diff",
  takes: "ID|NAME[@VERSION] ID|NAME[@VERSION]",
  words: [2, 2],
  summary: "Tells what is different in the second of two task sequences, or of two versions",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const { sequences } = engine.snapshot();
    const [before, after] = given.words.map((word) => pickSequence(sequences, word));
    if (!before || !after) throw new UsageError("sequence diff takes two sequences.", "sequence diff");
    const changes = await engine.client.diffSequences({ before, after });
    output.result(changes, () =>
      changes.length === 0 ? "No difference." : changes.map(changeLines).join("\n"),
    );
    return exitCodes.ok.code;
  },
};

export const sequenceDelete: Command = {
  name: "sequence delete",
  takes: "ID|NAME",
  words: [1, 1],
  summary: "Takes a task sequence with all its versions out of the library",
  about:
    "Records keep the name, the version and the hash. Drives that were staged by it can no longer be verified here, " +
    "unless the same file is imported again.",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const { id, name } = chooseSequence(engine.snapshot().sequences, given.words[0] ?? "");
    await engine.client.deleteSequence({ sequence: id });
    output.result({ deleted: id }, () => `Deleted ${name}.`);
    return exitCodes.ok.code;
  },
};

/** "Win 11" or its id, and "@2" behind it for a version. @throws StagingFault sequence-unknown, bad-input */
export function pickSequence(sequences: readonly Sequence[], wanted: string): SequencePick {
  const parts = /^(.*)@(\d{1,9})$/s.exec(wanted);
  const whole = sequences.some(({ id, name }) => id === wanted || name === wanted);
  if (!parts || whole) return { sequence: chooseSequence(sequences, wanted).id };
  return { sequence: chooseSequence(sequences, parts[1] ?? "").id, version: parts[2] ?? "" };
}
