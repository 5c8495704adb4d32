import { StagingFault } from "../../../shared/fault.ts";
import { kindOfNew } from "../../../shared/sequence-editor.ts";
import type { SequenceDetail, SequencePick, SequenceVersion } from "../../../shared/sequence-library.ts";
import type { SequenceProblem } from "../../../shared/sequence-review.ts";
import type { SequenceFacts, SequenceTree } from "../../../shared/sequence-tree.ts";
import type { Sequence, SequenceKind } from "../../../shared/sequence.ts";
import { writeBare } from "../sequence/document.ts";
import { treeOfSteps } from "../sequence/flat-steps.ts";
import { variableUses } from "../sequence/variable-uses.ts";
import { shownTree } from "./shown-tree.ts";
import { listed, listedBuiltIn, problemsOf, type KeptVersion, type VersionStore } from "./versions.ts";

export interface LibraryParts {
  store: VersionStore;
  builtIns: readonly Sequence[];
  /** The lower-case hex sha256 of a text. */
  sha256(text: string): string;
  newId(): string;
  now(): Date;
  /** Whether this station runs commands of sequences; not when left out. */
  stationCommands?(): boolean;
  /** Told after every change. */
  onChange(): void;
}

/** What is asked of one version: the same for built-in and kept ones. */
export interface Chosen {
  sequence: Sequence;
  kind: SequenceKind;
  tree: SequenceTree;
  facts: SequenceFacts;
  /** Null for a built-in one. */
  kept: KeptVersion | null;
}

/** What becomes a new version. */
export interface Draft {
  name: string;
  kind: SequenceKind;
  source: "imported" | "own";
  author: string;
  comment: string;
  tree: SequenceTree;
  facts: SequenceFacts;
  part: string | null;
}

/** The task sequences of this station: built-in ones, read only, and its own in versions that never change. */
export class SequenceLibrary {
  private readonly parts: LibraryParts;
  private readonly builtIns: readonly Sequence[];
  /** Oldest version first. */
  private readonly kept = new Map<string, KeptVersion[]>();

  constructor(parts: LibraryParts) {
    this.parts = parts;
    this.builtIns = parts.builtIns.map(listedBuiltIn);
    for (const version of parts.store.sequenceVersions()) this.keep(version);
  }

  /** Each sequence in its newest version: built-in ones first, then by name. */
  list(): Sequence[] {
    const newest = [...this.kept].map(([id, versions]) => this.listed(newestOf(versions), id));
    return [...this.builtIns, ...newest.sort((a, b) => a.name.localeCompare(b.name))];
  }

  /** The same, and behind them every older version, as "id@version". */
  all(): Sequence[] {
    const older = [...this.kept].flatMap(([id, versions]) =>
      versions.slice(0, -1).map((each) => this.listed(each, `${id}@${each.version}`)),
    );
    return [...this.list(), ...older.reverse()];
  }

  /** The tree a unit is staged by; null for a built-in sequence. */
  treeOf(hash: string): SequenceTree | null {
    for (const versions of this.kept.values()) {
      const found = versions.find((each) => each.hash === hash);
      if (found) return found.tree;
    }
    return null;
  }

  /** Of a built-in sequence, of an empty tree or of a kept one. @throws StagingFault sequence-unknown */
  choose({ sequence: id, version }: SequencePick): Chosen {
    const empty = kindOfNew(id);
    if (empty) return ofNothing(id, empty);
    const builtIn = this.builtIns.find((each) => each.id === id);
    if (builtIn && (version === undefined || version === builtIn.version)) return ofBuiltIn(builtIn);
    const versions = this.kept.get(id) ?? [];
    const kept =
      version === undefined ? versions.at(-1) : versions.find((each) => String(each.version) === version);
    if (!kept)
      throw new StagingFault(
        "sequence-unknown",
        versions.length > 0 || builtIn
          ? `The task sequence has no version ${version ?? ""}.`
          : `There is no task sequence “${id}”.`,
      );
    return { sequence: this.listed(kept, id), kind: kept.kind, tree: kept.tree, facts: kept.facts, kept };
  }

  show(pick: SequencePick): SequenceDetail {
    const { sequence, tree, facts, kind } = this.choose(pick);
    return {
      sequence,
      facts,
      tree: shownTree(tree, pick.sequence, sequence.version),
      problems: this.problems(tree, kind),
      variables: variableUses(tree),
      versions: this.versions(pick.sequence),
    };
  }

  /** The newest sequence of this package id, for those that call it. */
  byPackage(packageId: string): { tree: SequenceTree; facts: SequenceFacts } | null {
    const wanted = packageId.toUpperCase();
    for (const versions of this.kept.values()) {
      const { tree, facts } = newestOf(versions);
      if (facts.packageId?.toUpperCase() === wanted) return { tree, facts };
    }
    return null;
  }

