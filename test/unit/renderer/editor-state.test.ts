import { beforeEach, describe, expect, test } from "vitest";
import { readDocument, writeBare } from "../../../electron/engine/sequence/document.ts";
import {
  change,
  editorNow,
  endTyping,
  isUnsaved,
  markSaved,
  openEditor,
  redo,
  reveal,
  select,
  undo,
} from "../../../renderer/screens/sequences/editor/editor-state.ts";
import {
  add,
  copy,
  cut,
  duplicate,
  move,
  paste,
  remove,
} from "../../../renderer/screens/sequences/editor/tree-acts.ts";
import { treeRows } from "../../../renderer/screens/sequences/editor/tree-rows.ts";
import { applyEdit, findNode, walk } from "../../../shared/sequence-edit.ts";
import type { SequenceTree } from "../../../shared/sequence-tree.ts";
import { detail } from "../../support/scene-sequences.ts";
import { command, disk } from "../../support/staging-sequences.ts";

function tree(inner: string): SequenceTree {
  return readDocument(new TextEncoder().encode(`<sequence version="3.10">${inner}</sequence>`)).tree;
}
const sample = tree(
  `<group name="A">${command("a1")}${command("a2")}</group><group name="B"><group name="C">${command("c1")}</group></group>${command("last")}`,
);
const idOf = (name: string) =>
  [...walk(editorNow().tree.children)].find((node) => node.name === name)?.id ?? "";
const outline = () => [...walk(editorNow().tree.children)].map(({ name }) => name).join(" ");
const rename = (name: string) => change([{ edit: "rename", node: idOf("a1") || "n2", name }], "n2 name");

beforeEach(() => openEditor({ ...detail, tree: sample }, null));

describe("undo", () => {
  test("takes back one change after the other, and redo brings them again", () => {
    select(idOf("a2"));
    remove();
    select(idOf("last"));
    remove();
    expect(outline()).toBe("A a1 B C c1");
    undo();
    undo();
    expect([outline(), isUnsaved(editorNow())]).toEqual(["A a1 a2 B C c1 last", false]);
    redo();
    expect(outline()).toBe("A a1 B C c1 last");
  });

  test("takes back all that was typed in one field at once, and not what was typed in it later", () => {
    for (const text of ["P", "Pa", "Part"]) change([{ edit: "rename", node: "n2", name: text }], "n2 name");
    endTyping();
    change([{ edit: "rename", node: "n2", name: "Parts" }], "n2 name");
    expect(editorNow().past).toHaveLength(2);
    undo();
    expect(outline()).toBe("A Part a2 B C c1 last");
    undo();
    expect(outline()).toBe("A a1 a2 B C c1 last");
  });

  test("keeps the edits that lead from the version to what is shown, typing as one of them", () => {
    for (const text of ["x", "xy"]) rename(text);
    const { edits, base, tree: now } = editorNow();
    expect(edits).toEqual([{ edit: "rename", node: "n2", name: "xy" }]);
    expect(edits.reduce(applyEdit, base.tree)).toEqual(now);
  });

  test("goes back 200 steps and no further", () => {
    for (let n = 0; n < 250; n++) change([{ edit: "rename", node: "n2", name: `name ${n}` }]);
    for (let n = 0; n < 250; n++) undo();
    expect(outline().startsWith("A name 49 a2")).toBe(true);
  });

  test("reaches behind a save, and what was saved can be had again", () => {
    rename("saved");
    const saved = { ...detail, sequence: { ...detail.sequence, version: "2" }, tree: editorNow().tree };
    markSaved(saved);
    expect([isUnsaved(editorNow()), editorNow().edits]).toEqual([false, []]);
    undo();
    expect([isUnsaved(editorNow()), editorNow().base.sequence.version]).toEqual([true, "1"]);
    redo();
    expect([isUnsaved(editorNow()), editorNow().base.sequence.version]).toEqual([false, "2"]);
  });
});

test("a change that does not fit is told and changes nothing", () => {
  const before = editorNow().tree;
  expect(change([{ edit: "move", node: idOf("B"), to: { parent: idOf("C"), index: 0 } }])).toBeNull();
  expect([editorNow().tree === before, editorNow().refused]).toEqual([
    true,
    "The group “B” cannot go into itself.",
  ]);
});

