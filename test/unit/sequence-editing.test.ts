import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { sequenceHandlers } from "../../electron/engine/sequence-library/commands.ts";
import { forgetDraft, sequenceEditorHandlers } from "../../electron/engine/sequence-library/editor.ts";
import { SequenceLibrary } from "../../electron/engine/sequence-library/library.ts";
import type { Input } from "../../shared/contract.ts";
import { applyEdit, findNode, type Edit } from "../../shared/sequence-edit.ts";
import { newSequenceId } from "../../shared/sequence-editor.ts";
import { sequenceCommands } from "../../shared/sequence-library.ts";
import { isMasked, shownText } from "../../shared/sequence-secrets.ts";
import { bios, command, image, step } from "../support/staging-sequences.ts";
import { tempDir } from "../support/temp-dir.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const rules =
  '&lt;Rules&gt;&lt;Rule&gt;&lt;Variables&gt;&lt;Variable Name="Role" IsSecret="false"&gt;Field&lt;/Variable&gt;&lt;Variable Name="Key" IsSecret="true"&gt;opal-99&lt;/Variable&gt;&lt;/Variables&gt;&lt;/Rule&gt;&lt;/Rules&gt;';
const deployment = `<sequence version="3.10">${step("JoinDomainWorkgroup", "Join", "join.exe /p:swordfish-7", { OSDJoinPassword: "swordfish-7" })}${step("SetDynamicVariables", "Set", "OSDSetDynamicVariables.exe", { OSDSetDynamicVariablesRules: rules })}<step type="SMS_TaskSequence_RunCommandLineAction" name="Power"><action>smsswd.exe /run: powercfg -h off</action><defaultVarList><variable name="CommandLine" property="CommandLine" hidden="true">powercfg -h off</variable></defaultVarList></step></sequence>`;
const staging = `<sequence version="3.10" name="Own bench">${bios}${image()}${command("shutdown.exe /s /t 0")}</sequence>`;

async function aStation() {
  const records = openRecords(join(tempDir(), "records.db"));
  onTestFinished(() => records.close());
  let ids = 0;
  const library = new SequenceLibrary({
    store: records,
    builtIns: builtInSequences(sha256),
    sha256,
    newId: () => `s${++ids}`,
    now: () => new Date("2026-11-23T08:00:00Z"),
    onChange: () => {},
  });
  const engine = {
    ...sequenceHandlers(
      library,
      () => null,
      (sequence) => forgetDraft(records, sequence),
    ),
    ...sequenceEditorHandlers(library, records, () => new Date("2026-11-23T14:03:00Z")),
  };
  const take = async (text: string) =>
    (
      await engine.importSequence(
        sequenceCommands.importSequence.input.parse({ from: { text, fileName: "a.xml" } }),
      )
    ).sequence;
  const save = (input: Input<"saveSequence">) =>
    engine.saveSequence(sequenceCommands.saveSequence.input.parse(input));
  const xmlOf = async (sequence: string) =>
    Buffer.from((await engine.exportSequence({ sequence, format: "xml" })).base64, "base64").toString();
  return { engine, library, take, save, xmlOf };
}

