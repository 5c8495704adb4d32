import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffTrees } from "../../electron/engine/sequence/diff.ts";
import { readDocument, writeBare } from "../../electron/engine/sequence/document.ts";
import { sequenceProblems } from "../../electron/engine/sequence/problems.ts";
import { variableUses } from "../../electron/engine/sequence/variable-uses.ts";
import { applyEdit, Edit, EditRefused, newGroup, walk } from "../../shared/sequence-edit.ts";
import { SequenceTree } from "../../shared/sequence-tree.ts";
import { bios, command, image, step } from "../support/staging-sequences.ts";

function tree(inner: string): SequenceTree {
  return readDocument(new TextEncoder().encode(`<sequence version="3.10">${inner}</sequence>`)).tree;
}
const sample = tree(
  `<group name="A"><action/>${command("a1")}${command("a2")}<condition/></group><group name="B"><group name="C">${command("c1")}</group></group>${command("last")}`,
);
const outline = (of: SequenceTree) => [...walk(of.children)].map(({ name }) => name).join(" ");
const idOf = (name: string, of = sample) =>
  [...walk(of.children)].find((each) => each.name === name)?.id ?? "";

describe("an edit", () => {
  test.for<[string, Edit, string]>([
    [
      "moves a step into another group",
      { edit: "move", node: idOf("a1"), to: { parent: idOf("C"), index: 1 } },
      "A a2 B C c1 a1 last",
    ],
    [
      "moves a step down in its own group",
      { edit: "move", node: idOf("a1"), to: { parent: idOf("A"), index: 2 } },
      "A a2 a1 B C c1 last",
    ],
    [
      "moves a group with all in it to the end",
      { edit: "move", node: idOf("B"), to: { parent: null, index: 3 } },
      "A a1 a2 last B C c1",
    ],
    ["removes a group with all in it", { edit: "remove", node: idOf("B") }, "A a1 a2 last"],
    [
      "puts in a new group",
      { edit: "insert", at: { parent: idOf("A"), index: 0 }, node: newGroup("N") },
      "A N a1 a2 B C c1 last",
    ],
    ["gives another name", { edit: "rename", node: idOf("c1"), name: "x" }, "A a1 a2 B C x last"],
  ])("%s, and the tree before it stays as it was", ([, edit, wanted]) => {
    const before = writeBare(sample);
    const after = applyEdit(sample, Edit.parse(edit));
    expect([outline(after), writeBare(sample) === before]).toEqual([wanted, true]);
  });

  test("leaves what it does not touch the same object, so that undo costs nothing", () => {
    const after = applyEdit(sample, { edit: "enable", node: idOf("a1"), enabled: false });
    expect([after.children[1] === sample.children[1], after.children[0] === sample.children[0]]).toEqual([
      true,
      false,
    ]);
  });

  test("turned back writes the same XML again", () => {
    const off = applyEdit(sample, { edit: "enable", node: idOf("a1"), enabled: false });
    expect(
      writeBare(applyEdit(off, { edit: "enable", node: idOf("a1"), enabled: true })).replace(
        ' disable="false"',
        "",
      ),
    ).toBe(writeBare(sample));
  });

  test("sets a variable at its place, adds one, and takes one away", () => {
    const [first] = tree(step("X", "s", "", { A: "1", B: "2" })).children;
    const start = tree(step("X", "s", "", { A: "1", B: "2" }));
    const id = first?.id ?? "";
    const edited = [
      { edit: "variable" as const, node: id, name: "a", value: "9" },
      { edit: "variable" as const, node: id, name: "OSDNew", value: "n" },
      { edit: "variable" as const, node: id, name: "B", value: null },
    ].reduce(applyEdit, start);
    expect(writeBare(edited)).toContain(
      '<variable name="A" property="A">9</variable><variable name="OSDNew" property="New">n</variable></defaultVarList>',
    );
  });

  test("a copy pasted twice has ids of its own", () => {
    const [copied] = sample.children;
    if (!copied) throw new Error("no group");
    const once = applyEdit(sample, { edit: "insert", at: { parent: null, index: 0 }, node: copied });
    const twice = applyEdit(once, { edit: "insert", at: { parent: null, index: 0 }, node: copied });
    const ids = [...walk(twice.children)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.for<[string, Edit]>([
    ["a group into itself", { edit: "move", node: idOf("B"), to: { parent: idOf("C"), index: 0 } }],
    ["a step that is gone", { edit: "remove", node: "n999" }],
    ["something into a step", { edit: "insert", at: { parent: idOf("a1"), index: 0 }, node: newGroup("N") }],
    ["a place behind the end", { edit: "insert", at: { parent: null, index: 9 }, node: newGroup("N") }],
  ])("refuses %s", ([, edit]) => {
    expect(() => applyEdit(sample, edit)).toThrow(EditRefused);
  });

  test("no row of moves ever loses or doubles a step", () => {
    const ids = [...walk(sample.children)].map(({ id }) => id);
    const move = fc.record({
      node: fc.constantFrom(...ids),
      parent: fc.constantFrom(null, idOf("A"), idOf("B"), idOf("C")),
      index: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        let current = sample;
        for (const { node, parent, index } of moves)
          try {
            current = applyEdit(current, { edit: "move", node, to: { parent, index } });
          } catch (thrown) {
            if (!(thrown instanceof EditRefused)) throw thrown;
          }
        expect([...walk(current.children)].map(({ id }) => id).sort()).toEqual([...ids].sort());
      }),
      { numRuns: 300 },
    );
  });

  test("a tree passes the contract and comes back whole", () => {
    expect(SequenceTree.parse(JSON.parse(JSON.stringify(sample)))).toEqual(sample);
  });
});

describe("the difference of two versions", () => {
  test("tells what was added, removed, moved and changed, and nothing else", () => {
    const edits: Edit[] = [
      { edit: "move", node: idOf("a2"), to: { parent: idOf("A"), index: 0 } },
      { edit: "move", node: idOf("c1"), to: { parent: idOf("B"), index: 1 } },
      { edit: "rename", node: idOf("last"), name: "end" },
      { edit: "insert", at: { parent: null, index: 0 }, node: newGroup("New") },
    ];
    const after = edits.reduce(applyEdit, sample);
    expect(diffTrees(sample, after).map(({ change, name, fields }) => [change, name, fields.length])).toEqual(
      [
        ["added", "New", 0],
        ["moved", "c1", 0],
        ["changed", "end", 1],
        ["moved", "a2", 0],
      ],
    );
    expect(diffTrees(sample, sample)).toEqual([]);
  });

  test("does not tell hidden values", () => {
    const of = (value: string) =>
      tree(
        `<step name="s" type="X"><defaultVarList><variable name="V" hidden="true">${value}</variable></defaultVarList></step>`,
      );
    expect(diffTrees(of("old"), of("new"))[0]?.fields).toEqual([
      { field: "hidden variable V", before: "(hidden)", after: "(hidden)" },
    ]);
  });
});

test("the variables panel tells who sets and who reads each", () => {
  const set = step("SetVariable", "Set", "", { VariableName: "Model", VariableValue: "%Make% X" });
  const read = command("run %model%").replace(
    "<action>",
    '<condition><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">exists</variable><variable name="Variable">_SMSTSX</variable></expression></condition><action>',
  );
  const told = variableUses(tree(set + read)).map(({ name, readOnly, setBy, readBy }) => [
    name,
    readOnly,
    setBy.map((each) => each.step),
    readBy.map((each) => `${each.step} (${each.in})`),
  ]);
  expect(told).toEqual([
    ["_SMSTSX", true, [], ["run %model% (condition)"]],
    ["Make", false, [], ["Set (value)"]],
    ["Model", false, ["Set"], ["run %model% (command)"]],
  ]);
});

describe("the problems panel", () => {
  const wmi = (query: string) =>
    command("x").replace(
      "<action>",
      `<condition><operator type="or"/><expression type="SMS_TaskSequence_WMIConditionExpression"><variable name="Query">${query}</variable></expression></condition><action>`,
    );
  test("names the step and what to do", () => {
    const found = sequenceProblems(
      tree(
        wmi("SELECT FROM") +
          step("SetVariable", "Set", "", { VariableName: "_X", VariableValue: "1" }) +
          '<subtasksequence name="Sub"/>',
      ),
      null,
    );
    expect(found.map(({ severity, words }) => `${severity}: ${words}`)).toEqual([
      "warning: “x” has “any of these conditions” with none in it: it never runs.",
      "error: The WMI query of “x” has no FROM.",
      "error: “Set”: “_X” begins with “_”: such variables are read-only.",
      "error: “Sub” names no sub-sequence.",
    ]);
  });
  test("for the bench it holds all that cannot be compiled", () => {
    const found = sequenceProblems(tree(command("setup.exe") + bios + image()), { imageIndex: null });
    expect(found.map(({ node, words }) => [node, words.slice(0, 43).trim()])).toEqual([
      ["n1", "Step “setup.exe” runs “setup.exe”. Commands"],
    ]);
  });
});
