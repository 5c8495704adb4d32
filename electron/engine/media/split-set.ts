import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StagingFault } from "../../../shared/fault.ts";
import { checkSpace } from "./copy-in.ts";
import { joinParts } from "./create/wim-tools.ts";
import { openSource, type MediaSource } from "./media-source.ts";
import type { MediaWork } from "./progress.ts";
import { readAtOf } from "./wim-file.ts";
import { HEADER_BYTES, partOf } from "./wim-header.ts";

/** No set of Windows' tools has more; each costs an open file. */
const MOST_PARTS = 500;

/** One file of a split set. */
interface Part {
  path: string;
  sizeBytes: number;
  part: number;
  parts: number;
  /** The same in all files of a set. */
  guid: string;
}

/** The parts of one set, in order. */
export interface SplitSet {
  parts: readonly Part[];
  sizeBytes: number;
}

/**
 * Finds the set that a file is a part of: all its parts lie beside it.
 * @returns null for a file that is no part
 * @throws StagingFault media-split-part (one is missing, there twice, or of another set), media-missing, media-not-wim
 */
export async function findSplitSet(path: string): Promise<SplitSet | null> {
  const asked = await readPart(path);
  if (!asked) return null;
  if (asked.parts > MOST_PARTS)
    throw new StagingFault("media-corrupt", `The file is damaged: its header claims ${asked.parts} parts.`);
  const beside: Part[] = [];
  const names = await readdir(dirname(path)).catch(() => [basename(path)]);
  for (const name of names.toSorted())
    if (/\.swm$/i.test(name) || name === basename(path)) {
      const part = await readPart(join(dirname(path), name)).catch(() => null);
      if (part) beside.push(part);
    }
  const parts = beside.filter(({ guid }) => guid === asked.guid);
  checkWhole(asked, parts, beside);
  const inOrder = parts.toSorted((a, b) => a.part - b.part);
  return { parts: inOrder, sizeBytes: inOrder.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

/**
 * Makes one .wim of the parts; their packed contents are copied as they are.
 * @throws StagingFault disk-full, media-corrupt, home-not-writable, tool-missing; `signal.reason`
 */
export async function joinSet(set: SplitSet, target: string, work: MediaWork): Promise<void> {
  await checkSpace(dirname(target), set.sizeBytes);
  const sources: MediaSource[] = [];
  try {
    for (const { path } of set.parts) sources.push(await openSource(path));
    const paths = set.parts.map(({ path }) => path);
    await joinParts(paths, target, set.sizeBytes, work);
    for (const source of sources) await source.confirmUnchanged();
  } finally {
    for (const source of sources) await source[Symbol.asyncDispose]();
  }
}

async function readPart(path: string): Promise<Part | null> {
  await using source = await openSource(path);
  const { sizeBytes } = source;
  const found = partOf(await readAtOf(source.file)(0, Math.min(HEADER_BYTES, sizeBytes)));
  return found && { path, sizeBytes, ...found };
}

function checkWhole(asked: Part, parts: readonly Part[], beside: readonly Part[]): void {
  const { path, parts: count } = asked;
  const other = parts.find((each) => each.parts !== count);
  if (other)
    throw notWhole(
      `${basename(path)} is of a set of ${count}, ${basename(other.path)} of one of ${other.parts}.`,
    );
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  for (const number of numbers) {
    const [first, second] = parts.filter(({ part }) => part === number);
    if (first && second)
      throw notWhole(`Part ${number} is there twice: ${basename(first.path)} and ${basename(second.path)}.`);
  }
  const missing = numbers.filter((number) => !parts.some(({ part }) => part === number));
  if (missing.length === 0) return;
  const foreign = beside.find(({ part, guid }) => guid !== asked.guid && missing.includes(part));
  const hint = foreign ? ` ${basename(foreign.path)} is part ${foreign.part} of another set.` : "";
  const which = missing.length > 12 ? `${missing.slice(0, 12).join(", ")}, …` : missing.join(", ");
  throw notWhole(`Of ${count} parts, these are not beside ${basename(path)}: ${which}.${hint}`);
}

function notWhole(message: string): StagingFault {
  return new StagingFault("media-split-part", message);
}
