import type { SequenceDetail } from "../../shared/sequence-library.ts";
import type { Rehearsal, TimelineEntry } from "../../shared/sequence-rehearsal.ts";
import type { SequenceNode } from "../../shared/sequence-tree.ts";
import type { Sequence } from "../../shared/sequence.ts";
import { aSnapshot } from "./bench-scenes.ts";

/** A small deployment sequence that would erase the medium, and what an engine answers about it. */

export const built = aSnapshot().sequences;
export const sequence: Sequence = {
  id: "s1",
  name: "Deploy Windows 11",
  version: "1",
  description: "For field laptops",
  builtin: false,
  steps: [],
  hash: "ab".repeat(32),
  kind: "deployment",
  source: "imported",
  stepCount: 2,
  problems: 1,
};
const common = {
  description: "",
  disabled: false,
  continueOnError: false,
  condition: null,
  action: null,
  attributes: [],
  others: [],
  order: [],
};
const step = (id: string, name: string, type: string, over: Partial<SequenceNode> = {}): SequenceNode =>
  ({
    ...common,
    kind: "step",
    id,
    name,
    type: `SMS_TaskSequence_${type}Action`,
    timeoutSeconds: null,
    runIn: null,
    successCodes: null,
    retryCount: null,
    variables: [],
    variablesAttributes: null,
    ...over,
  }) as SequenceNode;
const variable = (name: string, value: string) => ({
  name,
  property: null,
  value,
  hidden: false,
  attributes: [],
});
const condition = {
  attributes: [],
  items: [
    {
      kind: "expression" as const,
      type: "SMS_TaskSequence_VariableConditionExpression",
      attributes: [],
      variables: [
        variable("Operator", "equals"),
        variable("Value", "true"),
        variable("Variable", "_SMSTSBootUEFI"),
      ],
    },
  ],
};
export const detail: SequenceDetail = {
  sequence,
  facts: {
    name: sequence.name,
    description: "",
    packageId: "PRE00001",
    bootImageId: "PRE00007",
    bootImageVersion: null,
    packages: [],
  },
  tree: {
    formatVersion: "3.10",
    attributes: [],
    references: null,
    globals: null,
    others: [],
    order: [],
    children: [
      {
        ...common,
        kind: "group",
        id: "n1",
        name: "Install",
        children: [
          step("n2", "Partition Disk", "PartitionDisk", { condition }),
          step("n3", "Join", "JoinDomainWorkgroup", { disabled: true }),
        ],
      },
    ],
  },
  problems: [{ severity: "warning", node: "n3", words: "It is switched off.", todo: "Enable it." }],
  variables: [
    {
      name: "OSDisk",
      readOnly: false,
      secret: false,
      setBy: [{ node: "n2", step: "Partition Disk" }],
      readBy: [],
    },
  ],
  versions: [
    {
      version: "1",
      name: sequence.name,
      author: "Bench 2",
      comment: "From the console",
      at: "2026-11-23T08:00:00Z",
      hash: sequence.hash,
    },
  ],
};
const entry = (node: string, name: string, over: Partial<TimelineEntry>): TimelineEntry => ({
  node,
  sequence: null,
  kind: "step",
  name,
  type: null,
  depth: 1,
  outcome: "runs",
  words: "It runs.",
  reasons: [],
  in: "WinPE",
  downloads: [],
  ...over,
});
export const edit = { edit: "enable" as const, node: "n2", enabled: false };
export const erases: Rehearsal = {
  verdict: "erases",
  words: "“Partition Disk” would run: this erases the prestaged content.",
  timeline: [
    entry("n1", "Install", { kind: "group", depth: 0, words: "Its steps run." }),
    entry("n2", "Partition Disk", {}),
    entry("n3", "Join", { outcome: "skipped", words: "It is disabled." }),
  ],
  findings: [
    {
      code: "erases-media",
      severity: "red",
      words: "“Partition Disk” would run: this erases the prestaged content.",
      node: "n2",
      sequence: null,
      errorCode: null,
      fix: { words: "Skip it on prestaged media", edit },
    },
  ],
  downloads: [],
  missingFacts: [],
};
export const mended: Rehearsal = {
  ...erases,
  verdict: "will-run",
  words: "Nothing stands against it.",
  findings: [],
};
const fields = [{ field: "condition", before: "", after: "_SMSTSMediaType not equals “OEMMedia”" }];
export const scene = { snapshot: aSnapshot({ sequences: [...built, sequence] }), progress: [] };
const profiles = ["bios", "uefi"].map((firmware) => ({
  id: `builtin:generic-${firmware}`,
  name: `Generic ${firmware.toUpperCase()} PC`,
  description: "",
  builtin: true,
  firmware,
  variables: {},
  wmi: [],
  files: [],
  registry: [],
  software: [],
}));
export const answers = {
  showSequence: () => detail,
  listProfiles: () => profiles,
  rehearseSequence: () => erases,
  previewSequence: () => ({
    changes: [{ change: "changed", node: "n2", name: "Partition Disk", path: ["Install"], fields }],
    problems: [],
  }),
  saveSequence: () => ({ sequence: "s1", version: "2" }),
};
