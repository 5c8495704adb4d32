import { describe, expect, test } from "vitest";
import { compileTree } from "../../electron/engine/sequence/compile.ts";
import { readDocument, writeBare } from "../../electron/engine/sequence/document.ts";
import { sequenceProblems } from "../../electron/engine/sequence/problems.ts";
import { makeExpression, readTest } from "../../shared/sequence-condition.ts";
import {
  changeTest,
  moveItem,
  newExpression,
  newOsGroup,
  platforms,
  setPlatform,
  withItems,
} from "../../shared/sequence-condition-edit.ts";
import { applyEdit, findNode, type Edit } from "../../shared/sequence-edit.ts";
import {
  commandEdits,
  imageEdits,
  readCommandForm,
  readImageForm,
  readTarget,
  readVariableForm,
  restartTargetEdits,
  targetEdits,
  variableEdits,
  type AnyStep,
} from "../../shared/sequence-forms.ts";
import { cellEdits, layOut, partitionRows, rowEdits } from "../../shared/sequence-partitions.ts";
import { stepKind } from "../../shared/sequence-step-kinds.ts";
import { templateGroups, templates, type TemplateId } from "../../shared/sequence-templates.ts";
import type { SequenceNode, SequenceTree } from "../../shared/sequence-tree.ts";
import { MIB, named, UEFI, disk } from "../support/staging-sequences.ts";

const read = (xml: string) => readDocument(new TextEncoder().encode(xml)).tree;
const empty = read(`<sequence version="3.10"></sequence>`);
const withNodes = (nodes: readonly SequenceNode[]) =>
  nodes.reduce(
    (tree, node, index) => applyEdit(tree, { edit: "insert", at: { parent: null, index }, node }),
    empty,
  );
const ids = Object.keys(templates) as TemplateId[];

/** A step in a tree of its own, and the same step after the edits of a page. */
function stepOf(node: SequenceNode) {
  let tree: SequenceTree = withNodes([node]);
  const now = () => {
    const found = findNode(tree, "n1");
    if (!found || found.kind === "group") throw new Error("no step");
    return found;
  };
  return {
    now,
    put: (edits: (step: AnyStep) => readonly Edit[]) => {
      tree = edits(now()).reduce(applyEdit, tree);
      return now();
    },
  };
}

describe("a template", () => {
  test.for(ids)("%s is the same after it was written and read", (id) => {
    const xml = writeBare(withNodes([templates[id]()]));
    expect(writeBare(read(xml))).toBe(xml);
    expect(findNode(read(xml), "n1")).toMatchObject({ name: templates[id]().name });
  });

  test.for(ids.filter((id) => !["sub-sequence", "apply-os", "unit-file"].includes(id)))(
    "%s has no problem by itself for PCs",
    (id) => {
      expect(sequenceProblems(withNodes([templates[id]()]), null)).toEqual([]);
    },
  );

  test("every one is in the Add menu once", () => {
    expect(Object.values(templateGroups).flat().sort()).toEqual([...ids].sort());
  });

  test("those for the bench, one after the other, are a sequence that stages by UEFI", () => {
    const made = (
      ["partition-gpt", "format", "apply-data", "bcdboot-uefi", "boot-store", "shutdown"] as const
    ).map((id) => templates[id]());
    const plan = compileTree(named, withNodes(made), { imageIndex: null });
    expect([plan.style, plan.finish, plan.partitions.map(({ kind }) => kind)]).toEqual([
      "gpt",
      "shutdown",
      ["efi", "msr", "primary"],
    ]);
    expect(sequenceProblems(withNodes(made), { imageIndex: null })).toEqual([]);
  });

  test("and one that stages by BIOS, with a file for each unit", () => {
    const made = (["partition-mbr", "bootsect", "apply-data", "unit-file", "shutdown"] as const).map((id) =>
      templates[id](),
    );
    const plan = compileTree(named, withNodes(made), { imageIndex: null });
    expect([plan.style, plan.partitions.map(({ active, letter }) => [active, letter])]).toEqual([
      "mbr",
      [[true, "C"]],
    ]);
  });

  test.for([
    ["apply-os", "apply-os"],
    ["set-variable", "set-variable"],
    ["dynamic-variables", "dynamic-variables"],
    ["restart", "restart"],
    ["setup-windows", "setup-windows"],
    ["sub-sequence", "sub-sequence"],
    ["unit-file", "unit-file"],
    ["bootsect", "command"],
  ] as const)("%s is known as %s", ([id, kind]) => {
    expect(stepKind(stepOf(templates[id]()).now())).toBe(kind);
  });
});

