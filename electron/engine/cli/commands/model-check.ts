import type { DriversOf } from "../../../../shared/boot-drivers.ts";
import { worstOf, type ModelVerdict, type Reach, type ReachState } from "../../../../shared/model-verdict.ts";
import { driversOf, findDrivers } from "../boot-drivers.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Station } from "../station.ts";
import { formatTable } from "../table.ts";
import { chooseModel } from "./model.ts";

export const reachWords: Record<ReachState, string> = {
  yes: "Yes",
  some: "In part",
  no: "No",
  unknown: "Not known",
};

interface Checked {
  /** The medium or the file, for people. */
  of: string;
  verdict: ModelVerdict;
}

export const modelCheck: Command = {
  name: "model check",
  takes: "[NAME|ID]",
  words: [0, 1],
  summary: "Tells whether the boot images can reach the disk and the network of a model, or of all models",
  about:
    "By the drivers in the boot image, matched as Windows does it. The exit code is 1 when some model is not reached, " +
    "and 7 when nothing is against it but something is not known.",
  flags: {
    media: {
      value: "NAME|ID|FILE.wim",
      many: true,
      words: "the medium or boot image; may be given again (default: all media of the library)",
    },
    ...engineFlags,
  },
  async run(context) {
    const { given, output, station } = context;
    await using engine = await station();
    const [wanted] = given.words;
    const only = wanted === undefined ? null : (await chooseModel(engine, wanted)).id;
    const checked: Checked[] = [];
    for (const { of, name } of against(engine, given.texts("media"))) {
      await findDrivers(engine, of, context);
      const { verdicts } = await engine.client.checkModels({ of });
      for (const verdict of verdicts ?? [])
        if (only === null || verdict.model === only) checked.push({ of: name, verdict });
    }
    output.result(checked, () => checkedText(checked));
    return exitCode(checked.map(({ verdict }) => worstOf(verdict)));
  },
};

function against(engine: Station, media: readonly string[]): { of: DriversOf; name: string }[] {
  const all = engine.snapshot().media;
  if (media.length === 0)
    return all.map(({ id, name, version }) => ({ of: { media: id }, name: `${name} ${version}`.trim() }));
  return media.map((wanted) => ({ of: driversOf(engine, wanted, null), name: wanted }));
}

function exitCode(states: readonly ReachState[]): number {
  if (states.includes("no") || states.includes("some")) return exitCodes.drives.code;
  return states.includes("unknown") ? exitCodes.unsure.code : exitCodes.ok.code;
}

function checkedText(checked: readonly Checked[]): string {
  if (checked.length === 0)
    return "There is nothing to check: no target models, or no media. See: prestage model add --help";
  const table = formatTable(
    [
      { title: "Medium", cell: ({ of }) => of },
      { title: "Model", cell: ({ verdict }) => verdict.name },
      { title: "Disk", cell: ({ verdict }) => reachWords[verdict.disk.state] },
      { title: "Network", cell: ({ verdict }) => reachWords[verdict.network.state] },
    ],
    checked,
  );
  const reasons = checked.flatMap(({ of, verdict: { name, disk, network } }) => {
    const same = disk.message === network.message;
    return [
      reason(`${name} with ${of}`, same ? "" : ", disk", disk),
      ...(same ? [] : [reason(`${name} with ${of}`, ", network", network)]),
    ];
  });
  return [table, ...reasons].join("\n\n");
}

function reason(who: string, what: string, { message, todo }: Reach): string {
  return `${who}${what}: ${message}${todo === null ? "" : `\n${todo}`}`;
}
