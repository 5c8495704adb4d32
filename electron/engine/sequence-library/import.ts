import { open } from "node:fs/promises";
import { basename, isAbsolute } from "node:path";
import { StagingFault } from "../../../shared/fault.ts";
import type { SequenceSourceText } from "../../../shared/sequence-library.ts";
import type { SequenceKind } from "../../../shared/sequence.ts";
import { readSequenceFile, type FiledSequence } from "../sequence-files/sequence-file.ts";
import type { SequenceLibrary } from "./library.ts";
import { guessKind } from "./versions.ts";

/** Larger files are no task sequences; the readers behind this refuse much smaller ones. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

export interface SourceFile {
  bytes: Uint8Array;
  fileName: string;
}

/**
 * The bytes of a file on the station, or of pasted text.
 * @throws StagingFault sequence-unreadable
 */
export async function readSource(from: SequenceSourceText): Promise<SourceFile> {
  if ("text" in from) return { bytes: new TextEncoder().encode(from.text), fileName: from.fileName };
  const { path } = from;
  if (!isAbsolute(path)) throw unreadable(`${path} is no whole path. Name the file from the root: /…`);
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat().then((found) => {
      if (!found.isFile()) throw unreadable(`${path} is no file.`);
      return found;
    });
    if (size > MAX_FILE_BYTES)
      throw unreadable(`${path} has ${(size / 1e6).toFixed(0)} MB. No task sequence is as large as that.`);
    return { bytes: await file.readFile(), fileName: basename(path) };
  } catch (cause) {
    if (cause instanceof StagingFault) throw cause;
    const why =
      cause instanceof Error && "code" in cause && cause.code === "ENOENT"
        ? "is not there"
        : "cannot be read";
    throw new StagingFault("sequence-unreadable", `${path} ${why}.`, { cause });
  }
}

interface ImportOptions {
  into?: string | undefined;
  kind?: SequenceKind | undefined;
  author: string;
  comment: string;
}

/** Takes the sequence of a file and the sub-sequences that came with it. What is there already is not taken twice. */
export function importInto(
  library: SequenceLibrary,
  { bytes, fileName }: SourceFile,
  options: ImportOptions,
): { sequence: string; version: string; others: string[] } {
  const [first, ...rest] = readSequenceFile(bytes, fileName).sequences;
  if (!first) throw unreadable("The file holds no task sequence.");
  const comment = options.comment || (fileName && `Imported from ${fileName}`);
  const take = (filed: FiledSequence, into: string | null, kind: SequenceKind | undefined) => {
    const { tree, facts, part, object } = filed;
    const draft = { name: facts.name, tree, facts, part, comment, author: options.author };
    const known = into === null ? library.same(draft) : undefined;
    if (known) return known;
    const original = object || part !== null ? bytes : null;
    return library.add(into, { ...draft, kind: kind ?? guessKind(tree), source: "imported" }, original);
  };
  const others = rest.map((filed) => take(filed, null, undefined).sequence);
  const { into, kind } = options;
  if (into === undefined) return { ...take(first, null, kind), others };
  // A later version of a sequence is called as the ones before it, whatever its file is called.
  const { sequence } = library.choose({ sequence: into });
  const named = { ...first, facts: { ...first.facts, name: sequence.name } };
  return { ...take(named, into, kind ?? sequence.kind), others };
}

function unreadable(message: string): StagingFault {
  return new StagingFault("sequence-unreadable", message);
}
