import { resolve } from "node:path";
import { kindOfMedium, mediaKindWords } from "../../../../shared/media-kind.ts";
import type { Media } from "../../../../shared/media.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { engineFlags, type Command, type Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Station } from "../station.ts";
import { signatureWord, signatureWords } from "../signature-words.ts";
import { formatFacts, formatTable } from "../table.ts";
import { followTask } from "../task-progress.ts";
import { formatDate, formatSize } from "../words.ts";
import { contentCheckText, layoutFacts } from "../content-check-text.ts";
import { chooseMedia } from "./choose.ts";
import { carriedTable } from "./carried-table.ts";
import { historyTable } from "./media-history.ts";
import { standings } from "./media-versions.ts";

/** More are counted, and listed by `records`. */
const UNITS_SHOWN = 50;
/** The rest is told by `media history`. */
const HISTORY_SHOWN = 20;
const states = { unchecked: "Unchecked", checked: "Checked", bad: "Bad" };

export const mediaImport: Command = {
  name: "media import",
  takes: "FILE.wim",
  words: [1, 1],
  summary: "Copies a prestaged .wim into the library, and checks its header, its XML and its integrity table",
  about:
    "The medium stays unchecked until every part of it has been verified, which goes on in the background. Ctrl-C " +
    "cancels the import and leaves nothing half-there.",
  flags: {
    "keep-current": { words: "the version of its name that is current now stays so; else this one is" },
    ...engineFlags,
  },
  async run({ station, output, terminal, given }) {
    await using engine = await station();
    const path = resolve(given.words[0] ?? "");
    const { task } = await engine.client.importMedia({ path, keepCurrent: given.has("keep-current") });
    await followTask(engine, task, output, terminal);
    const medium = await imported(engine, task);
    output.result({ type: "result", media: medium }, () => mediaFacts(medium));
    return exitCodes.ok.code;
  },
};

/** The medium that the import brought, or the one that the library had already. */
async function imported(engine: Station, task: string): Promise<Media> {
  const known = await engine.client.importedMedia({ task });
  if (!known) throw new StagingFault("bad-input", "It was cancelled. Nothing of it is in the library.");
  return chooseMedia(engine.snapshot().media, known.media);
}

export const mediaList: Command = {
  name: "media list",
  takes: "",
  words: [0, 0],
  summary: "Lists the media in the library, how many units carry each, and how many carry an older version",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const { media } = engine.snapshot();
    const counts = await engine.client.mediaCounts({});
    const told = media.map((medium) => {
      const { units = 0, stale = null } = counts.find((count) => count.media === medium.id) ?? {};
      return { ...medium, units, stale };
    });
    output.result(told, () => mediaTable(told));
    return exitCodes.ok.code;
  },
};

export const mediaShow: Command = {
  name: "media show",
  takes: "NAME|ID",
  words: [1, 1],
  summary:
    "Shows one medium: where it came from, its images, the files a PC starts from, what its checks found, which units carry it, what became of it",
  flags: engineFlags,
  async run(context) {
    await using engine = await context.station();
    const medium = wanted(engine.snapshot().media, context);
    const units = await engine.client.mediaUnits({ media: medium.id, limit: UNITS_SHOWN });
    const entries = await engine.client.mediaHistory({ of: medium.id });
    const history = entries.filter(({ sha256 }) => sha256 === medium.sha256);
    context.output.result({ ...medium, units, history }, () =>
      [
        mediaFacts(medium),
        imageTable(medium),
        findingText(medium),
        contentCheckText(medium),
        carriedTable(units),
        historyTable(history.slice(0, HISTORY_SHOWN)),
      ].join("\n\n"),
    );
    return exitCodes.ok.code;
  },
};

export const mediaVerify: Command = {
  name: "media verify",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Reads a medium in the library again and verifies every part of it",
  flags: engineFlags,
  async run(context) {
    const { output, terminal } = context;
    await using engine = await context.station();
    const { id } = wanted(engine.snapshot().media, context);
    const { task } = await engine.client.checkMedia({ media: id });
    await followTask(engine, task, output, terminal);
    const medium = await engine.until(
      ({ media }) => media.find((one) => one.id === id && one.state !== "unchecked") ?? null,
    );
    output.result({ type: "result", media: medium }, () =>
      medium.state === "checked"
        ? `${medium.name} ${medium.version} is whole. Signature: ${signatureWords(medium.signature)}.`
        : `${medium.name} ${medium.version} is bad: ${medium.problem ?? "a part does not match its hash"}`,
    );
    const sound = medium.state === "checked" && medium.signature?.state !== "broken";
    return sound ? exitCodes.ok.code : exitCodes.drives.code;
  },
};