describe("a page writes what the console would", () => {
  test("a command line with its package, in the action and in the properties", () => {
    const { put } = stepOf(templates.command());
    const step = put((node) => commandEdits(node, { line: "cmd.exe /c dir", packageId: "PRE0001A" }));
    expect(step.action).toBe("smsswd.exe /run:PRE0001A cmd.exe /c dir");
    expect(readCommandForm(step)).toEqual({
      line: "cmd.exe /c dir",
      packageId: "PRE0001A",
      startIn: "",
      outputVariable: "",
    });
    expect(step.variables.find(({ name }) => name === "CommandLine")?.value).toBe("cmd.exe /c dir");
  });

  test("a command that was written plainly stays plain", () => {
    const plain = { ...templates.command(), action: "format.com C: /Q", variables: [] };
    const { put } = stepOf(plain);
    const step = put((node) => commandEdits(node, { line: "format.com D: /Q" }));
    expect([step.action, step.variables]).toEqual(["format.com D: /Q", []]);
  });

  test("an image's package, index and destination, and each kind of destination is read again", () => {
    const { put } = stepOf(templates["apply-data"]());
    let step = put((node) => imageEdits(node, { packageId: "PRE00002", index: "3" }));
    expect([step.action, readImageForm(step).index]).toEqual([
      "OSDApplyOS.exe /data:PRE00002,%OSDDataImageIndex% /target:C:",
      "3",
    ]);
    const targets = [
      { kind: "disk", disk: "0", partition: "2" },
      { kind: "variable", variable: "OSDisk" },
      { kind: "letter", letter: "D" },
      { kind: "next" },
      { kind: "letter", letter: "C" },
    ] as const;
    for (const target of targets) {
      step = put((node) => targetEdits(node, target));
      expect(readTarget(step)).toEqual(target);
    }
    expect(
      step.variables.filter(({ name }) => name.startsWith("Destination")).map(({ value }) => value),
    ).toEqual(["C:"]);
  });

  test("a variable's name and value, also in the command line", () => {
    const { put } = stepOf(templates["set-variable"]());
    const step = put((node) => variableEdits(node, { name: "Role", value: 'a "b" c' }));
    expect([step.action, readVariableForm(step)]).toEqual([
      'tsenv.exe "Role=a "b" c" /hiddenflag:False',
      { name: "Role", value: 'a "b" c', hidden: false },
    ]);
  });

  test("where a restart leads", () => {
    const { put } = stepOf(templates.restart());
    const step = put((node) => restartTargetEdits(node, "WinPE"));
    expect([step.action, step.variables.find(({ name }) => name === "SMSRebootTarget")?.value]).toEqual([
      "smsboot.exe /target:WinPE",
      "WinPE",
    ]);
  });
});

