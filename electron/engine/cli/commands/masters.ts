import type { KeptMaster, KeptMasters } from "../../../../shared/masters.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { formatDate, formatSize } from "../words.ts";

export const mastersList: Command = {
  name: "masters list",
  takes: "",
  words: [0, 0],
  summary: "Lists the masters that are kept, in the order in which they are dropped when room is needed",
  about:
    "A master is a volume as it is written to drives, built once and kept for the next start. What was used longest " +
    "ago is dropped first, and one that a drive is being staged from never. `settings masters-limit` says how much of " +
    "the disk they may take.",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const kept = await engine.client.masters({});
    output.result(kept, () => `${masterTable(kept)}\n\n${roomWords(kept)}`);
    return exitCodes.ok.code;
  },
};

export const mastersDrop: Command = {
  name: "masters drop",
  takes: "",
  words: [0, 0],
  summary: "Drops all masters but those that drives are being staged from; they are built again when needed",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const told = await engine.client.dropMasters({});
    output.result(told, () => {
      const kept = told.held === 0 ? "" : ` ${told.held} in use stayed.`;
      return `Dropped ${told.dropped}, ${formatSize(told.freedBytes)}.${kept}`;
    });
    return exitCodes.ok.code;
  },
};

function masterTable({ masters }: KeptMasters): string {
  if (masters.length === 0) return "No masters are kept. The next start builds what it needs.";
  return formatTable(
    [
      { title: "Dropped", cell: turnWords, right: true },
      { title: "Medium", cell: ({ mediaName }) => mediaName },
      { title: "Volume", cell: ({ label, fileSystem }) => `${label} (${fileSystem})` },
      { title: "Volume size", cell: ({ volumeBytes }) => formatSize(volumeBytes), right: true },
      { title: "Sectors", cell: ({ sectorBytes }) => sectorBytes, right: true },
      { title: "Takes", cell: ({ takenBytes }) => formatSize(takenBytes), right: true },
      { title: "Last used", cell: ({ lastUsedAt }) => formatDate(lastUsedAt) },
    ],
    masters.map((master, n) => ({ ...master, turn: n + 1 })),
  );
}

function turnWords({ held, turn }: KeptMaster & { turn: number }): string {
  return held ? "in use" : String(turn);
}

function roomWords({ takenBytes, limitBytes, freeBytes, diskBytes }: KeptMasters): string {
  return (
    `They take ${formatSize(takenBytes)} of at most ${formatSize(limitBytes)}; ` +
    `${formatSize(freeBytes)} of the disk's ${formatSize(diskBytes)} are free.`
  );
}
