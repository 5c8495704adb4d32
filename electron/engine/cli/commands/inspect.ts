import { resolve } from "node:path";
import type { Snapshot } from "../../../../shared/contract.ts";
import type { DriveVerdict, Inspection } from "../../../../shared/inspection.ts";
import type { Stamp } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatFacts, formatTable } from "../table.ts";
import { formatDate, formatSize } from "../words.ts";
import { findBay } from "./choose-bays.ts";

export const inspect: Command = {
  name: "inspect",
  takes: "DRIVE|FILE|BAY",
  words: [1, 1],
  summary: "Reads a drive or a drive's image: partition table, volumes and the stamp. Writes nothing",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const path = pathOf(engine.snapshot(), given.words[0] ?? "");
    const found = await engine.client.inspect({ path });
    output.result(found, () => inspectionText(found));
    return exitCodes.ok.code;
  },
};

export const verify: Command = {
  name: "verify",
  takes: "DRIVE|FILE|BAY",
  words: [1, 1],
  summary: "Reads a staged drive again and compares all of it with what its record says was written",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const path = pathOf(engine.snapshot(), given.words[0] ?? "");
    const verdict = await engine.client.verifyDrive({ path });
    output.result(verdict, () => verdictText(verdict));
    return verdict.equal ? exitCodes.ok.code : exitCodes.drives.code;
  },
};

/** A number means the drive in that bay. */
function pathOf(snapshot: Snapshot, named: string): string {
  if (!/^\d{1,4}$/.test(named)) return resolve(named);
  const { drive } = findBay(snapshot, Number(named));
  if (drive === null) throw new StagingFault("bay-empty", `Bay ${named} is empty.`);
  return drive.path;
}

const tables = { mbr: "MBR", gpt: "GPT", none: "none" };

function inspectionText(found: Inspection): string {
  const facts = formatFacts([
    ["Drive", found.path],
    ["Size", formatSize(found.sizeBytes)],
    ["Partition table", tables[found.table]],
    found.table === "gpt" ? ["Disk GUID", found.diskGuid ?? null] : ["Disk signature", found.diskSignature],
    ...bootFacts(found),
  ]);
  const partitions = formatTable(
    [
      { title: "No", cell: ({ number }) => number, right: true },
      { title: "Type", cell: ({ type }) => type },
      { title: "Active", cell: ({ active }) => (active ? "yes" : null) },
      { title: "Start", cell: ({ startBytes }) => startBytes, right: true },
      { title: "Size", cell: ({ sizeBytes }) => formatSize(sizeBytes), right: true },
      { title: "Holds", cell: ({ fileSystem }) => fileSystem },
      { title: "Label", cell: ({ label }) => label },
      { title: "Volume serial", cell: ({ volumeSerial }) => volumeSerial },
    ],
    found.partitions,
  );
  const stamp = found.stamp === null ? "It carries no stamp of ours." : stampText(found.stamp);
  return [facts, ...(found.partitions.length > 0 ? [partitions] : []), stamp].join("\n\n");
}

/** What starts by itself, and from where. */
function bootFacts({ boot }: Inspection): [string, string | null][] {
  if (!boot) return [];
  const [first] = boot.entries;
  const starts = first ? `${first.name}, ${first.device}` : "nothing";
  return [
    ["Boot store", `partition ${boot.partition}, ${boot.store}`],
    ["Starts", starts],
    ...boot.warnings.map((warning): [string, string] => ["Warning", warning]),
  ];
}

function stampText(stamp: Stamp): string {
  return formatFacts([
    ["Staged", stamp.committed ? "to the end" : "not to the end"],
    ["Media", `${stamp.mediaName} ${stamp.mediaVersion}`],
    ["Media SHA-256", stamp.mediaSha256],
    ["Unit", stamp.unitSerial],
    ["Batch", stamp.batch],
    ["Job", stamp.job],
    ["Station", stamp.station],
    ["Time", formatDate(stamp.at)],
    ["Software", stamp.software],
  ]);
}

function verdictText({ path, stamp, equal, comparedBytes, firstDifference }: DriveVerdict): string {
  const drive = `${path}, unit ${stamp.unitSerial}, ${stamp.mediaName} ${stamp.mediaVersion}`;
  if (equal) return `${drive}: equal, ${formatSize(comparedBytes)} compared.`;
  if (firstDifference === null) return `${drive}: differs.`;
  const { offset, length, where } = firstDifference;
  return `${drive}: differs first in the ${length} bytes from byte ${offset} on, in ${where}.`;
}