function wanted(media: readonly Media[], { given }: Context): Media {
  return chooseMedia(media, given.words[0] ?? "");
}

function mediaTable(media: readonly (Media & { units: number; stale: number | null })[]): string {
  if (media.length === 0) return "No media yet. Bring one in with: prestage media import FILE.wim";
  return formatTable(
    [
      { title: "Name", cell: ({ name }) => name },
      { title: "Version", cell: ({ version }) => version },
      { title: "Use", cell: ({ standing = "current" }) => standings[standing] },
      { title: "Units", cell: ({ units }) => units, right: true },
      { title: "Stale", cell: ({ stale }) => stale, right: true },
      { title: "State", cell: ({ state }) => states[state] },
      { title: "Signed by", cell: ({ signature }) => signature?.signer ?? null },
      { title: "Signature", cell: ({ signature }) => signatureWord(signature) },
      { title: "Size", cell: ({ sizeBytes }) => formatSize(sizeBytes), right: true },
      { title: "Imported", cell: ({ importedAt }) => formatDate(importedAt) },
      { title: "Id", cell: ({ id }) => id },
    ],
    media,
  );
}

function mediaFacts(medium: Media): string {
  return formatFacts([
    ["Name", medium.name],
    ["Version", medium.version],
    ["Use", standings[medium.standing ?? "current"]],
    ["State", medium.problem === null ? states[medium.state] : `${states[medium.state]}: ${medium.problem}`],
    ["Kind", mediaKindWords[kindOfMedium(medium)]],
    ["Created by", medium.createdBy || null],
    ["Comment", medium.comment || null],
    ["Size", formatSize(medium.sizeBytes)],
    ["Compression", medium.compression],
    ["Integrity table", medium.hasIntegrityTable ? "yes" : "no"],
    ["SHA-256", medium.sha256],
    ["Signature", signatureWords(medium.signature)],
    ["Signer's SHA-256", medium.signature?.fingerprint ?? null],
    ["Came from", medium.source],
    ["Imported", formatDate(medium.importedAt)],
    ["Last checked", medium.checkedAt === undefined ? null : formatDate(medium.checkedAt)],
    ["Boot files", bootWords(medium)],
    ...layoutFacts(medium),
    ["Id", medium.id],
  ]);
}

function bootWords({ bootFiles }: Media): string {
  const names: Record<keyof Media["bootFiles"], string> = {
    bootmgr: "\\bootmgr",
    biosBcd: "\\Boot\\BCD",
    bootSdi: "\\Boot\\boot.sdi",
    bootWim: "\\sources\\boot.wim",
    efiLoader: "\\EFI\\Boot",
    efiBcd: "\\EFI\\Microsoft\\Boot\\BCD",
  };
  const keys = Object.keys(names) as (keyof typeof names)[];
  const there = keys.filter((key) => bootFiles[key]).map((key) => names[key]);
  return there.length === 0 ? "none" : there.join(", ");
}

/** What a look at the boot files found, worst first. */
function findingText({ bootFindings }: Media): string {
  if (!bootFindings) return "What a PC would start from has not been looked at yet.";
  if (bootFindings.length === 0) return "Nothing was found against what a PC would start from.";
  const order = ["stops", "warns", "says"];
  return formatTable(
    [
      { title: "Finding", cell: ({ severity }) => severity },
      { title: "By", cell: ({ firmware }) => firmware?.toUpperCase() ?? "both" },
      { title: "What a PC would start from", cell: ({ message }) => message },
    ],
    bootFindings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
  );
}

function imageTable({ images }: Media): string {
  return formatTable(
    [
      { title: "Index", cell: ({ index }) => index, right: true },
      { title: "Image", cell: ({ name }) => name },
      { title: "Edition", cell: ({ edition }) => edition },
      { title: "Windows", cell: ({ version }) => version },
      { title: "For", cell: ({ architecture }) => architecture },
      { title: "Files", cell: ({ files }) => files, right: true },
      { title: "Unpacked", cell: ({ bytes }) => formatSize(bytes), right: true },
    ],
    images,
  );
}
