import { realpath, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Snapshot } from "../../../../shared/contract.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { Firmware } from "../../../../shared/boot-finding.ts";
import { ProofDisk, type Proof, type ProofRule } from "../../../../shared/proof.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import type { Station } from "../station.ts";
import { formatFacts } from "../table.ts";
import { followTask } from "../task-progress.ts";
import { formatDate, formatSize } from "../words.ts";
import { findBay } from "./choose-bays.ts";

export const proveCommand: Command = {
  name: "prove",
  takes: "DRIVE|FILE|BAY",
  words: [1, 1],
  summary:
    "Starts a staged drive, or a drive's image, in a computer that cannot write to it, and takes a picture",
  about:
    "The drive is opened for reading only, and what it holds is hashed before and after. The picture is kept with the " +
    "unit's record and printed on its certificate. Rules: settles[:SECONDS] (the screen comes to rest for 15 seconds, the default), " +
    "serial:TEXT, text:TEXT (on the screen), colour:#RRGGBB[:SHARE], call-home (the started system asks http://10.0.2.100/). Ctrl-C cancels.",
  flags: {
    firmware: { value: "bios|uefi", words: "what starts it (default: what its partition table is made for)" },
    rule: { value: "RULE", words: "what has to be seen (default: settles)" },
    disk: {
      value: "ide|virtio|nvme",
      words: "how the drive is connected (default: ide; nvme for 4Kn drives)",
    },
    png: { value: "FILE", words: "write the picture there as well" },
    "no-hash": { words: "do not hash what the drive holds before and after" },
    ...engineFlags,
  },
  async run({ station, output, terminal, given }) {
    const firmware = given.text("firmware");
    const disk = given.text("disk");
    const request = {
      rule: readRule(given.text("rule") ?? "settles"),
      hash: !given.has("no-hash"),
      ...(firmware !== undefined && { firmware: oneOf(Firmware.options, "firmware", firmware) }),
      ...(disk !== undefined && { disk: oneOf(ProofDisk.options, "disk", disk) }),
    };
    await using engine = await station();
    const path = pathOf(engine.snapshot(), given.words[0] ?? "");
    const { task, proof: id } = await engine.client.prove({ path, ...request });
    const failure = await followTask(engine, task, output, terminal).catch((thrown: unknown) => thrown);
    const proof = await kept(engine, path, id);
    if (proof === null) throw failure;
    const png = given.text("png");
    if (png !== undefined && proof.picture !== null) await savePicture(engine, id, resolve(png));
    output.result(proof, () => proofText(proof));
    return proof.outcome === "proved" ? exitCodes.ok.code : exitCodes.drives.code;
  },
};

/** A number means the drive in that bay. */
function pathOf(snapshot: Snapshot, named: string): string {
  if (!/^\d{1,4}$/.test(named)) return resolve(named);
  const { drive } = findBay(snapshot, Number(named));
  if (drive === null) throw new StagingFault("bay-empty", `Bay ${named} is empty.`);
  return drive.path;
}

function oneOf<T extends string>(options: readonly T[], flag: string, given: string): T {
  const found = options.find((option) => option === given);
  if (found === undefined)
    throw new UsageError(`--${flag} is “${given}”; it is ${options.join(" or ")}.`, "prove");
  return found;
}

/** "settles:5", "serial:Welcome", "colour:#0078d7:0.3", "call-home". @throws UsageError */
export function readRule(text: string): ProofRule {
  const [kind = "", ...rest] = text.split(":");
  const argument = rest.join(":");
  if (kind === "call-home" && argument === "") return { kind };
  if (kind === "settles") {
    const seconds = argument === "" ? 15 : Number(argument);
    if (seconds >= 1 && seconds <= 120) return { kind, seconds };
  }
  if (kind === "serial" && argument !== "" && argument.length <= 200) return { kind, text: argument };
  if (kind === "text" && argument !== "" && argument.length <= 80) return { kind, text: argument };
  if (kind === "colour") {
    const [colour = "", share = "0.3"] = argument.toLowerCase().split(":");
    if (/^#[0-9a-f]{6}$/.test(colour) && Number(share) > 0 && Number(share) <= 1)
      return { kind, colour, share: Number(share) };
  }
  throw new UsageError(
    `--rule is “${text}”; it is settles[:SECONDS], serial:TEXT, text:TEXT, colour:#RRGGBB[:SHARE] or call-home.`,
    "prove",
  );
}

/** What came of it; null when nothing was recorded: it was cancelled, or could not begin. */
async function kept(engine: Station, path: string, id: string): Promise<Proof | null> {
  const of = { path: await realpath(path).catch(() => path) };
  return (await engine.client.proofs({ of })).find(({ proof }) => proof === id) ?? null;
}

async function savePicture(engine: Station, proof: string, file: string): Promise<void> {
  const { base64 } = await engine.client.proofPicture({ proof });
  await writeFile(file, Buffer.from(base64, "base64")).catch((cause: unknown) => {
    throw new StagingFault("bad-input", `The picture cannot be written to ${file}.`, { cause });
  });
}

function proofText(proof: Proof): string {
  const { unchangedBytes, picture } = proof;
  return formatFacts([
    ["Drive", proof.path],
    ["Unit", proof.unitSerial],
    ["Outcome", `${outcomeWord(proof)} ${proof.message}`],
    ["Started by", `${proof.firmware === "bios" ? "BIOS" : "UEFI"}, as ${proof.disk} disk`],
    ["When", `${formatDate(proof.startedAt)}, within ${Math.round(proof.ms / 1000)} s`],
    ["The drive", unchangedBytes === null ? "read only" : `unchanged: ${formatSize(unchangedBytes)} hashed`],
    ["Computer", proof.qemu],
    ["Picture", picture],
  ]);
}

function outcomeWord({ outcome, rule }: Proof): string {
  if (outcome === "not-proved") return "Not proved.";
  return rule.kind === "settles" ? "Screen at rest." : "Started.";
}
