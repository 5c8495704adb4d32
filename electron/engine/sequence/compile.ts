import { StagingFault } from "../../../shared/fault.ts";
import type { Sequence, StepEffect } from "../../../shared/sequence.ts";
import type {
  GroupNode,
  SequenceNode,
  SequenceTree,
  StepNode,
  SubSequenceNode,
} from "../../../shared/sequence-tree.ts";
import { compileCommand } from "./compile-command.ts";
import { newDraft, type CompileOptions, type Draft } from "./compile-draft.ts";
import { applyDataImage } from "./compile-image.ts";
import { evaluate } from "./evaluate.ts";
import { unknownMachine } from "./facts.ts";
import { treeOfSteps } from "./flat-steps.ts";
import { finishPlan } from "./finish-plan.ts";
import { partitionDisk, type Inputs } from "./partition-disk.ts";
import type { Plan } from "./plan.ts";
import { invalidStep } from "./step-fault.ts";
import { inputOf, stepKind, type StepKind } from "../../../shared/sequence-step-kinds.ts";
import { setText, setVariables } from "./set-variables.ts";
import { unitFile } from "./unit-file.ts";

type AnyStep = StepNode | SubSequenceNode;
/** Kinds whose work a bench does, or is told to do. All others are the target's. */
const BENCH: ReadonlySet<StepKind> = new Set<StepKind>([
  "partition",
  "apply-data",
  "command",
  "set-variable",
  "dynamic-variables",
  "unit-file",
]);
const ON_DRIVE: ReadonlySet<StepKind> = new Set<StepKind>(["partition", "apply-data", "unit-file"]);

/**
 * Compiles a task sequence into a plan. What this station cannot do is a fault here, before any drive is touched.
 * @param imageIndex which image Apply Data Image lays down; null for the one the sequence names
 * @throws StagingFault sequence-step-unsupported, sequence-invalid; the message names the step
 */
export function compile(sequence: Sequence, imageIndex: number | null = null): Plan {
  return compileTree(sequence, treeOfSteps(sequence.steps), { imageIndex });
}

/**
 * The same for a whole tree: conditions are asked with the bench's variables, steps that are meant for the target are
 * left to it.
 * @param onProblem gets every fault with its node, and the step is left out; without it the first one is thrown
 */
export function compileTree(
  named: Plan["sequence"],
  tree: SequenceTree,
  options: CompileOptions,
  onProblem?: (node: SequenceNode | null, fault: StagingFault) => void,
): Plan {
  const draft = newDraft(options);
  const guarded = (node: SequenceNode | null, work: () => void) => {
    try {
      work();
    } catch (thrown) {
      if (!onProblem || !(thrown instanceof StagingFault)) throw thrown;
      onProblem(node, thrown);
    }
  };
  for (const { name, value } of tree.globals ?? [])
    guarded(null, () => setText(draft, { name: "Global variables" }, name, value));
  const visit = (nodes: readonly SequenceNode[]): void => {
    for (const node of nodes)
      guarded(node, () => {
        const goes = decide(draft, node);
        if (goes === "in" && node.kind === "group") visit(node.children);
        else if (goes === "in" && node.kind !== "group") compileStep(draft, node);
        else leaveOut(draft, node, goes === "target" ? "target" : "skipped");
      });
  };
  visit(tree.children);
  const { id, name, version, hash } = named;
  const steps = draft.effects;
  let plan: Plan = emptyPlan({ id, name, version, hash }, steps);
  guarded(null, () => {
    plan = finishPlan(draft, plan);
  });
  return plan;
}

function emptyPlan(sequence: Plan["sequence"], steps: StepEffect[]): Plan {
  const boot = { system: 0, os: 0 };
  return {
    sequence,
    firmware: "bios",
    style: "mbr",
    partitions: [],
    boot,
    bootImage: { partition: 0, path: "" },
    settings: [],
    commands: [],
    files: [],
    finish: "release",
    steps,
  };
}

/** Whether a node takes part on the bench: in, skipped by the sequence's own words, or left to the target. */
function decide(draft: Draft, node: SequenceNode): "in" | "skipped" | "target" {
  if (node.disabled) return "skipped";
  if (!worksHere(node)) return "target";
  const facts = { environment: draft.environment, machine: unknownMachine };
  const { holds, because } = evaluate(node.condition, facts);
  if (holds !== null) return holds ? "in" : "skipped";
  const open = because.find(({ missing }) => missing !== null);
  throw invalidStep(
    node,
    `its condition depends on what a bench cannot know (${open?.words ?? ""}; not known is ${open?.missing ?? ""}). Take the condition off here, or set the step to run on the target`,
  );
}

