import type { Parsed } from "../../../shared/contract.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { newProblems } from "../../../shared/sequence-limits.ts";
import { edited } from "./edited.ts";
import type { Chosen, SequenceLibrary } from "./library.ts";

type Save = Parsed<"saveSequence">;

/**
 * Keeps the edited tree as the next version of its sequence, or as a sequence of its own.
 * @throws StagingFault bad-input: a newer version is there, nothing was changed, an edit does not fit or cannot be kept
 */
export function saveVersion(library: SequenceLibrary, request: Save): { sequence: string; version: string } {
  const { sequence: id, author, comment, bootImage } = request;
  const { sequence: newest, kept } = library.choose({ sequence: id });
  const copies = !kept || request.copy === true;
  if (!copies) refuseOlder(newest, request);
  const from = library.choose({ sequence: id, version: request.version });
  const name = request.name ?? from.sequence.name;
  if (name === "") throw new StagingFault("bad-input", "The task sequence has no name. Give it one.");
  const tree = edited(library, from.tree, request.edits);
  const [problem] = newProblems(from.tree, tree);
  if (problem) throw new StagingFault("bad-input", problem);
  const boot = bootImage && { bootImageId: bootImage.id || null, bootImageVersion: bootImage.version };
  const kind = request.kind ?? from.kind;
  const same = tree === from.tree && name === newest.name && kind === from.kind && !boot;
  if (same && !copies && request.version === newest.version)
    throw new StagingFault("bad-input", `Nothing was changed in “${newest.name}”.`);
  const facts = { ...from.facts, name, ...boot, ...(copies && { packageId: null }) };
  const draft = { name, kind, author, comment, tree, facts, part: null };
  return library.add(copies ? null : id, { ...draft, source: copies ? "own" : sourceOf(from) }, null);
}

function refuseOlder(newest: Chosen["sequence"], { version, over }: Save): void {
  if (newest.version === (over ?? version)) return;
  throw new StagingFault(
    "bad-input",
    `“${newest.name}” has version ${newest.version} by now; the changes were made to version ${version}.`,
  );
}

function sourceOf({ kept }: Chosen): "imported" | "own" {
  return kept?.source ?? "own";
}
