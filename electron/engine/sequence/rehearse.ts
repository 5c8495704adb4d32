import { StagingFault } from "../../../shared/fault.ts";
import type { Finding, Reason, Rehearsal, TimelineEntry } from "../../../shared/sequence-rehearsal.ts";
import type { GroupNode, SequenceNode, SubSequenceNode } from "../../../shared/sequence-tree.ts";
import { evaluate } from "./evaluate.ts";
import { bootImageFinding } from "./rehearsal-boot-image.ts";
import {
  addEntry,
  addFinding,
  reasonWords,
  type RehearsalInput,
  type Run,
  type Spot,
} from "./rehearsal-run.ts";
import { startEnvironment } from "./rehearsal-start.ts";
import { rehearseStep } from "./rehearse-step.ts";
import { inputOf } from "../../../shared/sequence-step-kinds.ts";

/**
 * Tells what happens when a target starts this sequence from this medium: every step, in order, with the reason.
 * Nothing is run. What cannot be known is said to be unknown, with the fact that is missing.
 * @throws StagingFault sequence-invalid for sub-sequences that call one another in a circle or grow without end
 */
export function rehearse(input: RehearsalInput): Rehearsal {
  const { tree, facts } = input.sequence;
  const run: Run = {
    input,
    environment: startEnvironment(tree, facts, input.medium, input.profile),
    where: "WinPE",
    installed: false,
    timeline: [],
    findings: [],
    usesPackages: false,
  };
  const mismatch = bootImageFinding(input);
  if (mismatch) run.findings.push(mismatch);
  const failed = children(run, tree.children, { depth: 0, within: [], doubts: [] });
  return summary(run, failed);
}

/** Goes through children in order. Answers the step whose failure ends them, or null. */
function children(run: Run, nodes: readonly SequenceNode[], spot: Spot): string | null {
  let failed: string | null = null;
  for (const node of nodes) {
    if (failed)
      passOver(run, node, spot, "not-reached", `It is not reached: “${failed}” fails before it.`, []);
    else failed = visit(run, node, spot);
  }
  return failed;
}

/** One node. Answers the name of what fails, when that ends what is around it. */
function visit(run: Run, node: SequenceNode, spot: Spot): string | null {
  if (node.disabled) {
    passOver(run, node, spot, "skipped", "It is disabled.", []);
    return null;
  }
  const { holds, because } = evaluate(node.condition, {
    environment: run.environment,
    machine: run.input.profile,
  });
  if (holds === false) {
    passOver(run, node, spot, "skipped", `Its condition is false: ${reasonWords(because)}.`, because);
    return null;
  }
  const doubts =
    holds === null ? [...spot.doubts, ...because.filter(({ missing }) => missing !== null)] : spot.doubts;
  const here: Spot = { ...spot, doubts };
  const reasons = holds === null ? because : node.condition ? because : [];
  if (node.kind === "group") return group(run, node, here, reasons);
  if (node.kind === "subtasksequence") return subSequence(run, node, here, reasons);
  const failure = rehearseStep(run, node, here, reasons);
  return failure && doubts.length === 0 && !node.continueOnError ? node.name : null;
}

function group(run: Run, node: GroupNode, spot: Spot, reasons: Reason[]): string | null {
  const entry = addEntry(run, node, spot, { ...outcomeHere(spot, "Its steps run."), reasons });
  return inside(run, node, entry, spot, node.children, spot.within);
}

function inside(
  run: Run,
  node: GroupNode | SubSequenceNode,
  entry: TimelineEntry,
  spot: Spot,
  nodes: readonly SequenceNode[],
  within: readonly string[],
): string | null {
  const failed = children(run, nodes, { ...spot, depth: spot.depth + 1, within });
  if (!failed) return null;
  entry.outcome = "fails";
  entry.words = node.continueOnError
    ? `It fails with its step “${failed}”, and the sequence goes on (continue on error).`
    : `It fails with its step “${failed}”.`;
  return node.continueOnError ? null : failed;
}

