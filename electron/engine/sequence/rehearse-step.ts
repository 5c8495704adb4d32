import type { Reason, TimelineEntry } from "../../../shared/sequence-rehearsal.ts";
import type { StepNode } from "../../../shared/sequence-tree.ts";
import { evaluate } from "./evaluate.ts";
import { isSecretName } from "../../../shared/sequence-secrets.ts";
import { addEntry, addFinding, reasonWords, type Run, type Spot } from "./rehearsal-run.ts";
import { gather } from "./rehearsal-start.ts";
import { checkErasing } from "./rehearsal-erasing.ts";
import { inputOf, packagesOf, stepKind, successCodesOf } from "../../../shared/sequence-step-kinds.ts";
import { scriptText, settingsOf } from "./step-sets.ts";

/** What a step comes to when it is its turn. `fails` is sure to fail. */
interface Course {
  outcome: "runs" | "bypassed" | "fails" | "unknown";
  words: string;
  reasons?: Reason[];
}

/** Rehearses one step that is neither disabled nor skipped. Answers whether it is sure to fail. */
export function rehearseStep(run: Run, step: StepNode, spot: Spot, reasons: Reason[]): boolean {
  const environment = wrongEnvironment(run, step, spot);
  const course = environment ?? courseOf(run, step, spot);
  const sure = spot.doubts.length === 0;
  const downloads = course.outcome === "bypassed" ? bypassedDownloads(step, run) : missingPackages(run, step);
  const told: Pick<TimelineEntry, "outcome" | "words"> = sure
    ? course
    : { outcome: "unknown", words: `Whether it runs is not known: ${reasonWords(spot.doubts)}.` };
  addEntry(run, step, spot, {
    outcome: told.outcome,
    words: told.words,
    reasons: [...reasons, ...(course.reasons ?? [])],
    downloads,
  });
  if (course.outcome === "fails")
    addFinding(run, step, spot, {
      code: "step-fails",
      severity: sure ? "red" : "amber",
      words: `“${step.name}” ${sure ? "fails" : "would fail"}: ${course.words}`,
    });
  checkErasing(run, step, spot, course.outcome);
  if (course.outcome !== "fails") leave(run, step, sure && course.outcome !== "unknown");
  remember(run, step, course.outcome, sure);
  return sure && course.outcome === "fails";
}

function courseOf(run: Run, step: StepNode, spot: Spot): Course {
  const kind = stepKind(step);
  if (kind === "apply-os") return applyOs(run, step, spot);
  if (kind === "set-variable" || kind === "dynamic-variables") return setVariables(run, step, spot);
  if (kind === "restart") return { outcome: "runs", words: restartWords(step) };
  if (kind !== "unknown") return { outcome: "runs", words: runWords(step) };
  addFinding(run, step, spot, {
    code: "unknown-step",
    severity: "amber",
    words: `“${step.name}” is of the type ${step.type ?? "(none)"}, for which there is no rule here. It is taken to run.`,
  });
  return { outcome: "runs", words: "It runs; what it does is not known here." };
}

/** On prestaged media Apply Operating System leaves out wipe and apply, unless told not to. */
function applyOs(run: Run, step: StepNode, spot: Spot): Course {
  const told = run.environment.get("OSDUseAlreadyDeployedImage");
  const words = "Task sequence variable OSDUseAlreadyDeployedImage";
  if (!told.known)
    return {
      outcome: "unknown",
      words: `Whether the prestaged image is used is not known: ${told.missing}.`,
      reasons: [{ words, found: null, missing: told.missing }],
    };
  if (told.value.toLowerCase() !== "false")
    return {
      outcome: "bypassed",
      words:
        "_SMSTSMediaType is OEMMedia: it leaves out wipe and apply, and only configures the prestaged Windows.",
      reasons: [
        { words: "Task sequence variable _SMSTSMediaType", found: "it is “OEMMedia”", missing: null },
      ],
    };
  addFinding(run, step, spot, {
    code: "applies-network-image",
    severity: "amber",
    words: `“${step.name}” wipes the prestaged Windows and applies the image from the network: OSDUseAlreadyDeployedImage is False.`,
  });
  return {
    outcome: "runs",
    words: "OSDUseAlreadyDeployedImage is False: it wipes the volume and applies the image from the network.",
    reasons: [{ words, found: "it is “False”", missing: null }],
  };
}

function setVariables(run: Run, step: StepNode, { doubts }: Spot): Course {
  const told: string[] = [];
  for (const { name, value, hidden, condition } of settingsOf(step)) {
    const rule = condition && { attributes: [], items: condition };
    const { holds } = evaluate(rule, { environment: run.environment, machine: run.input.profile });
    if (holds === false) continue;
    const reading = value === null ? null : run.environment.expand(value);
    if (reading?.known && doubts.length === 0 && holds) {
      const problem = run.environment.set(name, reading.value, `the step “${step.name}”`, hidden);
      if (problem) return { outcome: "fails", words: `${problem}.` };
      told.push(`${name} to ${hidden || isSecretName(name) ? "a hidden value" : `“${reading.value}”`}`);
    } else {
      run.environment.setUnknown(name, `what the step “${step.name}” sets ${name} to`);
      told.push(`${name} to what is not known now`);
    }
  }
  const words = told.length > 0 ? `It sets ${told.slice(0, 8).join(", ")}.` : "It sets nothing.";
  return { outcome: "runs", words };
}