function worksHere(node: SequenceNode): boolean {
  if (node.kind === "group") return node.children.some((child) => !child.disabled && worksHere(child));
  if (node.kind === "step" && node.runIn?.toLowerCase() === "fullos") return false;
  return BENCH.has(stepKind(node)) || isRestart(node);
}

function isRestart(node: AnyStep): boolean {
  return stepKind(node) === "restart";
}

function leaveOut(draft: Draft, node: SequenceNode, where: "target" | "skipped"): void {
  if (node.kind === "group") for (const child of (node as GroupNode).children) leaveOut(draft, child, where);
  else draft.effects.push({ name: node.name, type: node.type ?? "", where, phase: "" });
}

function compileStep(draft: Draft, node: AnyStep): void {
  if (node.kind !== "step") return;
  const kind = stepKind(node);
  if (ON_DRIVE.has(kind) && draft.finish)
    throw new StagingFault(
      "sequence-invalid",
      `Step “${node.name}” comes after the drive has been shut down.`,
    );
  const [where, phase] = place(draft, node, kind);
  draft.effects.push({ name: node.name, type: node.type ?? "", where, phase });
}

/** Does what the step says, and tells where it took effect. */
function place(draft: Draft, step: StepNode, kind: StepKind): [where: StepEffect["where"], phase: string] {
  if (kind === "partition") {
    partition(draft, step);
    return ["drive", "finish"];
  }
  if (kind === "apply-data") {
    onDrive(draft, step);
    applyDataImage(draft, step);
    return ["master", "master"];
  }
  if (kind === "unit-file") {
    onDrive(draft, step);
    draft.files.push(unitFile(draft, step));
    return ["drive", "write"];
  }
  if (kind === "restart") return restart(draft, step);
  if (kind === "command") {
    const at = compileCommand(draft, step);
    if (at === "master" || at === "write") onDrive(draft, step);
    if (at === "target") return ["target", ""];
    if (at === "before" || at === "after") return ["station", at];
    return at === "master" ? ["master", "master"] : ["drive", at];
  }
  setVariables(draft, step);
  return ["station", "plan"];
}

/** A command on the station stands before the first or after the last step on the drive, never between. */
function onDrive(draft: Draft, step: StepNode): void {
  const [between] = draft.pending;
  if (between)
    throw invalidStep(
      { name: between.step },
      `it runs on the station, between steps that write to the drive. Move it before the first of them, or after “${step.name}”`,
    );
}

function partition(draft: Draft, step: StepNode): void {
  onDrive(draft, step);
  if (draft.partitions.length > 0) throw invalidStep(step, "it partitions the drive a second time");
  const input = (name: string) => {
    const earlier = draft.environment.get(name);
    const given = draft.environment.setBy(name) !== null && earlier.known ? earlier.value : "";
    const reading = draft.environment.expand(given || (inputOf(step, name) ?? ""));
    return reading.known ? reading.value : "";
  };
  const { style, partitions, letterVariables } = partitionDisk(step, input);
  draft.style = style;
  draft.partitions = partitions;
  draft.diskIndex = diskIndex(draft, step, input);
  for (const { name, partition: n } of letterVariables) {
    setText(draft, step, name, `${partitions[n]?.letter ?? ""}:`);
  }
}

/** The step's own variable for the disk number outranks the number. */
function diskIndex(draft: Draft, step: StepNode, input: Inputs): string {
  const variable = inputOf(step, "OSDDiskIndexVariable")?.trim();
  const reading = variable ? draft.environment.get(variable) : null;
  if (reading && !reading.known)
    throw invalidStep(step, `the disk number is in ${variable}, which is ${reading.missing}`);
  const text = (reading?.value ?? input("OSDDiskIndex")).trim() || "0";
  if (!/^\d{1,5}$/.test(text)) throw invalidStep(step, `“${text}” is no disk number`);
  return String(Number(text));
}

/** A restart after the drive has been written ends its staging; before that a bench is where it leads to. */
function restart(draft: Draft, step: StepNode): [where: StepEffect["where"], phase: string] {
  if (draft.finish) return ["target", ""];
  if (draft.partitions.length === 0) return ["skipped", ""];
  draft.finish = /shutdown/i.test(step.type ?? "") ? "shutdown" : "restart";
  return ["drive", "finish"];
}
