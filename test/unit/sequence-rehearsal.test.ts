import { describe, expect, test } from "vitest";
import { builtInProfiles } from "../../electron/engine/sequence/built-in-profiles.ts";
import { readDocument } from "../../electron/engine/sequence/document.ts";
import { rehearse } from "../../electron/engine/sequence/rehearse.ts";
import { applyEdit } from "../../shared/sequence-edit.ts";
import type { TargetProfile } from "../../shared/sequence-profile.ts";
import type { MediumFacts } from "../../shared/sequence-rehearsal.ts";
import type { SequenceFacts } from "../../shared/sequence-tree.ts";

const medium: MediumFacts = {
  name: "Field laptop",
  bootImageId: "CHQ00005",
  bootImageVersion: null,
  osImageId: "CHQ0001B",
  packages: ["CHQ0000B"],
  variables: {},
};
const [bios, uefi] = builtInProfiles();
if (!bios || !uefi) throw new Error("no profiles");

interface Given {
  facts?: Partial<SequenceFacts>;
  medium?: Partial<MediumFacts>;
  profile?: Partial<TargetProfile>;
  subs?: Record<string, string>;
}
function read(inner: string, facts: Partial<SequenceFacts> = {}) {
  const document = readDocument(
    new TextEncoder().encode(`<sequence version="3.10">${inner}</sequence>`),
    "T.xml",
  );
  return { tree: document.tree, facts: { ...document.facts, ...facts } };
}
function run(inner: string, given: Given = {}) {
  return rehearse({
    sequence: read(inner, given.facts),
    medium: { ...medium, ...given.medium },
    profile: { ...bios, ...given.profile } as TargetProfile,
    subSequence: (id) => {
      const text = given.subs?.[id];
      return text === undefined ? null : read(text, { packageId: id });
    },
  });
}
const outcomes = (inner: string, given?: Given) =>
  run(inner, given).timeline.map(({ name, outcome }) => `${name} ${outcome}`);

const variable = (name: string, operator: string, value: string) =>
  `<expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">${operator}</variable><variable name="Value">${value}</variable><variable name="Variable">${name}</variable></expression>`;
const condition = (...parts: string[]) => `<condition>${parts.join("")}</condition>`;
const step = (name: string, inside = "", attributes = "") =>
  `<step type="SMS_TaskSequence_RunCommandLineAction" name="${name}" description="" ${attributes}>${inside}<action>cmd.exe /c ver</action></step>`;
const typed = (type: string, name: string, inside = "", attributes = "") =>
  `<step type="SMS_TaskSequence_${type}Action" name="${name}" ${attributes}>${inside}</step>`;
const set = (name: string, value: string, more = "") =>
  typed(
    "SetVariable",
    `Set ${name}`,
    `<defaultVarList><variable name="VariableName" property="VariableName">${name}</variable><variable name="VariableValue" property="VariableValue">${value}</variable></defaultVarList>`,
    more,
  );
const group = (name: string, inside: string, attributes = "") =>
  `<group name="${name}" ${attributes}>${inside}</group>`;
const notOem = condition(variable("_SMSTSMediaType", "notEquals", "OEMMedia"));

