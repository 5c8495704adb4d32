import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Input } from "../../../../shared/contract.ts";
import { TargetProfile } from "../../../../shared/sequence-profile.ts";
import type { Rehearsal } from "../../../../shared/sequence-rehearsal.ts";
import type { Sequence } from "../../../../shared/sequence.ts";
import { engineFlags, type Command, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { rehearsalText } from "../sequence-words.ts";
import { chooseMedia } from "./choose.ts";
import { pickSequence } from "./sequence.ts";

const NAME = "sequence rehearse";

export const sequenceRehearse: Command = {
  name: NAME,
  takes: "ID|NAME[@VERSION]|FILE",
  words: [1, 1],
  summary: "Tells what will happen when a PC starts this task sequence from a medium; nothing is run",
  about:
    "Exit codes for a pipeline: 0 when nothing stands against it; 1 when it would fail, would erase the prestaged " +
    "content, or has any red finding; 7 when facts that are not known decide (--allow-unknown makes that 0).",
  flags: {
    media: { value: "NAME|ID", words: "the medium it starts from" },
    profile: { value: "bios|uefi|FILE.json", words: "what is known of the PC (default: uefi)" },
    variable: { value: "NAME=VALUE", many: true, words: "a variable that the PC has" },
    "boot-image": { value: "ID[@VERSION]", words: "the package of the boot image the medium was made with" },
    "os-image": { value: "ID", words: "the package of the operating system image on the medium" },
    package: { value: "ID", many: true, words: "a package whose content is on the medium" },
    "allow-unknown": { words: "take missing facts for no fault: exit with 0, not 7" },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const wanted = given.text("media");
    if (wanted === undefined) throw new UsageError(`${NAME} wants --media: the medium it starts from.`, NAME);
    const variables = readVariables(given.texts("variable"));
    const profile = readProfile(given.text("profile") ?? "uefi");
    await using engine = await station();
    const { media, sequences } = engine.snapshot();
    const rehearsal = await engine.client.rehearseSequence({
      of: rehearsed(sequences, given.words[0] ?? ""),
      media: chooseMedia(media, wanted).id,
      medium: mediumFacts(given),
      profile,
      variables,
    });
    output.result(rehearsal, () => rehearsalText(rehearsal));
    return rehearsalExit(rehearsal, given.has("allow-unknown"));
  },
};

/** What a pipeline is told. */
export function rehearsalExit({ verdict, findings }: Rehearsal, allowUnknown: boolean): number {
  const red = findings.some(({ severity }) => severity === "red");
  if (verdict === "erases" || verdict === "will-fail" || red) return exitCodes.drives.code;
  return verdict === "unsure" && !allowUnknown ? exitCodes.unsure.code : exitCodes.ok.code;
}

/** A file when there is one of that name, else a sequence of the library. */
function rehearsed(sequences: readonly Sequence[], word: string): Input<"rehearseSequence">["of"] {
  const path = resolve(word);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? { path } : pickSequence(sequences, word);
}

/** "OSDComputerName=PC-1", several times. @throws UsageError */
export function readVariables(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new UsageError(`--variable wants NAME=VALUE, not "${text}".`, NAME);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function mediumFacts(given: Given): Input<"rehearseSequence">["medium"] {
  const [bootImageId, bootImageVersion] = given.text("boot-image")?.split("@") ?? [];
  const osImageId = given.text("os-image");
  const packages = given.texts("package");
  return {
    ...(bootImageId && { bootImageId }),
    ...(bootImageVersion && { bootImageVersion }),
    ...(osImageId && { osImageId }),
    ...(packages.length > 0 && { packages: [...packages] }),
  };
}

/** @throws StagingFault bad-input */
function readProfile(wanted: string): Input<"rehearseSequence">["profile"] {
  if (wanted === "bios" || wanted === "uefi") return `builtin:generic-${wanted}`;
  try {
    return TargetProfile.parse(JSON.parse(readFileSync(wanted, "utf8")));
  } catch (cause) {
    throw new StagingFault("bad-input", `${wanted} is no target profile: ${reason(cause)}`, { cause });
  }
}

function reason(thrown: unknown): string {
  const [line = ""] = (thrown instanceof Error ? thrown.message : String(thrown)).split("\n");
  return line.length > 1 ? `${line.replace(/\.$/, "")}.` : "a field is missing or of another kind.";
}