describe("the partitions of a step", () => {
  const gpt = read(`<sequence version="3.10">${disk({ ...UEFI, OSDPartitions2Shop: "kept" })}</sequence>`)
    .children[0];
  const types = (node: AnyStep) => partitionRows(node).map(({ Type }) => Type);

  test("are moved, added and taken away as whole rows, with what no page knows", () => {
    if (!gpt) throw new Error("no step");
    const { put } = stepOf(gpt);
    const step = put((node) => rowEdits(node, [2, 0, "new"]));
    expect(types(step)).toEqual(["Primary", "EFI", "PRIMARY"]);
    const named_ = Object.fromEntries(
      step.variables.map(({ name, property, value }) => [name, [property, value]]),
    );
    expect(named_["OSDPartitions0Shop"]).toEqual(["OSDPartitions0Shop", "kept"]);
    expect(named_["OSDPartitions"]).toEqual(["OSDPartitions", "3"]);
    expect(named_["OSDPartitions1VolumeLetterVariable"]?.[1]).toBe("EfiDrive");
    expect(Object.keys(named_).some((name) => name.startsWith("OSDPartitions3"))).toBe(false);
  });

  test("one cell is filled or emptied without touching another", () => {
    if (!gpt) throw new Error("no step");
    const { put, now } = stepOf(gpt);
    const before = now().variables.length;
    const step = put((node) => cellEdits(node, 0, { Size: "", AssignVolumeLetter: "S" }));
    expect([step.variables.length, partitionRows(step)[0]?.AssignVolumeLetter]).toEqual([before, "S"]);
  });

  test("lie on a drive as their sizes say, and one without room is told", () => {
    const row = { ...partitionRows(stepOf(templates["partition-mbr"]()).now())[0] } as ReturnType<
      typeof partitionRows
    >[number];
    const rows = [
      { ...row, Size: "100", SizeUnits: "MB" },
      { ...row, Size: "50", SizeUnits: "PERCENT" },
      { ...row, Size: "", SizeUnits: "" },
    ];
    expect(layOut(rows, 1002 * MIB)).toEqual([100 * MIB, 450 * MIB, 450 * MIB]);
    expect(layOut([{ ...row, Size: "2", SizeUnits: "GB" }], 1000 * MIB)).toEqual([null]);
    expect(layOut([{ ...row, Size: "abc", SizeUnits: "MB" }], 1000 * MIB)).toEqual([null]);
  });
});

describe("a condition", () => {
  test.for(["variable", "wmi", "file", "folder", "registry", "software"] as const)(
    "of the kind %s is written and read as itself",
    (kind) => {
      expect(readTest(newExpression(kind)).test).toBe(kind);
    },
  );

  test("changed in one part keeps what the file says beside it, and how it spells the operator", () => {
    const made = makeExpression({ test: "variable", variable: "V", operator: "equals", value: "1" });
    const extra = { name: "Shop", property: null, value: "x", hidden: false, attributes: [] };
    const strange = {
      ...made,
      attributes: [["own", "1"]] as [string, string][],
      variables: [
        ...made.variables.map((each) => (each.name === "Operator" ? { ...each, value: "Equals" } : each)),
        extra,
      ],
    };
    const changed = changeTest(strange, { test: "variable", variable: "V", operator: "equals", value: "2" });
    expect(changed).toEqual({
      ...strange,
      variables: strange.variables.map((each) => (each.name === "Value" ? { ...each, value: "2" } : each)),
    });
  });

  test("of a file loses its version test when that is taken out", () => {
    const against = { operator: "equals", value: "1.0" } as const;
    const made = makeExpression({ test: "file", path: "C:\\a", version: against, date: null });
    const changed = changeTest(made, { test: "file", path: "C:\\a", version: null, date: null });
    expect(changed.variables.map(({ name }) => name)).toEqual(["Path"]);
  });

  test("of a platform takes its queries with it, and gives them back", () => {
    const name = Object.keys(platforms)[0] ?? "";
    const group = setPlatform(newOsGroup(), name, true);
    expect(group.items.map((each) => each.kind === "os" && each.items.length)).toEqual([2]);
    expect(setPlatform(group, name, false)).toEqual(newOsGroup());
  });

  test("moves among its siblings and stays at the ends", () => {
    const [a, b] = [newExpression("wmi"), newExpression("file")];
    expect([moveItem([a, b], 0, 1), moveItem([a, b], 0, -1)]).toEqual([
      [b, a],
      [a, b],
    ]);
  });

  test("that has nothing left is none", () => {
    expect([withItems(null, []), withItems(null, [newExpression("wmi")])?.items.length]).toEqual([null, 1]);
  });
});