describe("on prestaged media", () => {
  test("a step with the condition not equals OEMMedia is skipped, and the reason is told", () => {
    const { timeline, verdict, findings } = run(typed("PartitionDisk", "Partition", notOem));
    expect([verdict, findings]).toEqual(["will-run", []]);
    expect(timeline[0]).toMatchObject({
      outcome: "skipped",
      words:
        "Its condition is false: Task sequence variable _SMSTSMediaType not equals “OEMMedia”, and it is “OEMMedia”.",
    });
  });

  test("a partition step that runs is a red finding, and its fix makes it safe", () => {
    const source = read(typed("PartitionDisk", "Partition Disk 0"));
    const before = rehearse({ sequence: source, medium, profile: bios });
    const [finding] = before.findings;
    expect([before.verdict, finding?.code, finding?.severity, finding?.words]).toEqual([
      "erases",
      "erases-media",
      "red",
      "“Partition Disk 0” runs on prestaged media: this erases the prestaged content.",
    ]);
    if (!finding?.fix) throw new Error("no fix");
    const mended = { ...source, tree: applyEdit(source.tree, finding.fix.edit) };
    expect(rehearse({ sequence: mended, medium, profile: bios })).toMatchObject({
      verdict: "will-run",
      findings: [],
    });
  });

  test("a fix keeps the condition that was there", () => {
    const source = read(
      typed("PartitionDisk", "P", condition(variable("_SMSTSBootUEFI", "notEquals", "true"))),
    );
    const fix = rehearse({ sequence: source, medium, profile: bios }).findings[0]?.fix;
    if (!fix) throw new Error("no fix");
    expect(applyEdit(source.tree, fix.edit).children[0]?.condition?.items).toHaveLength(2);
  });

  test("a partition step that depends on an unknown fact may erase", () => {
    const { verdict, findings } = run(
      typed(
        "PartitionDisk",
        "P",
        `<condition><expression type="SMS_TaskSequence_WMIConditionExpression"><variable name="Namespace">root\\cimv2</variable><variable name="Query">SELECT * FROM Win32_X</variable></expression></condition>`,
      ),
    );
    expect([verdict, findings[0]?.code, findings[0]?.fix === null]).toEqual([
      "unsure",
      "may-erase-media",
      false,
    ]);
  });

  test.for([
    "format.com C: /Q /Y",
    "smsswd.exe /run: cmd.exe /c diskpart /s x:\\a.txt",
    "powershell Clear-Disk 0",
  ])("the command %s is seen as erasing", (action) => {
    const codes = run(step("x").replace("cmd.exe /c ver", action)).findings.map(({ code }) => code);
    expect(codes).toEqual(["erases-media"]);
  });

  test("Apply Operating System only configures", () => {
    expect(outcomes(typed("ApplyOperatingSystem", "Apply"))).toEqual(["Apply bypassed"]);
  });

  test("OSDUseAlreadyDeployedImage False makes it wipe and apply, also when the medium says so", () => {
    const result = run(set("OSDUseAlreadyDeployedImage", "False") + typed("ApplyOperatingSystem", "Apply"));
    expect([result.timeline[1]?.outcome, result.findings[0]?.code]).toEqual([
      "runs",
      "applies-network-image",
    ]);
    expect(
      outcomes(typed("ApplyOperatingSystem", "Apply"), {
        medium: { variables: { osdusealreadydeployedimage: "false" } },
      }),
    ).toEqual(["Apply runs"]);
  });

  test("another boot image on the medium fails, with the known code; the same one does not", () => {
    const wrong = run(step("x"), { facts: { bootImageId: "CHQ00099" } });
    expect([wrong.verdict, wrong.findings[0]?.errorCode]).toEqual(["will-fail", "0x80004005"]);
    expect(run(step("x"), { facts: { bootImageId: "chq00005" } }).verdict).toBe("will-run");
    const newer = {
      facts: { bootImageId: "CHQ00005", bootImageVersion: "1.0" },
      medium: { bootImageVersion: "2.0" },
    };
    expect(run(step("x"), newer).verdict).toBe("will-fail");
    expect(
      run(step("x"), { facts: { bootImageId: "CHQ00005" }, medium: { bootImageId: null } }).verdict,
    ).toBe("unsure");
  });

  test("packages that are not on the medium come over the network", () => {
    const install = (id: string) =>
      step(`Run ${id}`).replace("cmd.exe /c ver", `smsswd.exe /run:${id} setup.exe`);
    const inner = install("CHQ0000B") + install("CHQ0000C") + install("CHQ0000C");
    const { downloads, findings } = run(inner);
    expect(findings.map(({ words }) => words)).toEqual([
      "1 package is not on the medium and will come over the network.",
    ]);
    expect(run(inner, { medium: { packages: null } }).findings.map(({ code }) => code)).toEqual([
      "downloads",
    ]);
    expect(downloads).toEqual([{ package: "CHQ0000C", steps: ["Run CHQ0000C", "Run CHQ0000C"] }]);
  });
});