describe("hidden values", () => {
  test("never leave the engine, and are there again after the step was changed and copied elsewhere", async () => {
    const { engine, take, save, xmlOf } = await aStation();
    const sequence = await take(deployment);
    const { tree } = await engine.showSequence({ sequence });
    expect(JSON.stringify(tree)).not.toMatch(/swordfish-7|opal-99/);
    const join_ = findNode(tree, "n1");
    const set = findNode(tree, "n2");
    if (!join_ || set?.kind !== "step") throw new Error("the steps are not there");
    expect(shownText(set.variables[0]?.value ?? "")).toContain(">••••••</Variable>");
    const edits: Edit[] = [
      { edit: "replace", node: "n1", with: { ...join_, name: "Join the domain" } },
      { edit: "variable-list", node: "n2", variables: set.variables },
    ];
    await save({ sequence, version: "1", edits });
    expect(await xmlOf(sequence)).toContain("join.exe /p:swordfish-7");
    const copies: Edit[] = [{ edit: "insert", at: { parent: null, index: 0 }, node: set }];
    const copy = await save({
      sequence: newSequenceId("deployment"),
      version: "0",
      edits: copies,
      name: "Another",
    });
    expect(await xmlOf(copy.sequence)).toContain("opal-99");
    expect((await xmlOf(copy.sequence)).includes("⟨")).toBe(false);
  });

  test("are not what the console only keeps from being overridden", async () => {
    const { engine, take } = await aStation();
    const { tree } = await engine.showSequence({ sequence: await take(deployment) });
    const power = findNode(tree, "n3");
    expect(power?.kind === "step" && [power.action, power.variables[0]?.value]).toEqual([
      "smsswd.exe /run: powercfg -h off",
      "powercfg -h off",
    ]);
  });

  test("that are gone are asked for again, in words", async () => {
    const { engine, take, save } = await aStation();
    const sequence = await take(deployment);
    const { tree } = await engine.showSequence({ sequence });
    const node = findNode(tree, "n1");
    if (node?.kind !== "step") throw new Error("the step is not there");
    expect(node.variables.map(({ value }) => isMasked(value))).toEqual([true]);
    const variables = node.variables.map((each) => ({ ...each, value: each.value.replace("/n1/", "/n7/") }));
    const edits: Edit[] = [{ edit: "variable-list", node: "n1", variables }];
    await expect(save({ sequence, version: "1", edits })).rejects.toThrow("Type it again.");
  });
});

describe("a save", () => {
  const rename = (name: string): Edit[] => [{ edit: "rename", node: "n1", name }];

  test("goes on top of a newer version only when that version was named", async () => {
    const { engine, take, save } = await aStation();
    const sequence = await take(staging);
    await save({ sequence, version: "1", edits: rename("Theirs") });
    await expect(save({ sequence, version: "1", edits: rename("Ours") })).rejects.toThrow(
      "has version 2 by now",
    );
    await save({ sequence, version: "1", over: "2", edits: rename("Ours") });
    const { tree, versions } = await engine.showSequence({ sequence });
    expect([tree.children[0]?.name, versions.length]).toEqual(["Ours", 3]);
  });

  test("brings an old version back as a new one", async () => {
    const { engine, take, save } = await aStation();
    const sequence = await take(staging);
    await save({ sequence, version: "1", edits: rename("Changed") });
    await save({ sequence, version: "1", over: "2", edits: [], comment: "Version 1 again" });
    const { versions } = await engine.showSequence({ sequence });
    expect(versions.map(({ version, hash }) => [version, hash === versions[2]?.hash])).toEqual([
      ["3", true],
      ["2", false],
      ["1", true],
    ]);
  });

  test("as a copy makes a sequence of its own and leaves the other", async () => {
    const { engine, take, save } = await aStation();
    const sequence = await take(staging);
    const copy = await save({ sequence, version: "1", edits: rename("Ours"), copy: true, name: "Copy" });
    expect(copy).toEqual({ sequence: "s2", version: "1" });
    expect((await engine.showSequence({ sequence })).versions).toHaveLength(1);
    expect((await engine.showSequence(copy)).sequence).toMatchObject({ name: "Copy", source: "own" });
  });

  test("of an empty tree needs a name, and makes an own sequence for what was asked", async () => {
    const { library, save } = await aStation();
    const input = { sequence: newSequenceId("deployment"), version: "0", edits: [] };
    await expect(save(input)).rejects.toThrow("has no name");
    const made = await save({ ...input, name: "For field laptops" });
    expect(library.choose(made)).toMatchObject({ kind: "deployment", sequence: { source: "own" } });
  });

  test("is refused for what cannot be kept, but not for what was like this before", async () => {
    const { take, save } = await aStation();
    const long = "x".repeat(120);
    const sequence = await take(staging.replace('name="Partition Disk"', `name="${long}"`));
    const edits = (name: string): Edit[] => [{ edit: "rename", node: "n3", name }];
    await expect(save({ sequence, version: "1", edits: edits("y".repeat(101)) })).rejects.toThrow(
      "the name has 101 characters; 100 are possible",
    );
    await expect(save({ sequence, version: "1", edits: edits(" ") })).rejects.toThrow("a step needs a name");
    const disable: Edit[] = [{ edit: "enable", node: "n1", enabled: false }];
    expect(await save({ sequence, version: "1", edits: disable })).toEqual({ sequence, version: "2" });
  });
});

