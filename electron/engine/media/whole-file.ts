import { StagingFault } from "../../../shared/fault.ts";
import { hashFile } from "./create/source-image.ts";
import type { MediaWork } from "./progress.ts";

/**
 * Reads a medium's whole file against the hash it had when it was imported: no byte of it can have changed unnoticed,
 * not even one that no checksum inside the .wim covers.
 * @returns null when it is the same, else what is wrong, in words
 * @throws `signal.reason`
 */
export async function wholeFileProblem(
  path: string,
  { sizeBytes, sha256 }: { sizeBytes: number; sha256: string },
  { signal, progress }: MediaWork,
): Promise<string | null> {
  const doing = "Comparing the file with what was imported";
  const tell = (done: number) => progress?.(doing, done, sizeBytes);
  try {
    const now = await hashFile(path, { offset: 0, endOffset: sizeBytes }, { signal, progress: tell });
    if (now === sha256) return null;
    return `Its file is not what was imported any more: its SHA-256 was ${short(sha256)}, and is now ${short(now)}.`;
  } catch (thrown) {
    signal?.throwIfAborted();
    if (thrown instanceof StagingFault) return thrown.message;
    return `Its file cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
  }
}

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