describe("how a sequence goes on", () => {
  const failing = (more = "") => set("_Readonly", "x", more);
  test.for<[string, string, string[]]>([
    [
      "a disabled group is skipped with all in it",
      group("G", step("a"), 'disable="true"'),
      ["G skipped", "a skipped"],
    ],
    [
      "a failing step ends its group and the sequence",
      group("G", failing() + step("b")) + step("c"),
      ["G fails", "Set _Readonly fails", "b not-reached", "c not-reached"],
    ],
    [
      "a group with continue on error fails, and what comes after it runs",
      group("G", failing() + step("b"), 'continueOnError="true"') + step("c"),
      ["G fails", "Set _Readonly fails", "b not-reached", "c runs"],
    ],
    [
      "a step with continue on error fails alone",
      group("G", failing('continueOnError="true"') + step("b")),
      ["G runs", "Set _Readonly fails", "b runs"],
    ],
    [
      "a false condition is a skip and no failure",
      step("a", condition(variable("X", "exists", ""))) +
        step("b", condition(variable("_SMSTSLastActionSucceeded", "equals", "true"))),
      ["a skipped", "b runs"],
    ],
    [
      "a variable set before decides after",
      set("Model", "A%Part%") + step("a", condition(variable("MODEL", "equals", "a"))),
      ["Set Model runs", "a runs"],
    ],
    [
      "a step under an unknown condition leaves what it sets unknown",
      group("G", set("X", "1") + condition(variable("_SMSTSUnheard", "equals", "1"))) +
        step("a", condition(variable("X", "equals", "1"))),
      ["G unknown", "Set X unknown", "a unknown"],
    ],
    [
      "what a step saves in a variable is not known",
      step(
        "a",
        '<defaultVarList><variable name="SMSTSRunCommandLineOutputVariableName">Out</variable></defaultVarList>',
      ) + step("b", condition(variable("Out", "equals", "1"))),
      ["a runs", "b unknown"],
    ],
    [
      "after setup the target is in the full system",
      typed("SetupWindowsAndSMS", "Setup") +
        step("pe", condition(variable("_SMSTSInWinPE", "equals", "true"))) +
        step("full", condition(variable("_SMSTSInWinPE", "equals", "false"))) +
        step("only pe", "", 'runIn="WinPE"'),
      ["Setup runs", "pe skipped", "full runs", "only pe unknown"],
    ],
    ["a value of 4,001 characters fails", set("X", "y".repeat(4001)), ["Set X fails"]],
  ])("%s", ([, inner, wanted]) => {
    expect(outcomes(inner)).toEqual(wanted);
  });

  test("firmware decides: _SMSTSBootUEFI is there on UEFI only", () => {
    const inner = step("uefi", condition(variable("_SMSTSBootUEFI", "equals", "true")));
    expect([outcomes(inner), outcomes(inner, { profile: uefi })]).toEqual([["uefi skipped"], ["uefi runs"]]);
  });

  test("the sequence's own setting comes after the medium's, and stands", () => {
    const inner =
      step("a", condition(variable("X", "equals", "medium"))) +
      set("X", "own") +
      step("b", condition(variable("X", "equals", "own")));
    expect(outcomes(inner, { medium: { variables: { X: "medium" } } })).toEqual([
      "a runs",
      "Set X runs",
      "b runs",
    ]);
  });

  test("a hidden value is nowhere told", () => {
    const secret = typed(
      "SetVariable",
      "S",
      '<defaultVarList><variable name="DoNotShowVariableValue">true</variable><variable name="VariableName">Shh</variable><variable name="VariableValue">hunter2</variable></defaultVarList>',
    );
    const result = run(
      secret + set("OSDJoinPassword", "hunter2") + step("a", condition(variable("Shh", "notEquals", "x"))),
    );
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});

describe("sub-sequences", () => {
  const call = (id: string) =>
    `<subtasksequence type="SMS_TaskSequence_SubTasksequence" name="Run ${id}"><defaultVarList><variable name="OSDSubTasksequencePackageID" property="TsPackageID">${id}</variable></defaultVarList></subtasksequence>`;

  test("their steps are rehearsed in place", () => {
    expect(outcomes(call("AAA00001") + step("after"), { subs: { AAA00001: step("inner") } })).toEqual([
      "Run AAA00001 runs",
      "inner runs",
      "after runs",
    ]);
  });
  test("one that is not at hand is unknown, and named", () => {
    const result = run(call("AAA00001"));
    expect([result.verdict, result.findings[0]?.code, result.missingFacts]).toEqual([
      "unsure",
      "sub-sequence-missing",
      ["the sub-sequence AAA00001"],
    ]);
  });
  test("a circle is refused, and shown", () => {
    const subs = { AAA00001: call("AAA00002"), AAA00002: call("AAA00001") };
    expect(() => run(call("AAA00001"), { subs })).toThrow("AAA00001 → AAA00002 → AAA00001");
  });
  test("sub-sequences that multiply without end are refused in bounded time", () => {
    const subs = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`AAA000${10 + n}`, call(`AAA000${11 + n}`).repeat(4)]),
    );
    const started = performance.now();
    expect(() => run(call("AAA00010"), { subs })).toThrow("more than 20000 steps");
    console.info(`refused in ${(performance.now() - started).toFixed(0)} ms`);
  });
});
