import { StagingFault } from "../../../shared/fault.ts";
import { runTool, type ToolResult } from "../tool.ts";

/** What an image unpacks to, as the .wim says. */
export interface ImageSize {
  /** Of all files, each hard-linked file once. */
  bytes: number;
  files: number;
}

/** @throws StagingFault as `applyImage` does */
export async function imageSize(wimFile: string, index: number, signal: AbortSignal): Promise<ImageSize> {
  const result = await runTool("wimlib-imagex", ["info", wimFile, String(index)], { signal });
  if (result.code !== 0) throw wimFault(result, index);
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(result.stdout)?.[1] ?? 0);
  return {
    bytes: Math.max(0, field("Total Bytes") - field("Hard Link Bytes")),
    files: field("File Count") + field("Directory Count"),
  };
}

/**
 * Unpacks an image into an NTFS volume, which may be a plain file: no root, no mount. Every blob's hash is checked on
 * the way.
 * @throws StagingFault media-not-wim, media-truncated, media-split-part, media-wrong-index, media-corrupt,
 * media-unsupported, master-failed (also when there is no room: the caller knows whose)
 */
export async function applyImage(
  wimFile: string,
  index: number,
  volumeFile: string,
  onProgress: (doneBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const onLine = (line: string) => {
    const progress = parseProgress(line);
    if (progress) onProgress(progress.doneBytes, progress.totalBytes);
  };
  const args = ["apply", wimFile, String(index), volumeFile];
  const result = await runTool("wimlib-imagex", args, { signal, onLine });
  if (result.code !== 0) throw wimFault(result, index);
}

const units: Record<string, number> = { bytes: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Reads "Extracting file data: 97 MiB of 98 MiB (99%) done"; null for any other line. */
export function parseProgress(line: string): { doneBytes: number; totalBytes: number } | null {
  const found = /Extracting file data: (\d+) (\w+) of (\d+) (\w+) \((\d+)%\) done/.exec(line);
  if (!found) return null;
  const [, done, doneUnit, total, totalUnit, percent] = found;
  const totalBytes = Number(total) * (units[totalUnit ?? ""] ?? 1);
  const shownBytes = Number(done) * (units[doneUnit ?? ""] ?? 1);
  // Both are rounded down; in a large image a percent is finer than a GiB.
  const doneBytes = Math.max(shownBytes, Math.floor((Number(percent) * totalBytes) / 100));
  return { doneBytes: Math.min(doneBytes, totalBytes), totalBytes };
}

/** wimlib's error codes (wimlib.h, enum wimlib_error_code), by what they mean for the medium. */
const meanings: [codes: number[], code: "media-not-wim" | MediaDamage, words: string][] = [
  [[43], "media-not-wim", "is not a .wim file"],
  [[65, 84], "media-truncated", "is cut short"],
  [[25, 32], "media-split-part", "is one part of a split set"],
  [[2, 13, 17, 19, 20, 21, 26, 27, 28, 29, 30, 36, 55, 73], "media-corrupt", "is damaged"],
  [[16, 67, 68, 74], "media-unsupported", "is of a kind that cannot be unpacked here"],
];
type MediaDamage = "media-truncated" | "media-split-part" | "media-corrupt" | "media-unsupported";
const NO_SUCH_IMAGE = 18;

/** What a failed wimlib call means for the medium. */
export function wimFault(result: ToolResult, index: number): StagingFault {
  const detail = lastLines(result);
  if (result.code === NO_SUCH_IMAGE)
    return new StagingFault("media-wrong-index", `The medium has no image ${index}.`, { detail });
  const meaning = meanings.find(([codes]) => codes.includes(result.code));
  const why = /^(?:\[ERROR\]|ERROR:) (.+)$/m.exec(result.stderr)?.[1] ?? `wimlib ended with ${result.code}`;
  if (meaning) return new StagingFault(meaning[1], `The medium ${meaning[2]}: ${why}`, { detail });
  return new StagingFault("master-failed", `The image could not be unpacked into its master volume: ${why}`, {
    detail,
  });
}

/** The end of what a program said, for the fault's detail. */
export function lastLines({ code, stdout, stderr }: ToolResult): string {
  const lines = `${stdout.slice(-10_000)}\n${stderr}`.split(/[\r\n]+/);
  const telling = lines.filter((line) => line !== "" && !/\(\d+%\) done$/.test(line));
  return [...telling.slice(-20), `exit code ${code}`].join("\n");
}
