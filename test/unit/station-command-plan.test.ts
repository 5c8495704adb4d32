import { describe, expect, test } from "vitest";
import type { CompileOptions } from "../../electron/engine/sequence/compile-draft.ts";
import { shellScript } from "../../electron/engine/sequence/shell-script.ts";
import { bios, command, image, plan, step } from "../support/staging-sequences.ts";

const allowed = { stationCommands: true };

describe("a command on the station", () => {
  test("stands before the first write or after the commit", () => {
    const made = plan(
      command("label %UnitSerial%", 'timeout="900" continueOnError="true"') +
        bios +
        image() +
        command("notify done") +
        command("shutdown /s /f"),
      allowed,
    );
    expect(
      made.commands.map(({ commandLine, when, timeoutSeconds, successCodes, continueOnError }) => [
        commandLine,
        when,
        timeoutSeconds,
        successCodes,
        continueOnError,
      ]),
    ).toEqual([
      ["label %UnitSerial%", "before-first-write", 900, [0, 3010], true],
      ["notify done", "after-commit", null, [0, 3010], false],
    ]);
    expect(made.steps.map(({ name, where, phase }) => `${name}: ${where} ${phase}`)).toEqual([
      "label %UnitSerial%: station before",
      "Partition Disk: drive finish",
      "bootsect.exe /nt60 C:: master master",
      "Apply Data Image: master master",
      "notify done: station after",
      "shutdown /s /f: drive finish",
    ]);
  });

  test("keeps its output in a variable for the steps behind it", () => {
    const ask = step("RunCommandLine", "Ask", "ask", { OutputVariableName: "Tag" });
    const made = plan(`${ask}${command("label %tag%")}${bios}${image()}`, allowed);
    expect(made.settings).toEqual([{ step: "Ask", name: "Tag", hidden: false, command: 0 }]);
    expect(made.commands.map(({ settings }) => settings)).toEqual([0, 1]);
  });

  test.for<[string, string, Partial<CompileOptions>, string]>([
    [
      "one where the station does not allow any",
      command("label") + bios + image(),
      {},
      "Step “label” runs “label”. Commands on the station are switched off in its settings; or set the step to run in the full operating system only",
    ],
    [
      "one between two steps on the drive",
      bios + command("label") + image(),
      allowed,
      "Step “label”: it runs on the station, between steps that write to the drive. Move it before the first of them, or after “Apply Data Image”",
    ],
    [
      "one from a package",
      command("smsswd.exe /run:ABC00001 label") + bios + image(),
      allowed,
      "from the package ABC00001",
    ],
    [
      "a program of Windows",
      command("C:\\Tools\\label.exe x") + bios + image(),
      allowed,
      "which is a program of Windows, and a station runs commands by /bin/sh",
    ],
    ["cmd", command("cmd /c label") + bios + image(), allowed, "which is a program of Windows"],
    [
      "an unknown variable",
      command("label %UnitSerail%") + bios + image(),
      allowed,
      "Step “label %UnitSerail%”: %UnitSerail% is no variable of the unit",
    ],
    [
      "a variable between single quotes",
      command("label '%UnitSerial%'") + bios + image(),
      allowed,
      "%UnitSerial% stands between single quotes, where the shell puts no value in. Use double quotes",
    ],
    [
      "a folder that is none",
      step("RunCommandLine", "Label", "label", { WorkingDirectory: "scripts" }) + bios + image(),
      allowed,
      "Step “Label”: its folder “scripts” does not begin with a slash",
    ],
  ])("%s is refused at edit time", ([, inner, options, words]) => {
    expect(() => plan(inner, options)).toThrow(words);
  });
});

describe("the shell's text", () => {
  const known = (name: string) => /^(?:UnitSerial|Operator)$/i.test(name);
  test("has references where the variables stood, and never their values", () => {
    expect(shellScript('label "%UnitSerial%" --by %operator%', known)).toMatchObject({
      script: 'label "${PRESTAGE_V1}" --by ${PRESTAGE_V2}',
      names: ["UnitSerial", "operator"],
      unknown: [],
      quoted: null,
    });
  });
  test("leaves a date's format alone", () => {
    expect(shellScript("date +%Y%m%d", known)).toMatchObject({ script: "date +%Y%m%d", unknown: [] });
  });
  test.for([
    ["'%UnitSerial%'", "UnitSerial"],
    [`"it's %UnitSerial%"`, null],
    [String.raw`it\'s %UnitSerial%`, null],
    [String.raw`'a\' %UnitSerial%`, null],
    [`'a' "b" '%UnitSerial%'`, "UnitSerial"],
  ])("%s: between single quotes stands %s", ([line, quoted]) => {
    expect(shellScript(line ?? "", known).quoted).toBe(quoted);
  });
});
