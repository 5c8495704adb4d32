import { StagingFault } from "../../../shared/fault.ts";
import type { TargetProfile } from "../../../shared/sequence-profile.ts";
import type { Finding, MediumFacts, Reason, TimelineEntry } from "../../../shared/sequence-rehearsal.ts";
import type { SequenceFacts, SequenceNode, SequenceTree } from "../../../shared/sequence-tree.ts";
import type { Environment } from "./environment.ts";

/** Sub-sequences may call sub-sequences; together they may not grow without end. */
const MAX_ENTRIES = 20_000;

export interface RehearsalInput {
  sequence: { tree: SequenceTree; facts: SequenceFacts };
  medium: MediumFacts;
  profile: TargetProfile;
  /** The sub-sequence of a package id; null when it is not at hand. */
  subSequence?: (packageId: string) => { tree: SequenceTree; facts: SequenceFacts } | null;
}

/** One rehearsal while it goes on. */
export interface Run {
  input: RehearsalInput;
  environment: Environment;
  where: TimelineEntry["in"];
  /** Whether there is an operating system to restart into. */
  installed: boolean;
  timeline: TimelineEntry[];
  findings: Finding[];
  /** Whether any step that may run takes content from a package. */
  usesPackages: boolean;
}

/** Where the walk stands: how deep, in which sequence, and whether it is sure to come here. */
export interface Spot {
  depth: number;
  /** Package ids of the sub-sequences around; the last one is the sequence the node is in. */
  within: readonly string[];
  /** Facts that decide whether it comes here at all; none means it does. */
  doubts: readonly Reason[];
}

export function addEntry(
  run: Run,
  node: SequenceNode,
  spot: Spot,
  told: Pick<TimelineEntry, "outcome" | "words"> & Partial<Pick<TimelineEntry, "reasons" | "downloads">>,
): TimelineEntry {
  if (run.timeline.length >= MAX_ENTRIES)
    throw new StagingFault(
      "sequence-invalid",
      `With its sub-sequences this comes to more than ${MAX_ENTRIES} steps.`,
    );
  const entry: TimelineEntry = {
    node: node.id,
    sequence: spot.within.at(-1) ?? null,
    kind: node.kind,
    name: node.name,
    type: node.kind === "group" ? null : node.type,
    depth: spot.depth,
    reasons: [],
    in: run.where,
    downloads: [],
    ...told,
  };
  run.timeline.push(entry);
  return entry;
}

export function addFinding(
  run: Run,
  node: SequenceNode | null,
  spot: Spot,
  finding: Pick<Finding, "code" | "severity" | "words"> & Partial<Pick<Finding, "errorCode" | "fix">>,
): void {
  const sequence = spot.within.at(-1) ?? null;
  run.findings.push({ node: node?.id ?? null, sequence, errorCode: null, fix: null, ...finding });
}

/** The reasons in one clause: "Task sequence variable X equals “1”, and it is “2”". */
export function reasonWords(reasons: readonly Reason[]): string {
  return reasons
    .slice(0, 3)
    .map(({ words, found, missing }) =>
      missing === null ? `${words}, and ${found ?? "it is not"}` : `${words}: not known is ${missing}`,
    )
    .join("; ");
}
