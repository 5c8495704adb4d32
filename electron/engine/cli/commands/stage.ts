import { userInfo } from "node:os";
import { contentCheckWords, contentFindingText } from "../../../../shared/content-check-words.ts";
import type { Input } from "../../../../shared/contract.ts";
import type { OldData } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { UnitRecord } from "../../../../shared/record.ts";
import { engineFlags, type Command, type Context, type Flag, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { followJobs } from "../job-progress.ts";
import type { Station } from "../station.ts";
import { formatTable } from "../table.ts";
import { followTask } from "../task-progress.ts";
import { parseChoice, parseCount, parseUnit } from "../values.ts";
import { carriesWords, formatDate, formatSize, serialWords } from "../words.ts";
import { chooseBays, type BayWithDrive } from "./choose-bays.ts";
import { chooseMedia, chooseMediaToStage, chooseSequence, mediaNamed } from "./choose.ts";

const flags: Readonly<Record<string, Flag>> = {
  media: { value: "NAME|ID", words: "what to stage; a name alone means its current version" },
  sequence: { value: "ID|NAME", words: "the task sequence to stage it with" },
  bays: {
    value: "LIST",
    words: "which bays, like 1,2,5-8; all means every bay with a drive that may be staged",
  },
  drives: { value: "LIST", words: "instead of bays: which drives, like /dev/sdb,/dev/sdc" },
  batch: { value: "NEW|ID", words: "a new batch, or the open batch to add to (default: NEW)" },
  operator: { value: "NAME", words: "who does it, for the records (default: this user)" },
  note: { value: "TEXT", words: "a note for a new batch" },
  target: { value: "N", words: "how many units the order wants, for a new batch" },
  unit: { value: "BAY=SERIAL", many: true, words: "the unit's serial (default: the drive's own)" },
  index: { value: "N", words: "which image of the medium (default: 1)" },
  "old-data": {
    value: "discard|overwrite|keep",
    words: "what happens to old data that is not overwritten by new (default: discard)",
  },
  yes: { words: "do not ask: erase the drives named" },
  ...engineFlags,
};

export const stage: Command = {
  name: "stage",
  takes: "",
  words: [0, 0],
  summary: "Erases drives and stages a medium onto all of them at once, each read back and recorded",
  about:
    "Shows every drive that will be erased and asks for their number, unless --yes is given. Ctrl-C asks whether to " +
    "leave the drives running (they go on without this window) or to cancel them.",
  flags,
  async run(context) {
    const { given, output, terminal } = context;
    const wanted = readWanted(given);
    await using engine = await context.station();
    await untilSampleIsMade(engine, wanted.media, context);
    const bays = chooseBays(engine.snapshot(), wanted);
    const input = startInput(engine, wanted, bays);
    announceFindings(engine, input, context);
    await announceStagedBefore(engine, input, bays, context);
    if (!given.has("yes") && !(await confirmed(engine, input, bays, context))) {
      output.note("Nothing was erased.");
      return exitCodes.refused.code;
    }
    const { batch, jobs, warnings } = await engine.client.start(input);
    for (const warning of warnings) output.note(`Warning: ${warning}`);
    return await followJobs(engine, { batch, jobs }, output, terminal);
  },
};

/** On its first start a training bench makes its sample medium: it may well be the one that is meant. */
async function untilSampleIsMade(
  engine: Station,
  wanted: string,
  { output, terminal }: Context,
): Promise<void> {
  const { media, tasks } = engine.snapshot();
  const sample = tasks.find(({ kind }) => kind === "sample");
  if (sample && mediaNamed(media, wanted).length === 0)
    await followTask(engine, sample.task, output, terminal);
}

interface Wanted {
  media: string;
  sequence: string;
  bays: string | undefined;
  drives: string | undefined;
  batch: Input<"start">["batch"];
  units: ReadonlyMap<number, string>;
  index: number;
  oldData: OldData;
}

function readWanted(given: Given): Wanted {
  const [bays, drives] = [given.text("bays"), given.text("drives")];
  if ((bays === undefined) === (drives === undefined))
    throw new UsageError("stage wants either --bays or --drives.", "stage");
  return {
    media: required(given, "media"),
    sequence: required(given, "sequence"),
    bays,
    drives,
    batch: readBatch(given),
    units: new Map(given.texts("unit").map(parseUnit)),
    index: parseCount(given.text("index") ?? "1", "--index"),
    oldData: parseChoice(given.text("old-data") ?? "discard", "--old-data", ["discard", "overwrite", "keep"]),
  };
}

function required(given: Given, flag: string): string {
  const text = given.text(flag);
  if (text === undefined) throw new UsageError(`stage wants --${flag}.`, "stage");
  return text;
}

function readBatch(given: Given): Input<"start">["batch"] {
  const batch = given.text("batch") ?? "NEW";
  const target = given.text("target");
  if (batch !== "NEW") return { open: batch };
  return {
    create: {
      target: target === undefined ? null : parseCount(target, "--target"),
      operator: given.text("operator") ?? process.env["SUDO_USER"] ?? userInfo().username,
      note: given.text("note") ?? "",
    },
  };
}

function startInput(engine: Station, wanted: Wanted, bays: readonly BayWithDrive[]): Input<"start"> {
  const { media, sequences } = engine.snapshot();
  const stray = [...wanted.units.keys()].find((bay) => !bays.some((one) => one.bay === bay));
  if (stray !== undefined)
    throw new StagingFault("bad-input", `--unit names bay ${stray}, which is not one of the bays to stage.`);
  return {
    media: chooseMediaToStage(media, wanted.media).id,
    imageIndex: wanted.index,
    sequence: chooseSequence(sequences, wanted.sequence).id,
    batch: wanted.batch,
    bays: bays.map(({ bay, drive }) => {
      const unitSerial = wanted.units.get(bay);
      return { bay, identity: drive.identity, ...(unitSerial !== undefined && { unitSerial }) };
    }),
    oldData: wanted.oldData,
  };
}

/** One line for each unit or drive that was staged before: when, with what, and how often. */
async function announceStagedBefore(
  engine: Station,
  input: Input<"start">,
  bays: readonly BayWithDrive[],
  { output }: Context,
): Promise<void> {
  const named = bays.map(({ bay, drive, unitSerial }, n) => ({
    bay,
    serials: [input.bays[n]?.unitSerial ?? unitSerial, drive.serial].filter((serial) => serial !== null),
  }));
  const serials = [...new Set(named.flatMap(({ serials: own }) => own))];
  const before = serials.length === 0 ? [] : await engine.client.stagedBefore({ serials });
  for (const { bay, serials: own } of named) {
    const mine = before.filter(
      (unit) => own.includes(unit.unitSerial) || own.includes(unit.driveSerial ?? unit.unitSerial),
    );
    const [newest] = mine;
    if (newest) output.note(`Bay ${bay} was staged before: ${beforeWords(newest, mine.length)}`);
  }
}

function beforeWords(newest: UnitRecord, times: number): string {
  const { unitSerial, startedAt, mediaName, mediaVersion, ending } = newest;
  const often = times === 1 ? "" : `, ${times} times in all`;
  return `unit ${unitSerial}, ${formatDate(startedAt)}, ${mediaName} ${mediaVersion} (${ending ?? "not ended"})${often}`;
}

/** What may keep a PC from starting, or a file from being opened; what certainly does is refused by the engine. */
function announceFindings(engine: Station, input: Input<"start">, { output }: Context): void {
  const medium = engine.snapshot().media.find(({ id }) => id === input.media);
  for (const { severity, message } of medium?.bootFindings ?? [])
    if (severity === "warns") output.note(`Warning: ${message}`);
  for (const finding of medium?.contents?.findings ?? [])
    if (contentCheckWords[finding.code].severity === "warns")
      output.note(`Warning: ${contentFindingText(finding)}`);
}

async function confirmed(
  engine: Station,
  input: Input<"start">,
  bays: readonly BayWithDrive[],
  { terminal }: Context,
): Promise<boolean> {
  const { name, version } = chooseMedia(engine.snapshot().media, input.media);
  terminal.word(`These drives will be erased:\n\n${eraseTable(bays)}\n\n`);
  terminal.word(`Staged onto them: ${[name, version].filter(Boolean).join(" ")}\n\n`);
  if (!terminal.interactive)
    throw new StagingFault(
      "bad-input",
      "Nobody is there to confirm that these drives may be erased; add --yes.",
    );
  const answer = await terminal.ask(`Type the number of drives to erase them: `);
  return answer === String(bays.length);
}

function eraseTable(bays: readonly BayWithDrive[]): string {
  return formatTable(
    [
      { title: "Bay", cell: ({ bay }) => bay, right: true },
      { title: "Drive", cell: ({ drive }) => drive.path },
      { title: "Model", cell: ({ drive }) => drive.model },
      { title: "Serial", cell: ({ drive }) => serialWords(drive) },
      { title: "Size", cell: ({ drive }) => formatSize(drive.sizeBytes), right: true },
      { title: "Carries", cell: carriesWords },
    ],
    bays,
  );
}
