import type { Snapshot } from "../../../../shared/contract.ts";
import type { Drive } from "../../../../shared/drive.ts";
import { engineFlags, type Command, type Context } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import type { Station } from "../station.ts";
import { formatTable } from "../table.ts";
import { parseBay } from "../values.ts";
import { formatSize, serialWords } from "../words.ts";

export const benchMap: Command = {
  name: "bench map",
  takes: "[PORT BAY]",
  words: [0, 2],
  summary: "Lists the ports, or teaches one its bay number",
  about:
    "In a terminal, without PORT and BAY, it goes on: put a drive into a bay and type the number that stands on it; " +
    "Ctrl-C ends it. Drives that were there before are asked for first, Enter leaves one out.",
  flags: engineFlags,
  async run(context) {
    const { given, output, terminal } = context;
    const [port, bay, ...more] = given.words;
    if (port !== undefined && (bay === undefined || more.length > 0))
      throw new UsageError("bench map takes nothing, or a port and its bay number.", "bench map");
    await using engine = await context.station();
    if (port !== undefined && bay !== undefined) {
      await engine.client.teachBay({ port, bay: parseBay(bay) });
      output.result({ port, bay: parseBay(bay) }, () => `${port} is bay ${parseBay(bay)}.`);
      return exitCodes.ok.code;
    }
    const { bays, strangers } = engine.snapshot();
    output.result({ bays, strangers }, () => portTable(engine.snapshot()));
    if (terminal.interactive && !output.json) await teachOneByOne(engine, context);
    return exitCodes.ok.code;
  },
};

function portTable({ bays, strangers }: Snapshot): string {
  const rows: { bay: number | null; port: string; drive: Drive | null }[] = [
    ...bays.map(({ bay, port, drive }) => ({ bay, port, drive })),
    ...strangers.map((drive) => ({ bay: null, port: drive.port, drive })),
  ];
  return formatTable(
    [
      { title: "Bay", cell: ({ bay }) => bay, right: true },
      { title: "Port", cell: ({ port }) => port },
      { title: "Drive", cell: ({ drive }) => drive?.path ?? null },
      { title: "Model", cell: ({ drive }) => drive?.model ?? null },
      { title: "Serial", cell: ({ drive }) => (drive ? serialWords(drive) : null) },
      { title: "Size", cell: ({ drive }) => (drive ? formatSize(drive.sizeBytes) : null), right: true },
    ],
    rows,
  );
}

async function teachOneByOne(engine: Station, { terminal }: Context): Promise<void> {
  const asked = new Set<string>();
  const ended = Promise.withResolvers<null>();
  const uninterrupt = terminal.onInterrupt(() => ended.resolve(null));
  terminal.word("\nPut a drive into a bay. Ctrl-C ends this.\n");
  try {
    for (;;) {
      const next = engine.until(({ strangers }) => strangers.find(({ port }) => !asked.has(port)) ?? null);
      const stranger = await Promise.race([next, ended.promise]);
      if (stranger === null) return;
      asked.add(stranger.port);
      await teach(engine, stranger, terminal);
    }
  } finally {
    uninterrupt();
  }
}

async function teach(engine: Station, drive: Drive, terminal: Context["terminal"]): Promise<void> {
  const what = `${drive.model}, ${drive.serial ?? "no serial"}, ${formatSize(drive.sizeBytes)}, on ${drive.port}`;
  for (;;) {
    const answer = await terminal.ask(`${what}\nWhich bay is it in? `);
    if (answer === "") return;
    try {
      await engine.client.teachBay({ port: drive.port, bay: parseBay(answer) });
      return terminal.word(`Bay ${answer} is taught.\n`);
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      terminal.word(`${thrown.message}\n`);
    }
  }
}