  /** The sequence whose newest version has this content and name; undefined when there is none. */
  same(draft: Pick<Draft, "name" | "tree">): { sequence: string; version: string } | undefined {
    const hash = this.parts.sha256(writeBare(draft.tree));
    for (const [sequence, versions] of this.kept) {
      const newest = newestOf(versions);
      if (newest.hash === hash && newest.name === draft.name)
        return { sequence, version: String(newest.version) };
    }
    return undefined;
  }

  /**
   * Keeps a new version; of a new sequence when `into` is null.
   * @param original the file it came from, or null
   */
  add(into: string | null, draft: Draft, original: Uint8Array | null): { sequence: string; version: string } {
    const sequence = into ?? this.parts.newId();
    const before = this.kept.get(sequence) ?? [];
    if (into !== null && before.length === 0) throw readOnly(into, this.builtIns);
    const xml = writeBare(draft.tree);
    const hash = this.parts.sha256(xml);
    const last = before.at(-1);
    const version = (last?.version ?? 0) + 1;
    const kept: KeptVersion = {
      ...draft,
      name: into === null ? this.freeName(draft.name) : draft.name,
      sequence,
      version,
      at: this.parts.now().toISOString(),
      hash,
      xml,
      part: original ? draft.part : (last?.part ?? null),
      originalOf: original ? version : (last?.originalOf ?? null),
    };
    this.parts.store.addSequenceVersion(kept, original);
    this.keep(kept);
    this.parts.onChange();
    return { sequence, version: String(version) };
  }

  /** The file a version came from, unchanged. */
  originalOf({ sequence, originalOf }: KeptVersion): Uint8Array | null {
    return originalOf === null ? null : this.parts.store.sequenceOriginal(sequence, originalOf);
  }

  /** @throws StagingFault sequence-unknown, bad-input for a built-in one */
  remove(sequence: string): void {
    if (!this.kept.has(sequence)) throw readOnly(sequence, this.builtIns);
    this.parts.store.deleteSequence(sequence);
    this.kept.delete(sequence);
    this.parts.onChange();
  }

  /** What is wrong with a tree, on this station as it is set now. */
  problems(tree: SequenceTree, kind: SequenceKind): SequenceProblem[] {
    return problemsOf(tree, kind, this.parts.stationCommands?.() ?? false);
  }

  /** The station was set otherwise: other sequences may be right now. */
  lookAnew(): void {
    this.parts.onChange();
  }

  private listed(version: KeptVersion, id: string): Sequence {
    return listed(version, id, this.parts.stationCommands?.() ?? false);
  }

  private versions(id: string): SequenceVersion[] {
    const builtIn = this.builtIns.find((each) => each.id === id);
    if (builtIn) {
      const { version, name, hash } = builtIn;
      return [{ version, name, author: "Prestage", comment: "", at: "", hash }];
    }
    return (this.kept.get(id) ?? []).toReversed().map(({ version, name, author, comment, at, hash }) => {
      return { version: String(version), name, author, comment, at, hash };
    });
  }

  private keep(version: KeptVersion): void {
    const versions = this.kept.get(version.sequence) ?? [];
    this.kept.set(version.sequence, [...versions, version]);
  }

  /** Sequences are also started by name, so no two may have the same. */
  private freeName(wanted: string): string {
    const taken = new Set(this.list().map(({ name }) => name.toLowerCase()));
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted} (${n})`;
      if (!taken.has(name.toLowerCase())) return name;
    }
  }
}

function newestOf(versions: readonly KeptVersion[]): KeptVersion {
  const newest = versions.at(-1);
  if (!newest) throw new Error("a sequence without any version");
  return newest;
}

function ofBuiltIn(sequence: Sequence): Chosen {
  const { name, description, steps } = sequence;
  return {
    sequence,
    kind: "staging",
    tree: treeOfSteps(steps),
    facts: factsOf(name, description),
    kept: null,
  };
}

function readOnly(id: string, builtIns: readonly Sequence[]): StagingFault {
  const builtIn = builtIns.find((each) => each.id === id);
  return builtIn
    ? new StagingFault(
        "bad-input",
        `“${builtIn.name}” is built in and read only. Save it as a copy of your own.`,
      )
    : new StagingFault("sequence-unknown", `There is no task sequence “${id}”.`);
}

/** An empty tree to begin with; it is kept nowhere. */
function ofNothing(id: string, kind: SequenceKind): Chosen {
  const sequence: Sequence = {
    id,
    name: "",
    version: "0",
    description: "",
    builtin: false,
    steps: [],
    hash: "",
    kind,
    source: "own",
  };
  return { sequence, kind, tree: treeOfSteps([]), facts: factsOf(""), kept: null };
}

function factsOf(name: string, description = ""): SequenceFacts {
  return { name, description, packageId: null, bootImageId: null, bootImageVersion: null, packages: [] };
}
