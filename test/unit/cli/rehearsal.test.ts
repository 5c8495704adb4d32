import { expect, test } from "vitest";
import { main } from "../../../electron/engine/cli/main.ts";
import { pickSequence } from "../../../electron/engine/cli/commands/sequence.ts";
import { readVariables, rehearsalExit } from "../../../electron/engine/cli/commands/sequence-rehearse.ts";
import { changeLines, rehearsalText } from "../../../electron/engine/cli/sequence-words.ts";
import type { Finding, Rehearsal, TimelineEntry } from "../../../shared/sequence-rehearsal.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import { paperTerminal } from "../../support/paper-terminal.ts";

const entry = (name: string, over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  node: name,
  sequence: null,
  kind: "step",
  name,
  type: null,
  depth: 0,
  outcome: "runs",
  words: "It runs.",
  reasons: [],
  in: "WinPE",
  downloads: [],
  ...over,
});
const red: Finding = {
  code: "erases-media",
  severity: "red",
  words: "“Partition Disk” runs: this erases the prestaged content.",
  node: "n2",
  sequence: null,
  errorCode: null,
  fix: { words: "Skip it.", edit: { edit: "enable", node: "n2", enabled: false } },
};
const fine: Rehearsal = {
  verdict: "will-run",
  words: "Nothing stands against it.",
  timeline: [],
  findings: [],
  downloads: [],
  missingFacts: [],
};
const sequence = (id: string, name: string): Sequence => ({
  id,
  name,
  version: "2",
  description: "",
  builtin: false,
  steps: [],
  hash: "",
});

test.each([
  ["nothing against it", fine, false, 0],
  ["it would fail", { ...fine, verdict: "will-fail" as const }, true, 1],
  ["it erases the medium", { ...fine, verdict: "erases" as const, findings: [red] }, true, 1],
  ["a red finding", { ...fine, verdict: "unsure" as const, findings: [red] }, true, 1],
  ["facts are missing", { ...fine, verdict: "unsure" as const }, false, 7],
  ["facts are missing, and may be", { ...fine, verdict: "unsure" as const }, true, 0],
  ["an amber finding", { ...fine, findings: [{ ...red, severity: "amber" as const }] }, false, 0],
])("a pipeline is told by the exit code: %s", (_what, rehearsal, allowed, code) => {
  expect(rehearsalExit(rehearsal, allowed)).toBe(code);
});

test("the timeline is a table with the reason of every step, then the findings, then the verdict", () => {
  const text = rehearsalText({
    ...fine,
    verdict: "erases",
    words: "It erases.",
    timeline: [
      entry("Install", { kind: "group", words: "Its steps run." }),
      entry("Partition Disk", { depth: 1 }),
      entry("Join", { outcome: "skipped", words: "It is disabled." }),
    ],
    findings: [red],
    downloads: [{ package: "PRE00002", steps: ["Drivers"] }],
    missingFacts: ["the model"],
  });
  expect(text.split("\n")).toEqual([
    "Outcome  Step              Why",
    "runs     [Install]         Its steps run.",
    "runs       Partition Disk  It runs.",
    "skipped  Join              It is disabled.",
    "",
    "Findings",
    "  RED    “Partition Disk” runs: this erases the prestaged content.",
    "         Fix: Skip it.",
    "",
    "Content that comes over the network",
    "  PRE00002  Drivers",
    "",
    "Facts that are not known",
    "  the model",
    "",
    "ERASES THE PRESTAGED CONTENT: It erases.",
  ]);
});

test("a difference names the step with its groups, and each field before and after", () => {
  const fields = [{ field: "disabled", before: "", after: "yes" }];
  expect(changeLines({ change: "changed", node: "n1", name: "Join", path: ["Install", "Net"], fields })).toBe(
    "changed  Install > Net > Join\n  disabled: (nothing) -> yes",
  );
});

test("variables are read up to their first “=”, and what has none is refused", () => {
  expect(readVariables(["A=1", "Path=x=y", "Empty="])).toEqual({ A: "1", Path: "x=y", Empty: "" });
  expect(() => readVariables(["A"])).toThrow('--variable wants NAME=VALUE, not "A".');
  expect(() => readVariables(["=1"])).toThrow("NAME=VALUE");
});

test("a sequence is named by id or name, with a version behind it or without", () => {
  const sequences = [sequence("s1", "Win 11"), sequence("s2", "odd@2")];
  expect(["s1", "win 11", "Win 11@1", "s1@12", "odd@2"].map((word) => pickSequence(sequences, word))).toEqual(
    [
      { sequence: "s1" },
      { sequence: "s1" },
      { sequence: "s1", version: "1" },
      { sequence: "s1", version: "12" },
      { sequence: "s2" },
    ],
  );
  expect(() => pickSequence(sequences, "other@1")).toThrow('no task sequence "other"');
});

test.each([
  [["rehearse", "x"], "sequence rehearse wants --media"],
  [["rehearse", "x", "--media", "m", "--variable", "A"], "NAME=VALUE"],
  [["export", "x"], "Say where to: --xml FILE"],
  [["import", "x", "--for", "me"], "--for takes bench or pcs"],
])("sequence %j that cannot be understood ends with 2 and says why", async (args, words) => {
  const terminal = paperTerminal();
  expect(await main(["sequence", ...args], terminal)).toBe(2);
  expect(terminal.words).toContain(words);
});
