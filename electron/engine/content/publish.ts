import { open, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { contentLimits, ContentIndex, INDEX_NAME, type ContentItem } from "../../../shared/content-index.ts";
import type { PublishedContent } from "../../../shared/content.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { hashFile, watchFile } from "../media/create/source-image.ts";
import type { MediaWork } from "../media/progress.ts";
import { wimFilesUnder, type WimFile } from "./folder-files.ts";
import { parseIndex } from "./index-file.ts";
import { describeWim } from "./wim-description.ts";

/** What a folder is to be published as; what is left out stays as it is in its index. */
export interface Publishing {
  dir: string;
  name?: string | undefined;
  site?: string | undefined;
  parentSite?: string | null | undefined;
}

interface Looked extends WimFile {
  sizeBytes: number;
  modifiedAt: string;
  /** The item of the last index, when the file has not changed since. */
  kept: ContentItem | undefined;
}

/**
 * Makes or updates the index of a folder, so that any web server that serves the folder is a content location. Files
 * that have their size and time still are not read again. The index is there whole, or as it was.
 * @throws StagingFault bad-input (no folder, or it cannot be written), disk-full, tool-missing; `signal.reason`
 */
export async function publishFolder(publishing: Publishing, work: MediaWork): Promise<PublishedContent> {
  const { dir } = publishing;
  const signal = work.signal ?? new AbortController().signal;
  const folder = await stat(dir).catch(() => null);
  if (!folder?.isDirectory()) throw new StagingFault("bad-input", `${dir} is no folder.`);
  const before = await readIndex(dir);
  const files = await lookAt(await wimFilesUnder(dir, signal), before);
  const totalBytes = files.reduce((sum, { kept, sizeBytes }) => sum + (kept ? 0 : sizeBytes), 0);
  const items: ContentItem[] = [];
  const skipped: PublishedContent["skipped"] = [];
  let doneBytes = 0;
  for (const file of files) {
    const tell = (bytes: number) => work.progress?.(`Reading ${file.path}`, doneBytes + bytes, totalBytes);
    try {
      items.push(file.kept ? await withSignature(file, file.kept) : await describe(file, signal, tell));
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof StagingFault) || thrown.code === "tool-missing") throw thrown;
      skipped.push({ file: file.path, reason: thrown.message });
    }
    if (!file.kept) doneBytes += file.sizeBytes;
  }
  await writeIndex(dir, indexOf(publishing, before, items));
  const gone = before?.items.filter(({ path }) => !items.some((item) => item.path === path)).length ?? 0;
  const kept = files.filter((file) => file.kept).length;
  return {
    index: join(dir, INDEX_NAME),
    items: items.length,
    read: items.length - kept,
    kept,
    gone,
    skipped,
  };
}

/** One that cannot be read is made anew: all of it can be found out again. */
async function readIndex(dir: string): Promise<ContentIndex | null> {
  const path = join(dir, INDEX_NAME);
  try {
    await using file = await open(path, "r");
    if ((await file.stat()).size > contentLimits.indexBytes) return null;
    return parseIndex(await file.readFile(), dir);
  } catch {
    return null;
  }
}

async function lookAt(files: readonly WimFile[], before: ContentIndex | null): Promise<Looked[]> {
  const known = new Map(before?.items.map((item) => [item.path, item]));
  const looked: Looked[] = [];
  for (const file of files) {
    const found = await stat(file.file).catch(() => null);
    if (!found || found.size === 0) continue;
    const modifiedAt = found.mtime.toISOString();
    const item = known.get(file.path);
    const same = item?.sizeBytes === found.size && item.modifiedAt === modifiedAt;
    looked.push({ ...file, sizeBytes: found.size, modifiedAt, kept: same ? item : undefined });
  }
  return looked;
}

async function describe(
  file: Looked,
  signal: AbortSignal,
  tell: (bytes: number) => void,
): Promise<ContentItem> {
  const watched = await watchFile(file.file);
  tell(0);
  const described = await describeWim(file.file, signal);
  const range = { offset: 0, endOffset: watched.sizeBytes };
  const sha256 = await hashFile(file.file, range, { signal, progress: tell });
  await watched.confirmUnchanged();
  const { path, modifiedAt } = file;
  return withSignature(file, { ...described, sha256, sizeBytes: watched.sizeBytes, path, modifiedAt });
}

/** A detached signature may come or go without the file being touched. */
async function withSignature({ file, path }: WimFile, item: ContentItem): Promise<ContentItem> {
  const { signature: _, ...rest } = item;
  const signed = await stat(`${file}.p7s`).catch(() => null);
  return signed?.isFile() ? { ...rest, signature: `${path}.p7s` } : rest;
}

function indexOf(wanted: Publishing, before: ContentIndex | null, items: ContentItem[]): ContentIndex {
  return ContentIndex.parse({
    prestageContent: 1,
    name:
      wanted.name ?? before?.name ?? (basename(wanted.dir) || "Content").slice(0, contentLimits.nameChars),
    site: wanted.site ?? before?.site ?? "",
    parentSite: wanted.parentSite === undefined ? (before?.parentSite ?? null) : wanted.parentSite,
    generatedAt: new Date().toISOString(),
    items,
  });
}

async function writeIndex(dir: string, index: ContentIndex): Promise<void> {
  const path = join(dir, INDEX_NAME);
  // With a dot in front a web server that lists the folder does not show it.
  const fresh = join(dir, `.${INDEX_NAME}.new`);
  try {
    // Readable for all: the web server is another user.
    await using file = await open(fresh, "w", 0o644);
    await file.writeFile(`${JSON.stringify(index, null, 1)}\n`);
    await file.sync();
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {});
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new StagingFault("disk-full", `There is no space left in ${dir}.`, { cause });
    throw new StagingFault("bad-input", `The index cannot be written into ${dir} (${code}).`, { cause });
  }
}
