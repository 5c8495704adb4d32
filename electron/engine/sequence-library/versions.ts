import { walk } from "../../../shared/sequence-edit.ts";
import type { SequenceProblem } from "../../../shared/sequence-review.ts";
import type { SequenceFacts, SequenceTree } from "../../../shared/sequence-tree.ts";
import type { Sequence, SequenceKind } from "../../../shared/sequence.ts";
import { treeOfSteps } from "../sequence/flat-steps.ts";
import { sequenceProblems } from "../sequence/problems.ts";
import { stepKind } from "../../../shared/sequence-step-kinds.ts";

/** One version of a task sequence, as the records keep it. */
export interface KeptVersion {
  /** The same for all versions of a sequence. */
  sequence: string;
  version: number;
  name: string;
  kind: SequenceKind;
  source: "imported" | "own";
  author: string;
  comment: string;
  at: string;
  hash: string;
  xml: string;
  tree: SequenceTree;
  facts: SequenceFacts;
  part: string | null;
  originalOf: number | null;
}

/** Where versions are kept. Every call is durable when it returns. */
export interface VersionStore {
  sequenceVersions(): KeptVersion[];
  addSequenceVersion(version: KeptVersion, original: Uint8Array | null): void;
  sequenceOriginal(sequence: string, version: number): Uint8Array | null;
  deleteSequence(sequence: string): void;
}

/** What a version is in lists. @param id the sequence's own for its newest version */
export function listed(kept: KeptVersion, id: string, stationCommands: boolean): Sequence {
  const { name, kind, source, author, comment, at, hash, facts } = kept;
  return {
    id,
    name,
    version: String(kept.version),
    description: facts.description,
    builtin: false,
    steps: [],
    hash,
    kind,
    source,
    author,
    comment,
    at,
    stepCount: stepCountOf(kept.tree),
    problems: problemsOf(kept.tree, kind, stationCommands).length,
  };
}

/** A built-in sequence in the library's terms. */
export function listedBuiltIn(sequence: Sequence): Sequence {
  return {
    ...sequence,
    kind: "staging",
    stepCount: sequence.steps.length,
    problems: problemsOf(treeOfSteps(sequence.steps), "staging", false).length,
  };
}

function stepCountOf(tree: SequenceTree): number {
  let steps = 0;
  for (const node of walk(tree.children)) if (node.kind !== "group") steps++;
  return steps;
}

const seen = {
  on: new WeakMap<SequenceTree, SequenceProblem[]>(),
  off: new WeakMap<SequenceTree, SequenceProblem[]>(),
};

/**
 * Trees never change, so each is judged once.
 * @param stationCommands whether this station runs commands of sequences
 */
export function problemsOf(
  tree: SequenceTree,
  kind: SequenceKind,
  stationCommands: boolean,
): SequenceProblem[] {
  const known = seen[stationCommands ? "on" : "off"];
  const found =
    known.get(tree) ??
    sequenceProblems(tree, kind === "staging" ? { imageIndex: null, stationCommands } : null);
  known.set(tree, found);
  return found;
}

/**
 * What a sequence is for, when nobody said: one that lays down a data image and installs no operating system is for a
 * bench; all others are for the PCs.
 */
export function guessKind(tree: SequenceTree): SequenceKind {
  const kinds = new Set(
    [...walk(tree.children)].map((node) => (node.kind === "group" || node.disabled ? null : stepKind(node))),
  );
  const installs = kinds.has("apply-os") || kinds.has("setup-windows") || kinds.has("gather");
  return kinds.has("apply-data") && kinds.has("partition") && !installs ? "staging" : "deployment";
}
