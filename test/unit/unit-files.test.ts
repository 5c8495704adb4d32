import { describe, expect, test } from "vitest";
import { unitVariables } from "../../shared/unit-variables.ts";
import { unitEnvironment } from "../../electron/engine/sequence/unit-environment.ts";
import { fillUnitFile } from "../../electron/engine/sequence/unit-file.ts";
import { bios, command, image, plan, step, UEFI, disk, variables } from "../support/staging-sequences.ts";
import { unitValues } from "../support/unit-values.ts";

const file = (values: Record<string, string>, name = "Answer file") =>
  `<step type="Prestage_UnitFileAction" name="${name}">${variables({ PrestageFilePath: "\\Windows\\Panther\\unit.txt", PrestageFileText: "name=%UnitSerial%", ...values })}</step>`;
const set = (name: string, value: string) =>
  step("SetVariable", `Set ${name}`, "", { VariableName: name, VariableValue: value });
const made = (values: Record<string, string>, before = "") => {
  const whole = plan(before + bios + image() + file(values), { stationCommands: true });
  const [planned] = whole.files;
  if (!planned) throw new Error("no file");
  return { whole, planned };
};
/** The whole file of one unit. */
function filled(values: Record<string, string>, unit = {}, before = "", outputs = new Map<number, string>()) {
  const { whole, planned } = made(values, before);
  return fillUnitFile(planned, unitEnvironment(whole, planned.settings, { ...unitValues, ...unit }, outputs));
}
const text = (...all: Parameters<typeof filled>) => new TextDecoder().decode(filled(...all)).trimEnd();

describe("a file that is filled for each unit", () => {
  test("has the unit's words and always the same length, filled up with spaces", () => {
    const bytes = filled({ PrestageFileBytes: "5000" });
    expect(bytes.length).toBe(5000);
    expect(new TextDecoder().decode(bytes)).toBe("name=PF-77".padEnd(5000));
  });

  test("is at least as long as it takes to lie outside the file table on every drive", () => {
    expect(filled({ PrestageFileBytes: "20" }).length).toBe(4096);
    expect(filled({}).length).toBe(4096);
  });

  test("knows every variable of the unit, in any case", () => {
    const names = Object.keys(unitVariables);
    const template = names.map((name) => `%${name.toUpperCase()}%`).join("|");
    expect(text({ PrestageFileText: template })).toBe(Object.values(unitValues).join("|"));
  });

  test("may be UTF-16, with its mark", () => {
    const bytes = filled({ PrestageFileEncoding: "UTF-16" }, { UnitSerial: "é" });
    expect([bytes.length, [...bytes.subarray(0, 2)]]).toEqual([4096, [0xff, 0xfe]]);
    expect(new TextDecoder("utf-16le").decode(bytes).trimEnd()).toBe("name=é");
  });

  test("in XML, values are text and never markup; in other files they stay as they are", () => {
    const hostile = { UnitSerial: `A&B<c x='1'>"` };
    expect(text({ PrestageFilePath: "\\unattend.XML" }, hostile)).toBe(
      "name=A&#38;B&#60;c x=&#39;1&#39;&#62;&#34;",
    );
    expect(text({}, hostile)).toBe(`name=A&B<c x='1'>"`);
    expect(() => text({ PrestageFilePath: "\\a.xml" }, { UnitSerial: "a\u0001" })).toThrow(
      "the value of UnitSerial has a character that no XML file can hold",
    );
  });

  test("what a value says is never read again as a variable", () => {
    expect(text({}, { UnitSerial: "%Operator%" })).toBe("name=%Operator%");
  });

  test("leaves Windows' own variables to Windows, and two percent signs are one", () => {
    expect(text({ PrestageFileText: "%SystemRoot%\\%%A%% 50%%" })).toBe("%SystemRoot%\\%A% 50%");
  });

  test("knows what the sequence set before it, also with the unit's words, and not what comes after", () => {
    const before = set("Site", "HQ") + set("Label", "%Site%-%UnitSerial%") + set("Site", "Branch");
    const values = { PrestageFileText: "%Label% %site%" };
    expect(text(values, {}, before)).toBe("HQ-PF-77 Branch");
    expect(() => plan(bios + image() + file({ PrestageFileText: "%Later%" }) + set("Later", "1"))).toThrow(
      "Step “Answer file”: %Later% is no variable of the unit, and no step before it sets it",
    );
  });

  test("may have what a command before the first write printed", () => {
    const ask = step("RunCommandLine", "Ask", "ask", { OutputVariableName: "AssetTag" });
    const values = { PrestageFileText: "tag=%AssetTag%" };
    expect(text(values, {}, ask, new Map([[0, "0815"]]))).toBe("tag=0815");
  });

  test("too long for its place is told with the step and the longest value", () => {
    expect(() => text({}, { UnitSerial: "x".repeat(4092) })).toThrow(
      "Step “Answer file”: the text for \\Windows\\Panther\\unit.txt has 4097 bytes, and its place has 4096. The longest value in it is %UnitSerial%, with 4092 characters.",
    );
  });

  test.for([
    ["leads outside", { PrestageFilePath: "\\Windows\\..\\x" }, "is no file's path"],
    ["has no root", { PrestageFilePath: "x.txt" }, "is no file's path"],
    ["ends with a dot, which Windows takes off", { PrestageFilePath: "\\x." }, "is no file's path"],
    ["names a stream", { PrestageFilePath: "\\x.txt:y" }, "is no file's path"],
    ["is on a volume that is none", { PrestageFileVolume: "Q:" }, "no partition before it has that letter"],
    ["has a length that is none", { PrestageFileBytes: "70000" }, "the length 70000 is not"],
    ["has an odd length", { PrestageFileBytes: "4097" }, "the length 4097 is not an even number"],
    ["has too much text of its own", { PrestageFileText: "x".repeat(4097) }, "has 4097 bytes"],
    ["names an unknown variable", { PrestageFileText: "%UnitSerail%" }, "%UnitSerail% is no variable"],
    ["has an unknown encoding", { PrestageFileEncoding: "latin1" }, "the encoding “latin1”"],
  ] as const)("is refused when it %s", ([, values, words]) => {
    expect(() => made(values)).toThrow(words);
  });

  test("two steps cannot fill one file", () => {
    const twice = file({}) + file({ PrestageFilePath: "\\WINDOWS\\panther\\UNIT.txt" }, "Again");
    expect(() => plan(bios + image() + twice)).toThrow("Step “Again”: a step before it fills");
  });

  test("may lie on the EFI partition too", () => {
    const esp = file({ PrestageFileVolume: "C", PrestageFilePath: "\\unit.txt" });
    const { files } = plan(disk(UEFI) + image("/target:%OSDisk%") + esp + command("shutdown /s"));
    expect(files.map(({ partition }) => partition)).toEqual([0]);
  });
});

test("no step sets what a unit is known by, and no condition may ask for it", () => {
  expect(() => plan(set("unitserial", "1") + bios + image())).toThrow("no step can set it");
  const asks = `<condition><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">like</variable><variable name="Value">*SSD*</variable><variable name="Variable">DriveModel</variable></expression></condition>`;
  expect(() => plan(step("SetVariable", "Set", "", {}, "", asks) + bios + image())).toThrow(
    "not known is DriveModel, which each unit has its own of",
  );
});
