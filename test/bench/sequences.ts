/**
 * What becomes of every sample sequence: `npm run bench:sequences [FOLDER]`. Steps, groups, kinds of conditions, whether it
 * comes out as it went in, what the rehearsal says on a BIOS and a UEFI PC, time and memory.
 */
import { readSequenceFile, writeSequenceFile } from "../../electron/engine/sequence-files/sequence-file.ts";
import { builtInProfiles } from "../../electron/engine/sequence/built-in-profiles.ts";
import { rehearse } from "../../electron/engine/sequence/rehearse.ts";
import { readTest } from "../../shared/sequence-condition.ts";
import { walk } from "../../shared/sequence-edit.ts";
import type { MediumFacts } from "../../shared/sequence-rehearsal.ts";
import type { ConditionItem, SequenceFacts, SequenceTree } from "../../shared/sequence-tree.ts";
import { canonicalDocument, firstDifference } from "../support/canonical-xml.ts";
import { readZip } from "../../electron/engine/sequence-files/zip-read.ts";
import { sampleSequences } from "../support/sequence-samples.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The kinds of expressions in a sequence, with how often: "variable 12, wmi 3, and 4". */
function conditionKinds(tree: SequenceTree): string {
  const counts = new Map<string, number>();
  const count = (items: readonly ConditionItem[]): void => {
    for (const item of items) {
      const kind =
        item.kind === "expression"
          ? readTest(item).test
          : item.kind === "operator"
            ? item.operator
            : item.kind;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (item.kind === "operator") count(item.items);
    }
  };
  for (const node of walk(tree.children)) if (node.condition) count(node.condition.items);
  return [...counts].map(([kind, number]) => `${kind} ${number}`).join(", ") || "-";
}

function roundTrip(name: string, bytes: Uint8Array): string {
  const file = readSequenceFile(bytes, name);
  const [sequence] = file.sequences;
  if (!sequence) return "no sequence";
  const out = writeSequenceFile(
    { ...sequence, archive: file.archive },
    file.format === "mdt" ? "bare" : file.format,
  );
  const texts = (whole: Uint8Array) =>
    file.format === "zip" ? readZip(whole).map((part) => decode(part.bytes)) : [decode(whole)];
  const [before, after] = [texts(bytes), texts(out)];
  for (const [n, text] of before.entries()) {
    const difference = firstDifference(canonicalDocument(text), canonicalDocument(after[n] ?? ""));
    if (difference) return difference;
  }
  return "equal";
}

function verdicts(tree: SequenceTree, facts: SequenceFacts): string[] {
  const medium: MediumFacts = {
    name: "a medium made for this sequence",
    bootImageId: facts.bootImageId,
    bootImageVersion: null,
    osImageId: null,
    packages: [],
    variables: {},
  };
  return builtInProfiles().map((profile) => {
    const { verdict, timeline, findings } = rehearse({ sequence: { tree, facts }, medium, profile });
    const outcomes = new Map<string, number>();
    for (const { outcome } of timeline) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const counts = [...outcomes].map(([outcome, number]) => `${outcome} ${number}`).join(", ");
    const red = findings.filter(({ severity }) => severity === "red").length;
    return `${profile.firmware}: ${verdict} (${counts || "nothing"}; ${red} red of ${findings.length} findings)`;
  });
}

const [folder] = process.argv.slice(2);
const samples = sampleSequences(folder && `${folder.replace(/\/$/, "")}/`);
if (samples.length === 0)
  console.log(
    `No sequences in ${folder ?? "../shared/samples/sequences"}. Name their folder: npm run bench:sequences FOLDER`,
  );
for (const { name, bytes } of samples) {
  const heapBefore = process.memoryUsage().heapUsed;
  const started = performance.now();
  const [sequence] = readSequenceFile(bytes, name).sequences;
  const readMs = performance.now() - started;
  if (!sequence) continue;
  const { tree, facts } = sequence;
  const rehearsed = performance.now();
  const told = verdicts(tree, facts);
  const rehearsalMs = performance.now() - rehearsed;
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  const nodes = [...walk(tree.children)];
  const groups = nodes.filter(({ kind }) => kind === "group").length;
  console.log(`${name}: ${facts.name} (format ${tree.formatVersion})
  ${nodes.length - groups} steps, ${groups} groups; conditions: ${conditionKinds(tree)}
  round trip: ${roundTrip(name, bytes)}
  ${told.join("\n  ")}
  read ${readMs.toFixed(1)} ms, rehearsed twice ${rehearsalMs.toFixed(1)} ms, heap +${heapMb.toFixed(1)} MB`);
}
