import { createHash } from "node:crypto";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { sequenceHandlers } from "../../electron/engine/sequence-library/commands.ts";
import { sequenceEditorHandlers } from "../../electron/engine/sequence-library/editor.ts";
import { SequenceLibrary } from "../../electron/engine/sequence-library/library.ts";
import type { KeptVersion } from "../../electron/engine/sequence-library/versions.ts";
import { sequenceCommands } from "../../shared/sequence-library.ts";
import { aSnapshot } from "./bench-scenes.ts";
import type { ScriptedEngine } from "./scripted-engine.ts";
import { bios, command, image, step } from "./staging-sequences.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A small sequence for PCs, with a password, a condition and a step that no editor has a page for. */
export const laptops = `<sequence version="3.10"><group name="Install" description=""><condition><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">equals</variable><variable name="Value">true</variable><variable name="Variable">_SMSTSInWinPE</variable></expression></condition>${step("PartitionDisk", "Partition Disk", "osddiskpart.exe", { OSDDiskIndex: "0", OSDPartitionStyle: "GPT", OSDPartitions: "2", OSDPartitions0Type: "EFI", OSDPartitions0Size: "500", OSDPartitions0FileSystem: "FAT32", OSDPartitions1Type: "PRIMARY", OSDPartitions1FileSystem: "NTFS" })}${step("ApplyOperatingSystem", "Apply Windows", "OSDApplyOS.exe /image:PRE00002,%OSDImageIndex%", { OSDImageIndex: "1" })}</group><group name="Configure" description="">${step("JoinDomainWorkgroup", "Join the domain", "osdnetsettings.exe", { OSDJoinAccount: "DOMAIN\\joiner", OSDJoinPassword: "swordfish-7" })}${step("SetVariable", "Set the role", 'tsenv.exe "Role=Field"', { VariableName: "Role", VariableValue: "Field" })}</group></sequence>`;
export const bench = `<sequence version="3.10">${bios}${image()}${command("shutdown.exe /s /t 0")}</sequence>`;

/** The engine's own library of task sequences, kept in memory, behind a scripted engine. */
export async function editorScene(files: readonly { name: string; text: string }[]) {
  const versions: KeptVersion[] = [];
  const drafts = new Map<string, string>();
  let ids = 0;
  let told: ScriptedEngine | null = null;
  const library = new SequenceLibrary({
    store: {
      sequenceVersions: () => versions,
      addSequenceVersion: (version) => void versions.push(version),
      sequenceOriginal: () => null,
      deleteSequence: () => {},
    },
    builtIns: builtInSequences(sha256),
    sha256,
    newId: () => `s${++ids}`,
    now: () => new Date("2026-11-23T08:00:00Z"),
    onChange: () => told?.publish({ type: "sequences", sequences: library.list() }),
  });
  const engine = {
    ...sequenceHandlers(library, () => ({ name: "Field laptop" })),
    ...sequenceEditorHandlers(
      library,
      {
        setting: (key) => drafts.get(key) ?? null,
        setSetting: (key, value) => void drafts.set(key, value),
      },
      () => new Date("2026-11-23T14:03:00Z"),
    ),
  };
  for (const { name, text } of files) {
    const from = { text, fileName: `${name}.xml` };
    await engine.importSequence(sequenceCommands.importSequence.input.parse({ from }));
  }
  return {
    engine,
    library,
    drafts,
    scene: { snapshot: aSnapshot({ sequences: library.list() }), progress: [] },
    answers: engine,
    /** From here on changes of the library are told to whoever looks at this engine. */
    tell: (scripted: ScriptedEngine) => void (told = scripted),
  };
}
