import { mkdir } from "node:fs/promises";
import { StagingFault } from "../../../../shared/fault.ts";
import { refuseLinks } from "../../refuse-links.ts";
import { runTool, type ToolResult } from "../../tool.ts";
import type { MediaWork } from "../progress.ts";
import { storageFault } from "../storage-fault.ts";

/** What the maker of media asks of wimlib-imagex. Every name is given in an argument of its own, never to a shell. */

export interface Export {
  source: string;
  index: number;
  target: string;
  /** A boot manager may start it. */
  boot: boolean;
  /** Packs anew, as LZX; else what is packed is copied as it is. */
  repack: boolean;
  /** Checks the source by its integrity table, and adds one. Slow: wimlib reads everything twice more. */
  integrity: boolean;
  sizeBytes: number;
  doing: string;
}

/** @throws StagingFault disk-full, home-not-writable, media-corrupt, tool-missing; `signal.reason` */
export async function exportImage(how: Export, { signal, progress }: MediaWork): Promise<void> {
  const args = ["export", how.source, String(how.index), how.target];
  if (how.integrity) args.push("--check");
  if (how.boot) args.push("--boot");
  if (how.repack) args.push("--compress=LZX");
  const onLine = sharesOf((share) => progress?.(how.doing, Math.round(share * how.sizeBytes), how.sizeBytes));
  const result = await runTool("wimlib-imagex", args, { ...(signal && { signal }), onLine });
  if (result.code !== 0) throw wimFault(result, `image ${how.index} of ${how.source} cannot be exported`);
}

/**
 * Puts everything under `cwd`/tree over image 1, and takes older media files of ours out first. Files that are not
 * touched stay where they are in the .wim. @throws as exportImage
 */
export async function addTree(
  wim: string,
  cwd: string,
  sizeBytes: number,
  { signal, progress }: MediaWork,
): Promise<void> {
  const doing = "Adding the boot image and the boot files";
  const onLine = sharesOf((share) => progress?.(doing, Math.round(share * sizeBytes), sizeBytes));
  // The names stay in the tree: in a command they would need quotes, and wimlib knows no way to write a quote.
  const input = "delete --force --recursive /PRESTAGE\nadd --no-acls tree /\n";
  const options = { cwd, input, onLine, ...(signal && { signal }) };
  const result = await runTool("wimlib-imagex", ["update", wim, "1"], options);
  if (result.code !== 0) throw wimFault(result, "the boot files cannot be added");
}

/** Unpacks these paths of one image below `into`, keeping their folders. @throws as exportImage; media-unsafe-path (a link) */
export async function extractPaths(
  wim: string,
  index: number,
  paths: readonly string[],
  into: string,
  work: MediaWork,
): Promise<void> {
  await extract(wim, index, [...paths, "--preserve-dir-structure"], into, work);
  await refuseLinks(into, paths);
}

/**
 * The same for any number of paths, read in one pass. Links among them stay links: whoever reads must not follow them.
 * @param paths without characters that Windows refuses in names @throws as exportImage
 */
export async function extractListed(
  wim: string,
  index: number,
  paths: readonly string[],
  into: string,
  work: MediaWork,
): Promise<void> {
  await extract(wim, index, ["@-"], into, work, `${paths.join("\n")}\n`);
}

/** @param what paths and flags; with "@-" the paths are in `input` */
async function extract(
  wim: string,
  index: number,
  what: readonly string[],
  into: string,
  { signal }: MediaWork,
  input?: string,
): Promise<void> {
  await mkdir(into, { recursive: true }).catch(storageFault);
  const flags = [`--dest-dir=${into}`, "--no-acls", "--no-attributes", "--no-globs"];
  const args = ["extract", wim, String(index), ...what, ...flags];
  const how = { ...(input !== undefined && { input }), ...(signal && { signal }) };
  const result = await runTool("wimlib-imagex", args, how);
  if (result.code !== 0) throw wimFault(result, `what ${wim} holds cannot be unpacked`);
}

/**
 * Which of these paths an image has, whatever the case of their letters: asked-for path in lower case → as it is
 * written there. @throws as exportImage
 */
export async function findPaths(
  wim: string,
  index: number,
  wanted: Iterable<string>,
  { signal }: MediaWork,
): Promise<Map<string, string>> {
  const lower = new Set([...wanted].map((path) => path.toLowerCase()));
  const found = new Map<string, string>();
  const onLine = (line: string): void => {
    const key = line.toLowerCase();
    if (lower.has(key) && !found.has(key)) found.set(key, line);
  };
  const options = { ...(signal && { signal }), onLine };
  const result = await runTool("wimlib-imagex", ["dir", wim, String(index)], options);
  if (result.code !== 0) throw wimFault(result, `the names in ${wim} cannot be read`);
  return found;
}

/** @throws as exportImage */
export async function splitWim(
  wim: string,
  firstPart: string,
  partMegabytes: number,
  { signal, progress }: MediaWork,
  sizeBytes: number,
): Promise<void> {
  const onLine = sharesOf((share) =>
    progress?.("Cutting it into parts", Math.round(share * sizeBytes), sizeBytes),
  );
  const args = ["split", wim, firstPart, String(partMegabytes), "--check"];
  const result = await runTool("wimlib-imagex", args, { ...(signal && { signal }), onLine });
  if (result.code !== 0) throw wimFault(result, "it cannot be cut into parts");
}

/** Puts the parts of a split set together, the first one first. @throws as exportImage */
export async function joinParts(
  parts: readonly string[],
  target: string,
  sizeBytes: number,
  { signal, progress }: MediaWork,
): Promise<void> {
  const onLine = sharesOf((share) =>
    progress?.("Putting the parts together", Math.round(share * sizeBytes), sizeBytes),
  );
  const args = ["join", target, ...parts, "--check"];
  const result = await runTool("wimlib-imagex", args, { ...(signal && { signal }), onLine });
  if (result.code !== 0) throw wimFault(result, "the parts cannot be put together");
}

/** "Archiving file data: 12 MiB of 34 MiB (35%) done" → 0.35 */
function sharesOf(tell: (share: number) => void): (line: string) => void {
  return (line) => {
    const share = /\((\d{1,3})%\)/.exec(line);
    if (share && !/integrity/i.test(line)) tell(Number(share[1]) / 100);
  };
}

/** What wimlib-imagex said, in words. `what` goes into a sentence. */
export function wimFault({ stderr, code }: ToolResult, what: string): StagingFault {
  const detail = stderr.trim();
  if (/No space left|quota exceeded/i.test(detail))
    return new StagingFault("disk-full", `There is no room left: ${what}.`, { detail });
  if (/Read-only file system|Permission denied/i.test(detail))
    return new StagingFault("home-not-writable", `Writing was refused: ${what}.`, { detail });
  if (code >= 128) return new StagingFault("internal", `wimlib-imagex was ended: ${what}.`, { detail });
  const last = detail.split(/[\r\n]+/).findLast((line) => line.trim() !== "") ?? "no reason given";
  return new StagingFault(
    "media-corrupt",
    `Something is damaged: ${what} (${last.trim().replace(/\.$/, "")}).`,
    {
      detail,
    },
  );
}