function subSequence(run: Run, node: SubSequenceNode, spot: Spot, reasons: Reason[]): string | null {
  const id = (inputOf(node, "TsPackageID") ?? "").trim().toUpperCase();
  const running = [run.input.sequence.facts.packageId?.toUpperCase() ?? "", ...spot.within];
  if (id && running.includes(id))
    throw new StagingFault(
      "sequence-invalid",
      `The sub-sequence “${node.name}” calls itself: ${[...running.slice(running.indexOf(id)), id].join(" → ")}.`,
    );
  const found = id ? run.input.subSequence?.(id) : null;
  if (!found) {
    const missing = `the sub-sequence ${id || node.name}`;
    addEntry(run, node, spot, {
      outcome: "unknown",
      words: `What it runs is not known: the sub-sequence ${id || "it names"} is not at hand.`,
      reasons: [...reasons, { words: "Sub-sequence", found: null, missing }],
    });
    addFinding(run, node, spot, {
      code: "sub-sequence-missing",
      severity: "amber",
      words: `“${node.name}” runs the sub-sequence ${id}, which is not at hand. Import it to rehearse its steps.`,
    });
    return null;
  }
  const entry = addEntry(run, node, spot, { ...outcomeHere(spot, "Its sub-sequence runs."), reasons });
  return inside(run, node, entry, spot, found.tree.children, [...spot.within, id]);
}

function outcomeHere({ doubts }: Spot, words: string): Pick<TimelineEntry, "outcome" | "words"> {
  if (doubts.length === 0) return { outcome: "runs", words };
  return { outcome: "unknown", words: `Whether it runs is not known: ${reasonWords(doubts)}.` };
}

/** A node that does not run, with all that is inside it. */
function passOver(
  run: Run,
  node: SequenceNode,
  spot: Spot,
  outcome: "skipped" | "not-reached",
  words: string,
  reasons: Reason[],
): void {
  addEntry(run, node, spot, { outcome, words, reasons });
  if (node.kind !== "group") return;
  const inner = outcome === "skipped" ? `Its group “${node.name}” is skipped.` : words;
  for (const child of node.children)
    passOver(run, child, { ...spot, depth: spot.depth + 1 }, outcome, inner, []);
}

function summary(run: Run, failed: string | null): Rehearsal {
  const { timeline, findings } = run;
  const downloads = new Map<string, string[]>();
  for (const { name, downloads: wanted } of timeline)
    for (const id of wanted) {
      const steps = downloads.get(id);
      if (steps) steps.push(name);
      else downloads.set(id, [name]);
    }
  addDownloadFinding(run, downloads.size);
  const missingFacts = timeline.flatMap(({ reasons }) => reasons.flatMap(({ missing }) => missing ?? []));
  return {
    ...verdict(findings, timeline, failed),
    timeline,
    findings,
    downloads: [...downloads].map(([id, steps]) => ({ package: id, steps })),
    missingFacts: [...new Set(missingFacts)],
  };
}

function addDownloadFinding(run: Run, packages: number): void {
  const unknown = run.input.medium.packages === null && run.usesPackages;
  if (packages === 0 && !unknown) return;
  const words = unknown
    ? "Which packages the medium holds is not known; those it lacks come over the network."
    : `${packages} package${packages === 1 ? " is" : "s are"} not on the medium and will come over the network.`;
  addFinding(
    run,
    null,
    { depth: 0, within: [], doubts: [] },
    { code: "downloads", severity: "amber", words },
  );
}

function verdict(
  findings: readonly Finding[],
  timeline: readonly TimelineEntry[],
  failed: string | null,
): Pick<Rehearsal, "verdict" | "words"> {
  const mismatch = findings.find(({ code }) => code === "boot-image-mismatch");
  if (mismatch) return { verdict: "will-fail", words: mismatch.words };
  const erasing = findings.find(({ code }) => code === "erases-media");
  if (erasing) return { verdict: "erases", words: erasing.words };
  if (failed) return { verdict: "will-fail", words: `It fails at “${failed}”.` };
  const open = timeline.filter(({ outcome }) => outcome === "unknown").length;
  const doubtful = findings.some(({ severity, code }) => severity === "red" || code === "boot-image-unknown");
  if (open > 0 || doubtful)
    return {
      verdict: "unsure",
      words:
        open > 0
          ? `${open} of ${timeline.length} steps depend on facts that are not known.`
          : "Something that decides is not known; see the findings.",
    };
  return { verdict: "will-run", words: "Nothing stands against it." };
}
