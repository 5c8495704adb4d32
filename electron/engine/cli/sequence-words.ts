import { operatorHeads, testWords } from "../../../shared/sequence-condition-words.ts";
import { readTest } from "../../../shared/sequence-condition.ts";
import type { SequenceDetail } from "../../../shared/sequence-library.ts";
import type { Finding, Rehearsal, StepOutcome } from "../../../shared/sequence-rehearsal.ts";
import type { SequenceChange } from "../../../shared/sequence-review.ts";
import type { ConditionItem, SequenceNode } from "../../../shared/sequence-tree.ts";
import { formatFacts, formatTable } from "./table.ts";
import { formatDate } from "./words.ts";

/** One task sequence for people. */
export function sequenceText({ sequence, tree, problems, versions }: SequenceDetail): string {
  const facts = formatFacts([
    ["Name", sequence.name],
    ["Version", sequence.version],
    ["For", sequence.kind === "deployment" ? "PCs" : "the bench"],
    ["Description", sequence.description || null],
    ["Hash", sequence.hash],
    ["Id", sequence.id],
  ]);
  const versionLines = versions.map(({ version, at, author, comment }) =>
    ["Version", version, at && formatDate(at), author, comment].filter(Boolean).join("  "),
  );
  const problemLines = problems.map(({ severity, words, todo }) => `${severity}: ${words} ${todo}`);
  return [
    facts,
    versionLines.join("\n"),
    tree.children.flatMap((node) => nodeLines(node, "")).join("\n"),
    problemLines.length === 0 ? "No problems." : `Problems\n${problemLines.join("\n")}`,
  ].join("\n\n");
}

function nodeLines(node: SequenceNode, indent: string): string[] {
  const off = node.disabled ? " (disabled)" : "";
  const inner = `${indent}   `;
  const conditions = node.condition?.items.flatMap((item) => itemLines(item, `${inner}if `)) ?? [];
  if (node.kind === "group")
    return [
      `${indent}[${node.name}]${off}`,
      ...conditions,
      ...node.children.flatMap((child) => nodeLines(child, inner)),
    ];
  return [
    `${indent}${node.name}  (${node.type ?? "no type"})${off}`,
    ...conditions,
    ...(node.action ? [`${inner}${node.action}`] : []),
    ...node.variables.filter(({ raw }) => !raw).map(({ name, value }) => `${inner}${name} = ${value}`),
  ];
}

function itemLines(item: ConditionItem, indent: string): string[] {
  switch (item.kind) {
    case "expression":
      return [`${indent}${testWords(readTest(item))}`];
    case "operator":
      return [
        `${indent}${operatorHeads[item.operator]}:`,
        ...item.items.flatMap((each) => itemLines(each, `${indent}  `)),
      ];
    case "os-group":
      return [
        `${indent}operating system is one of ${item.items.map((each) => (each.kind === "os" ? each.name : "?")).join(", ")}`,
      ];
    case "raw":
      return [`${indent}a condition this station does not know`];
  }
}

/** One difference: what, where, and before and after of each field. */
export function changeLines({ change, name, path, fields }: SequenceChange): string {
  const place = [...path, name || "The sequence"].join(" > ");
  const lines = fields.map(
    ({ field, before, after }) => `  ${field}: ${before || "(nothing)"} -> ${after || "(nothing)"}`,
  );
  return [`${change}  ${place}`, ...lines].join("\n");
}

const outcomes: Record<StepOutcome, string> = {
  runs: "runs",
  skipped: "skipped",
  bypassed: "bypassed",
  fails: "FAILS",
  unknown: "unknown",
  "not-reached": "not reached",
};

const verdicts: Record<Rehearsal["verdict"], string> = {
  "will-run": "Will run",
  unsure: "Not sure",
  erases: "ERASES THE PRESTAGED CONTENT",
  "will-fail": "Will fail",
};

/** A rehearsal for people: the timeline as a table, then what was found. */
export function rehearsalText({
  verdict,
  words,
  timeline,
  findings,
  downloads,
  missingFacts,
}: Rehearsal): string {
  const table = formatTable(
    [
      { title: "Outcome", cell: ({ outcome }) => outcomes[outcome] },
      {
        title: "Step",
        cell: ({ depth, name, kind }) => `${"  ".repeat(depth)}${kind === "group" ? `[${name}]` : name}`,
      },
      { title: "Why", cell: (entry) => entry.words },
    ],
    timeline,
  );
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[title, ...lines].join("\n")];
  return [
    table,
    ...list("Findings", findings.map(findingLine)),
    ...list(
      "Content that comes over the network",
      downloads.map((each) => `  ${each.package}  ${each.steps.join(", ")}`),
    ),
    ...list(
      "Facts that are not known",
      missingFacts.map((fact) => `  ${fact}`),
    ),
    `${verdicts[verdict]}: ${words}`,
  ].join("\n\n");
}

function findingLine({ severity, words, errorCode, fix }: Finding): string {
  const code = errorCode ? ` (${errorCode})` : "";
  return `  ${severity === "red" ? "RED  " : "amber"}  ${words}${code}${fix ? `\n         Fix: ${fix.words}` : ""}`;
}