describe("moving by keys", () => {
  test.for<[string, string, Parameters<typeof move>[0], string]>([
    ["up among its siblings", "a2", "up", "A a2 a1 B C c1 last"],
    ["up out of its group from the first place", "a1", "up", "a1 A a2 B C c1 last"],
    ["down among its siblings", "A", "down", "B C c1 A a1 a2 last"],
    ["down out of its group from the last place", "a2", "down", "A a1 a2 B C c1 last"],
    ["into the group above", "last", "in", "A a1 a2 B C c1 last"],
    ["out of its group", "c1", "out", "A a1 a2 B C c1 last"],
  ])("a step goes %s", ([, name, way, wanted]) => {
    select(idOf(name));
    move(way);
    expect(outline()).toBe(wanted);
    expect(findNode(editorNow().tree, editorNow().selection ?? "")?.name).toBe(name);
  });

  test("nothing happens where there is nothing in that direction", () => {
    select(idOf("A"));
    move("up");
    move("out");
    expect(editorNow().past).toHaveLength(0);
  });
});

describe("the clipboard", () => {
  test("takes a group with all in it into another sequence, with what no editor knows", () => {
    const strange = `<group name="G" shop="7"><step type="X" name="s" own="1"><action>a</action><extra>kept</extra></step></group>`;
    openEditor({ ...detail, tree: tree(strange) }, null);
    copy();
    openEditor({ ...detail, tree: sample }, null);
    select(idOf("last"));
    paste();
    expect(outline()).toBe("A a1 a2 B C c1 last G s");
    const xml = writeBare(editorNow().tree);
    const [group = ""] = /<group name="G"[\s\S]*<\/group>/.exec(xml) ?? [];
    expect(writeBare(tree(group))).toBe(writeBare(tree(strange)));
    expect(new Set([...walk(editorNow().tree.children)].map(({ id }) => id)).size).toBe(9);
  });

  test("cut and paste moves, duplicate puts a copy right behind", () => {
    select(idOf("a1"));
    cut();
    expect(outline()).toBe("A a2 B C c1 last");
    select(idOf("C"));
    paste();
    expect(outline()).toBe("A a2 B C c1 a1 last");
    select(idOf("c1"));
    duplicate();
    expect(outline()).toBe("A a2 B C c1 c1 a1 last");
  });
});

test("what is added goes into the chosen group, behind the chosen step, or to the end", () => {
  select(idOf("C"));
  add("bootsect");
  select(idOf("a1"));
  add("shutdown");
  select(null);
  add("group");
  expect(outline()).toBe("A a1 Shut down a2 B C c1 Boot code last New Group");
});

describe("a draft", () => {
  test("brings every change back onto its version, and counts as not saved", () => {
    select(idOf("C"));
    add("format");
    rename("other");
    const { edits, tree: before } = editorNow();
    openEditor(
      { ...detail, tree: sample },
      { edits: JSON.parse(JSON.stringify(edits)) as (typeof edits)[number][] },
    );
    expect([editorNow().tree, isUnsaved(editorNow()), editorNow().past]).toEqual([before, true, []]);
  });

  test("that does not fit is refused", () => {
    expect(() =>
      openEditor({ ...detail, tree: sample }, { edits: [{ edit: "remove", node: "n99" }] }),
    ).toThrow("not in this sequence any more");
  });
});

describe("the lines of the tree", () => {
  const lines = (filter: string, collapsed: string[] = []) =>
    treeRows(sample.children, new Set(collapsed.map(idOf)), filter).map(({ node, level, found }) =>
      found ? `${level} ${node.name}` : `${level} (${node.name})`,
    );

  test("leave out what is inside a closed group", () => {
    expect(lines("", ["A", "C"])).toEqual(["1 A", "1 B", "2 C", "1 last"]);
  });

  test("show what a search finds, with the groups around it, also in closed ones", () => {
    expect(lines("c1", ["B"])).toEqual(["1 (B)", "2 (C)", "3 c1"]);
    expect(lines("nothing like it")).toEqual([]);
  });

  test("a search looks in types, commands, variables and their values", () => {
    const more = tree(`${command("format.com C:")}${disk({ OSDPartitions0VolumeName: "Windows RE" })}`);
    const found = (text: string) => treeRows(more.children, new Set(), text).map(({ node }) => node.name);
    expect([found("FORMAT.COM"), found("windows re"), found("volumename"), found("partitiondisk")]).toEqual([
      ["format.com C:"],
      ["Partition Disk"],
      ["Partition Disk"],
      ["Partition Disk"],
    ]);
  });

  test("a step that is jumped to is opened to", () => {
    reveal(idOf("c1"));
    expect(editorNow().selection).toBe(idOf("c1"));
  });
});
