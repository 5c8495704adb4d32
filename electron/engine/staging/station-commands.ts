import { StagingFault } from "../../../shared/fault.ts";
import type { CommandEnd, JobEvent } from "../../../shared/job.ts";
import type { UnitValues } from "../../../shared/unit-variables.ts";
import type { Environment } from "../sequence/environment.ts";
import type { Plan, StationCommand } from "../sequence/plan.ts";
import { shellScript } from "../sequence/shell-script.ts";
import { unitEnvironment, valueOf } from "../sequence/unit-environment.ts";
import type { Clock } from "./stage-drive.ts";

/** A command with one unit's values, ready for the station's shell. */
export interface CommandOrder {
  /** For /bin/sh. */
  script: string;
  /** Where it starts; absolute. */
  directory: string;
  /** What its environment has besides the little that every command gets. */
  variables: Readonly<Record<string, string>>;
  timeoutMs: number;
}

export interface CommandAnswer {
  outcome: "exited" | "timed-out" | "cancelled" | "not-started";
  /** Null when it did not come to its own end. */
  exitCode: number | null;
  /** The end of both its streams, at most 4 KiB; or why it was not started. */
  output: string;
}

/** Runs a command on the station to its end. Never throws; when the signal comes, all it started is ended. */
export type RunCommand = (order: CommandOrder, signal: AbortSignal) => Promise<CommandAnswer>;

/** What one unit's commands need. */
export interface CommandWork {
  plan: Pick<Plan, "commands" | "settings">;
  unit: UnitValues;
  job: string;
  bench: "training" | "real";
  run: RunCommand;
  /** What commands printed so far, for variables; filled here. */
  outputs: Map<number, string>;
  clock: Clock;
}

const DEFAULT_TIMEOUT_MS = 15 * 60_000;
const VARIABLE_CHARACTERS = 1000;
/** Names that would change how the shell itself works. */
const NEVER_EXPORTED =
  /^(?:PATH|HOME|IFS|ENV|SHELL|SHELLOPTS|BASH.*|PS\d|CDPATH|LD_.*|LC_.*|LANG|TZ|PRESTAGE_.*|_.*)$/i;
/** A shorter one hides too much of what has nothing to do with it. */
const MIN_HIDDEN_CHARACTERS = 4;

/**
 * Runs a sequence's commands of one time, one after the other.
 * @throws StagingFault station-command-failed for one that fails and is not to be gone on without; `signal.reason` when
 * it was cancelled before the first write
 */
export async function* runCommands(
  work: CommandWork,
  when: CommandEnd["when"],
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const time = when === "before" ? "before-first-write" : "after-commit";
  for (const [position, command] of work.plan.commands.entries()) {
    if (command.when !== time) continue;
    if (when === "before") signal.throwIfAborted();
    const environment = unitEnvironment(work.plan, command.settings, work.unit, work.outputs);
    yield { type: "command-started", step: command.step, when };
    const started = work.clock.ticks();
    const answer = await work.run(orderOf(work, command, environment, when), signal);
    work.outputs.set(position, answer.output.trim().slice(-VARIABLE_CHARACTERS));
    const end = endOf(command, answer, when, work.clock.ticks() - started);
    const output = shown(answer.output, environment);
    yield { type: "command-ended", ...end, output };
    if (when === "before" && end.outcome === "cancelled") signal.throwIfAborted();
    if (!end.wentOn) throw commandFault(command, { ...end, output });
  }
}

/** The steps after the commit without whose good end the unit is not done. */
export function requiredAfterCommit({ commands }: Pick<Plan, "commands">): string[] {
  return commands.flatMap(({ when, step, continueOnError }) =>
    when === "after-commit" && !continueOnError ? step : [],
  );
}

function orderOf(
  { unit, job, bench }: CommandWork,
  command: StationCommand,
  environment: Environment,
  when: CommandEnd["when"],
): CommandOrder {
  const set = new Set(environment.names().map((name) => name.toLowerCase()));
  const { script, names } = shellScript(command.commandLine, (name) => set.has(name.toLowerCase()));
  const named = environment
    .names()
    .filter((name) => /^[A-Za-z_]\w*$/.test(name) && !NEVER_EXPORTED.test(name))
    .map((name) => [name, textOf(environment, name)]);
  const placed = names.map((name, n) => [`PRESTAGE_V${n + 1}`, textOf(environment, name)]);
  return {
    script,
    directory: valueOf(environment, command.workingDirectory ?? "/"),
    variables: {
      ...Object.fromEntries([...named, ...placed]),
      PRESTAGE_STEP: command.step,
      PRESTAGE_WHEN: when,
      PRESTAGE_JOB: job,
      PRESTAGE_BENCH: bench,
      PRESTAGE_UNIT: unit.UnitSerial,
    },
    timeoutMs: command.timeoutSeconds === null ? DEFAULT_TIMEOUT_MS : command.timeoutSeconds * 1000,
  };
}

function textOf(environment: Environment, name: string): string {
  const reading = environment.get(name);
  return reading.known ? reading.value : "";
}

function endOf(
  command: StationCommand,
  { outcome, exitCode }: CommandAnswer,
  when: CommandEnd["when"],
  ms: number,
): Omit<CommandEnd, "output"> {
  const good = outcome === "exited" && exitCode !== null && command.successCodes.includes(exitCode);
  const ended = outcome === "exited" ? (good ? "succeeded" : "failed") : outcome;
  const wentOn = good || (command.continueOnError && ended !== "cancelled");
  return { step: command.step, when, outcome: ended, exitCode, ms: Math.round(ms), wentOn };
}

/** The output as records keep it: without colours, and without what is to stay hidden. */
function shown(output: string, environment: Environment): string {
  // oxlint-disable-next-line no-control-regex
  const plain = output.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]|(?![\n\t])\p{Cc}/gu, "");
  return environment
    .hiddenValues()
    .filter((value) => value.length >= MIN_HIDDEN_CHARACTERS)
    .reduce((text, value) => text.replaceAll(value, "••••••"), plain)
    .trim();
}

function commandFault(
  command: StationCommand,
  { when, outcome, exitCode, output }: CommandEnd,
): StagingFault {
  const minutes = Math.round((command.timeoutSeconds ?? DEFAULT_TIMEOUT_MS / 1000) / 6) / 10;
  const how = {
    succeeded: "",
    failed: `failed on the station (${exitCode === null ? "ended by a signal" : `exit ${exitCode}`})`,
    "timed-out": `did not end on the station within ${minutes} min`,
    cancelled: "was stopped on the station",
    "not-started": "could not be started on the station",
  }[outcome];
  const where = `the step “${command.step}” ${how}`;
  const message =
    when === "after"
      ? `The drive is staged and verified, but ${where}.`
      : `${where.charAt(0).toUpperCase()}${where.slice(1)}. The drive was not touched.`;
  return new StagingFault("station-command-failed", message, { detail: output });
}
