import type { Snapshot } from "../../../../shared/contract.ts";
import type { Bay, Drive } from "../../../../shared/drive.ts";
import { isOver } from "../../../../shared/job.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { bayWords, carriesWords, formatSize, serialWords, stateWords, strangerWords } from "../words.ts";

export const drives: Command = {
  name: "drives",
  takes: "",
  words: [0, 0],
  summary: "Lists the bays with the drives in them, and drives on ports that are no bay",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const snapshot = engine.snapshot();
    const { bays, strangers, engine: info } = snapshot;
    output.result({ bench: info.bench, bays, strangers }, () => driveTable(snapshot));
    return exitCodes.ok.code;
  },
};

interface Row {
  bay: number | null;
  state: string;
  drive: Drive | null;
  carries: string | null;
}

function driveTable(snapshot: Snapshot): string {
  const { bays, strangers } = snapshot;
  const rows: Row[] = [
    ...bays.map((bay) => ({
      bay: bay.bay,
      state: stateIn(bay, snapshot),
      drive: bay.drive,
      carries: carriesWords(bay),
    })),
    ...strangers.map((drive) => ({ bay: null, state: strangerState(drive), drive, carries: null })),
  ];
  if (rows.length === 0) return "No drives. Put one in, then teach its port with: prestage bench map";
  return formatTable(
    [
      { title: "Bay", cell: ({ bay }) => bay, right: true },
      { title: "State", cell: ({ state }) => state },
      { title: "Drive", cell: ({ drive }) => drive?.path ?? null },
      { title: "Model", cell: ({ drive }) => drive?.model ?? null },
      { title: "Serial", cell: ({ drive }) => (drive ? serialWords(drive) : null) },
      { title: "Size", cell: ({ drive }) => (drive ? formatSize(drive.sizeBytes) : null), right: true },
      { title: "Carries", cell: ({ carries }) => carries },
    ],
    rows,
  );
}

function strangerState(drive: Drive): string {
  return drive.uses.length === 0 ? "Not a bay" : `Not a bay: ${strangerWords(drive).what}`;
}

function stateIn(bay: Bay, { jobs }: Snapshot): string {
  const job = jobs.find((one) => one.bay === bay.bay && one.identity === bay.drive?.identity);
  return job && !isOver(job.state) ? stateWords(job.state) : bayWords(bay);
}