describe("a review of edits", () => {
  test("tells problems, variables, changes, and what the station makes of each command", async () => {
    const { engine, take } = await aStation();
    const sequence = await take(staging);
    const edits: Edit[] = [{ edit: "enable", node: "n1", enabled: false }];
    const { problems, changes, bench } = await engine.reviewSequence({ sequence, edits });
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
    expect(changes.map(({ node, fields }) => [node, fields.map(({ field }) => field)])).toEqual([
      ["n1", ["disabled"]],
    ]);
    expect(bench["n2"]).toBe("The station writes the boot record for bootmgr to C:.");
  });

  test("compares with another version when asked", async () => {
    const { engine, take, save } = await aStation();
    const sequence = await take(staging);
    await save({ sequence, version: "1", edits: [{ edit: "rename", node: "n1", name: "Theirs" }] });
    const { changes } = await engine.reviewSequence({ sequence, version: "1", edits: [], against: "2" });
    expect(changes.map(({ fields }) => fields)).toEqual([
      [{ field: "name", before: "Theirs", after: "Partition Disk" }],
    ]);
  });
});

describe("a draft", () => {
  const edits: Edit[] = [{ edit: "rename", node: "n1", name: "Half done" }];

  test("is kept with its time until it is taken away, one for each sequence", async () => {
    const { engine, take } = await aStation();
    const sequence = await take(staging);
    expect(await engine.sequenceDraft({ sequence })).toEqual({ draft: null });
    await engine.saveSequenceDraft({ sequence, draft: { version: "1", edits } });
    expect(await engine.sequenceDraft({ sequence })).toEqual({
      draft: { version: "1", edits, at: "2026-11-23T14:03:00.000Z" },
    });
    expect(await engine.sequenceDraft({ sequence: "builtin:bios" })).toEqual({ draft: null });
    await engine.saveSequenceDraft({ sequence, draft: null });
    expect(await engine.sequenceDraft({ sequence })).toEqual({ draft: null });
  });

  test("goes with its sequence", async () => {
    const { engine, take } = await aStation();
    const sequence = await take(staging);
    await engine.saveSequenceDraft({ sequence, draft: { version: "1", edits } });
    await engine.deleteSequence({ sequence });
    expect(await engine.sequenceDraft({ sequence })).toEqual({ draft: null });
  });

  test("is refused when it has no end, and for a sequence that is not there", async () => {
    const { engine, take } = await aStation();
    const sequence = await take(staging);
    const name = "x".repeat(5 * 2 ** 20);
    const large: Edit[] = [{ edit: "rename", node: "n1", name }];
    await expect(
      engine.saveSequenceDraft({ sequence, draft: { version: "1", edits: large } }),
    ).rejects.toThrow("too large");
    await expect(engine.saveSequenceDraft({ sequence: "s9", draft: null })).rejects.toThrow(
      "no task sequence",
    );
  });
});

test("an edit of details and of several variables leaves all else as it was", async () => {
  const { library, take } = await aStation();
  const { tree } = library.choose({ sequence: await take(staging) });
  const after = applyEdit(
    applyEdit(tree, { edit: "details", node: "n2", details: { timeoutSeconds: 900, description: "d" } }),
    { edit: "variables", node: "n2", set: [{ name: "A", value: "1", property: "A", hidden: true }] },
  );
  expect(after.children[1]).toEqual({
    ...tree.children[1],
    timeoutSeconds: 900,
    description: "d",
    variables: [{ name: "A", property: "A", value: "1", hidden: true, attributes: [] }],
  });
  expect(after.children[0]).toBe(tree.children[0]);
});