/** A step for the other environment. What the target's engine does then is nowhere written down. */
function wrongEnvironment(run: Run, step: StepNode, spot: Spot): Course | null {
  const wanted = step.runIn?.toLowerCase();
  if (run.where === "unknown" || !wanted || wanted === "winpeandfullos" || wanted === run.where.toLowerCase())
    return null;
  const words = `“${step.name}” is meant for ${step.runIn}, and the target is in ${run.where} then.`;
  addFinding(run, step, spot, { code: "wrong-environment", severity: "amber", words });
  const missing = `what the target does with a step for ${step.runIn} in ${run.where}`;
  return { outcome: "unknown", words, reasons: [{ words: "Where it runs", found: null, missing }] };
}

/** What is different for the steps after this one. */
function leave(run: Run, step: StepNode, sure: boolean): void {
  const kind = stepKind(step);
  if (kind === "apply-os") run.installed = true;
  if (kind === "gather") gather(run.environment, run.input.profile);
  if (kind === "setup-windows") moveTo(run, sure ? "FullOS" : "unknown");
  if (kind === "restart") moveTo(run, sure ? afterRestart(run, step) : "unknown");
  if (kind === "set-variable" || kind === "dynamic-variables") return;
  for (const { name } of settingsOf(step))
    run.environment.setUnknown(name, `what the step “${step.name}” saves in ${name}`);
  if (kind !== "command" && kind !== "script") return;
  for (const name of namesSetBy(scriptText(step)))
    run.environment.setUnknown(name, `what the script of “${step.name}” sets ${name} to`);
}

function moveTo(run: Run, where: Run["where"]): void {
  if (run.where === where) return;
  run.where = where;
  if (where === "unknown") run.environment.setUnknown("_SMSTSInWinPE", "whether it runs in WinPE then");
  else run.environment.setBuiltIn("_SMSTSInWinPE", String(where === "WinPE"), "a restart");
}

function afterRestart({ input, installed }: Run, step: StepNode): Run["where"] {
  const target = /\/target:(\w+)/i.exec(step.action ?? "")?.[1]?.toLowerCase();
  // MDT writes WinPE as the target of every restart, and starts whatever the disk holds.
  if (input.sequence.tree.formatVersion === "3.00") return installed ? "unknown" : "WinPE";
  if (target === "winpe") return "WinPE";
  return installed ? "FullOS" : "unknown";
}

/** Variables a script writes by the client's COM object or MDT's, as far as its text shows. */
function namesSetBy(text: string): string[] {
  const patterns = [
    /\.Value\(\s*["']([A-Za-z][\w-]{0,255})["']\s*\)\s*=(?!=)/gi,
    /tsenv:([A-Za-z][\w-]{0,255})\s*=(?!=)/gi,
    /oEnvironment\.Item\(\s*"([A-Za-z][\w-]{0,255})"\s*\)\s*=/gi,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name ?? ""));
}

/** The built-in variables about the last step; a step that was skipped leaves them as they are. */
function remember(run: Run, step: StepNode, outcome: Course["outcome"], sure: boolean): void {
  const { environment } = run;
  const ends = `how the step “${step.name}” ends`;
  environment.setBuiltIn("_SMSTSLastActionName", step.name, "the engine");
  const open = !sure || outcome === "unknown" || (outcome === "runs" && step.continueOnError);
  if (open) {
    environment.setUnknown("_SMSTSLastActionSucceeded", ends);
    environment.setUnknown("_SMSTSLastActionRetCode", ends);
    return;
  }
  environment.setBuiltIn("_SMSTSLastActionSucceeded", String(outcome !== "fails"), "the engine");
  const [code, ...others] = successCodesOf(step);
  if (outcome === "fails" || others.length > 0) environment.setUnknown("_SMSTSLastActionRetCode", ends);
  else environment.setBuiltIn("_SMSTSLastActionRetCode", String(code ?? 0), "the engine");
}

function missingPackages(run: Run, step: StepNode): string[] {
  const { input } = run;
  const there = input.medium.packages;
  if (there === null) {
    run.usesPackages ||= packagesOf(step).length > 0;
    return [];
  }
  const has = new Set(
    [...there, input.medium.osImageId ?? "", input.medium.bootImageId ?? ""].map((id) => id.toUpperCase()),
  );
  return packagesOf(step).filter((id) => !has.has(id));
}

/** A bypassed Apply Operating System still takes its answer file from its package. */
function bypassedDownloads(step: StepNode, run: Run): string[] {
  const answers = inputOf(step, "ConfigFilePackage")?.trim().toUpperCase();
  return missingPackages(run, step).filter((id) => id === answers);
}

function restartWords(step: StepNode): string {
  const target = /\/target:(\w+)/i.exec(step.action ?? "")?.[1];
  return target ? `The target restarts (${target}).` : "The target restarts.";
}

function runWords(step: StepNode): string {
  return stepKind(step) === "setup-windows"
    ? "It sets up Windows and the client, and restarts into Windows."
    : "It runs.";
}
