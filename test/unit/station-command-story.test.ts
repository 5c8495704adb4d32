import { describe, expect, test } from "vitest";
import { fold, queued, type JobEvent } from "../../shared/job.ts";
import { foldCommands } from "../../shared/job-commands.ts";
import type { Plan } from "../../electron/engine/sequence/plan.ts";
import { runJob } from "../../electron/engine/staging/run-job.ts";
import { stageDrive, type DriveWork } from "../../electron/engine/staging/stage-drive.ts";
import {
  requiredAfterCommit,
  runCommands,
  type CommandAnswer,
  type CommandOrder,
} from "../../electron/engine/staging/station-commands.ts";
import { bareDrive, memoryMachine } from "../support/memory-drive.ts";
import { bios, command, image, plan, step } from "../support/staging-sequences.ts";
import { unitValues } from "../support/unit-values.ts";

const MIB = 2 ** 20;
const clock = { now: () => new Date("2026-03-01T08:00:00Z"), ticks: () => 0 };
const exits = (exitCode: number, output = ""): CommandAnswer => ({ outcome: "exited", exitCode, output });

/** Stages a drive in memory by this plan; each command answers as it is told to. */
async function stage(
  made: Plan,
  answer: (order: CommandOrder, abort: AbortController) => CommandAnswer = () => exits(0),
) {
  const machine = memoryMachine();
  const abort = new AbortController();
  const orders: CommandOrder[] = [];
  const commands = {
    plan: made,
    unit: unitValues,
    job: "j1",
    bench: "training" as const,
    outputs: new Map<number, string>(),
    clock,
    run: async (order: CommandOrder) => {
      orders.push(order);
      return answer(order, abort);
    },
  };
  const work: DriveWork = {
    drive: bareDrive,
    compose: async () => ({
      image: {
        tables: [],
        clear: [{ offset: 0, length: MIB }],
        content: [{ kind: "bytes", offset: MIB, bytes: new Uint8Array(512) }],
        finish: [{ kind: "bytes", offset: 0, bytes: new Uint8Array(512) }],
        contentBytes: 512,
      },
      files: [],
    }),
    commands: (when, signal) => runCommands(commands, when, signal),
    requiredCommands: requiredAfterCommit(made),
    masters: [],
    oldData: "keep",
    stamp: {
      stampVersion: 1,
      job: "j1",
      batch: "B-2026-0001",
      unitSerial: "U1",
      mediaId: "m1",
      mediaName: "Field laptop",
      mediaVersion: "3.2",
      mediaSha256: "00",
      station: "bench 1",
      software: "Prestage",
    },
  };
  const events: JobEvent[] = [];
  const story = stageDrive(work, machine, abort.signal, () => {}, clock);
  await runJob(story, abort.signal, (event) => {
    machine.told.push(`[${event.type}]`);
    events.push(event);
  });
  return { told: machine.told, events, orders, end: events.reduce(fold, queued) };
}

const withBoth = (more = "") =>
  plan(command("label", more) + bios + image() + command("notify", more), { stationCommands: true });
const wrote = (told: readonly string[]) => told.some((line) => /^(?:zero|write|discard)/.test(line));
const committed = (told: readonly string[]) => told.includes("[committing]");

test("commands run while the drive is held and untouched, and when it is committed and let go of", async () => {
  const { told, end } = await stage(withBoth());
  expect(end).toEqual({ status: "done" });
  const order = [
    /^claim/,
    "[command-started]",
    "[command-ended]",
    /^zero/,
    "[committing]",
    "release",
    "[command-started]",
    "[command-ended]",
    "[done]",
  ];
  let from = 0;
  for (const wanted of order) {
    const at = told.findIndex(
      (line, n) => n >= from && (typeof wanted === "string" ? line === wanted : wanted.test(line)),
    );
    expect([String(wanted), at >= from]).toEqual([String(wanted), true]);
    from = at + 1;
  }
  expect(told.indexOf("[command-started]")).toBe(1);
});

const only = (script: string, answer: CommandAnswer, act?: "cancel") =>
  [script, answer, act] as [string, CommandAnswer, "cancel"?];
const timedOut: CommandAnswer = { outcome: "timed-out", exitCode: null, output: "" };
const notStarted: CommandAnswer = { outcome: "not-started", exitCode: null, output: "There is no folder." };
const stopped: CommandAnswer = { outcome: "cancelled", exitCode: null, output: "" };
const untouched = "The drive was not touched.";

