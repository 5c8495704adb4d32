import type { Engine } from "../../../shared/contract.ts";
import type { sequenceCommands } from "../../../shared/sequence-library.ts";
import { diffTrees } from "../sequence/diff.ts";
import { readDocument } from "../sequence/document.ts";
import { builtInProfiles } from "../sequence/built-in-profiles.ts";
import { writeSequenceFile } from "../sequence-files/sequence-file.ts";
import { isZip, readZip } from "../sequence-files/zip-read.ts";
import { importInto, readSource } from "./import.ts";
import { edited } from "./edited.ts";
import type { Chosen, SequenceLibrary } from "./library.ts";
import { saveVersion } from "./save.ts";
import { rehearseRequest, type MediumOf } from "./rehearsal.ts";

type SequenceEngine = Pick<Engine, keyof typeof sequenceCommands>;
type Pick_ = Parameters<SequenceEngine["exportSequence"]>[0];

/** The contract's commands about task sequences. @param deleted is told the sequence that has gone */
export function sequenceHandlers(
  library: SequenceLibrary,
  mediumOf: MediumOf,
  deleted: (sequence: string) => void = () => {},
): SequenceEngine {
  return {
    importSequence: async (request) => importInto(library, await readSource(request.from), request),
    showSequence: async (pick) => library.show(pick),
    exportSequence: async (request) => exported(library, request),
    saveSequence: async (request) => saveVersion(library, request),
    async previewSequence({ edits, ...pick }) {
      const { tree, kind } = library.choose(pick);
      const after = edited(library, tree, edits);
      return { changes: diffTrees(tree, after), problems: library.problems(after, kind) };
    },
    diffSequences: async ({ before, after }) =>
      diffTrees(library.choose(before).tree, library.choose(after).tree),
    deleteSequence: async ({ sequence }) => (library.remove(sequence), deleted(sequence), {}),
    listProfiles: async () => builtInProfiles(),
    rehearseSequence: (request) => rehearseRequest(library, mediumOf, request),
  };
}

function exported(library: SequenceLibrary, { format, ...pick }: Pick_) {
  const chosen = library.choose(pick);
  const bytes = writeSequenceFile(sourceOf(library, chosen), format === "xml" ? "bare" : format);
  const { name, version } = chosen.sequence;
  const plain = `${name} v${version}`.replaceAll(/[^\p{L}\p{N} ._()-]+/gu, "_");
  return {
    name: format === "zip" ? `${plain}.zip` : format === "object" ? `${plain} object.xml` : `${plain}.xml`,
    mime: format === "zip" ? "application/zip" : "application/xml",
    base64: Buffer.from(bytes).toString("base64"),
  };
}

/** What the file it came from said beside its steps goes back with it. */
function sourceOf(library: SequenceLibrary, { tree, facts, kept }: Chosen) {
  const original = kept && library.originalOf(kept);
  if (!kept || !original) return { tree, facts };
  const archive = isZip(original) ? readZip(original) : null;
  const bytes = archive ? archive.find(({ name }) => name === kept.part)?.bytes : original;
  const object = bytes ? readDocument(bytes).object : null;
  return { tree, facts, object, archive, part: kept.part };
}