test.for<[string, ReturnType<typeof only>, string, string, boolean]>([
  [
    "exit 3 before",
    only("label", exits(3)),
    "failed",
    `“label” failed on the station (exit 3). ${untouched}`,
    false,
  ],
  ["a success code of its own", only("label", exits(3010)), "done", "", true],
  [
    "the time limit before",
    only("label", timedOut),
    "failed",
    "“label” did not end on the station within 15 min",
    false,
  ],
  [
    "no start before",
    only("label", notStarted),
    "failed",
    "“label” could not be started on the station",
    false,
  ],
  ["a cancel before", only("label", stopped, "cancel"), "cancelled", "", false],
  [
    "exit 3 after",
    only("notify", exits(3)),
    "failed",
    "The drive is staged and verified, but the step “notify” failed on the station (exit 3).",
    true,
  ],
  [
    "the time limit after",
    only("notify", timedOut),
    "failed",
    "The drive is staged and verified, but the step “notify” did not end on the station within 15 min.",
    true,
  ],
  [
    "a cancel after",
    only("notify", stopped, "cancel"),
    "failed",
    "The drive is staged and verified, but the step “notify” was stopped on the station.",
    true,
  ],
])("%s: the unit is told apart", async ([, [script, answer, act], status, words, touched]) => {
  const { told, end, events } = await stage(withBoth(), (order, abort) => {
    if (order.script !== script) return exits(0);
    if (act) abort.abort(new Error("cancel"));
    return answer;
  });
  expect([end.status, wrote(told), committed(told)]).toEqual([status, touched, touched]);
  if (end.status === "failed")
    expect([end.fault.code, end.fault.message]).toEqual([
      "station-command-failed",
      expect.stringContaining(words) as string,
    ]);
  expect(events.filter(({ type }) => type === "command-started")).toHaveLength(
    events.filter(({ type }) => type === "command-ended").length,
  );
});

test("a failure that the sequence goes on without is on record, and fails nothing", async () => {
  const { end, events } = await stage(withBoth('continueOnError="true"'), () => exits(3, "no paper"));
  expect(end).toEqual({ status: "done" });
  const ended = events.reduce(foldCommands, []);
  expect(
    ended.map(({ step, when, outcome, wentOn, output }) => [step, when, outcome, wentOn, output]),
  ).toEqual([
    ["label", "before", "failed", true, "no paper"],
    ["notify", "after", "failed", true, "no paper"],
  ]);
});

test("the commit names the steps that have to end well behind it, and no others", async () => {
  const required = async (made: Plan) =>
    (await stage(made)).events.find((event) => event.type === "committing")?.commands;
  expect(await required(withBoth())).toEqual(["notify"]);
  expect(await required(withBoth('continueOnError="true"'))).toBeUndefined();
});

describe("what a command gets", () => {
  test("is the unit's variables and what was set, as values and never as the shell's text", async () => {
    const set = step("SetVariable", "Set", "", { VariableName: "Label", VariableValue: "L-%UnitSerial%" });
    const made = plan(
      set +
        step("RunCommandLine", "Label it", 'label "%label%" %UnitSerial%', {}, 'timeout="60"') +
        bios +
        image(),
      {
        stationCommands: true,
      },
    );
    const [order] = (await stage(made)).orders;
    expect(order).toMatchObject({
      script: 'label "${PRESTAGE_V1}" ${PRESTAGE_V2}',
      directory: "/",
      timeoutMs: 60_000,
    });
    expect(order?.variables).toEqual({
      ...unitValues,
      Label: "L-PF-77",
      PRESTAGE_V1: "L-PF-77",
      PRESTAGE_V2: "PF-77",
      PRESTAGE_STEP: "Label it",
      PRESTAGE_WHEN: "before",
      PRESTAGE_JOB: "j1",
      PRESTAGE_BENCH: "training",
      PRESTAGE_UNIT: "PF-77",
    });
    expect(JSON.stringify(order)).not.toContain(bareDrive.path);
  });

  test("is no variable that would change how the shell works", async () => {
    const set = (name: string) => step("SetVariable", name, "", { VariableName: name, VariableValue: "x" });
    const names = ["PATH", "LD_PRELOAD", "BASH_ENV", "IFS", "PRESTAGE_V1"];
    const made = plan(names.map(set).join("") + command("label") + bios + image(), { stationCommands: true });
    const [order] = (await stage(made)).orders;
    expect(Object.keys(order?.variables ?? {}).filter((name) => names.includes(name))).toEqual([]);
  });

  test("is the end of what an earlier one printed", async () => {
    const ask = step("RunCommandLine", "Ask", "ask", { OutputVariableName: "Tag" });
    const made = plan(`${ask}${command("label %Tag%")}${bios}${image()}${command("notify %Tag%")}`, {
      stationCommands: true,
    });
    const long = "x".repeat(2000);
    const { orders } = await stage(made, ({ script }) => exits(0, script === "ask" ? `${long}0815\n` : ""));
    expect(orders.slice(1).map(({ variables }) => variables["PRESTAGE_V1"])).toEqual([
      `${long}0815`.slice(-1000),
      `${long}0815`.slice(-1000),
    ]);
  });
});

test("a hidden value is never in the records, and colours are taken out of what was printed", async () => {
  const set = step("SetVariable", "Set", "", {
    VariableName: "PrinterToken",
    VariableValue: "s3cret-42",
    DoNotShowVariableValue: "true",
  });
  const made = plan(set + command("label") + bios + image(), { stationCommands: true });
  const { events } = await stage(made, () => exits(0, "\u001b[31mused s3cret-42\u001b[0m\n"));
  expect(events.reduce(foldCommands, [])[0]?.output).toBe("used ••••••");
  expect(JSON.stringify(events)).not.toContain("s3cret-42");
});
