import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Drive } from "../../../../shared/drive.ts";
import { alignedBytes } from "../memory.ts";

export interface BlinkOptions {
  /** Default ten seconds. */
  totalMs?: number;
  /** Light on and light off, each. Default half a second. */
  halfMs?: number;
}

const READ_BYTES = 4096;
const BETWEEN_READS_MS = 4; // shorter than any light goes out, and next to no work for the computer

/**
 * Makes a drive's activity light blink, by bursts of small reads all over it. Nothing is written. Ends by itself, at
 * once when aborted, and silently when the drive goes: whoever looks for it sees that.
 */
export async function blinkDrive(
  drive: Drive,
  signal: AbortSignal,
  options: BlinkOptions = {},
): Promise<void> {
  const { totalMs = 10_000, halfMs = 500 } = options;
  const isOver = endsAfter(totalMs, signal);
  try {
    // past the page cache: what is read from memory lights nothing
    await using handle = await open(drive.path, constants.O_RDONLY | constants.O_DIRECT);
    const into = alignedBytes(READ_BYTES);
    while (!isOver()) {
      const isBurstOver = endsAfter(halfMs, signal);
      while (!isBurstOver()) {
        const { bytesRead } = await handle.read(into, 0, READ_BYTES, somewhereOn(drive));
        if (bytesRead === 0) return; // its medium is gone
        await pause(BETWEEN_READS_MS, undefined, { signal });
      }
      await pause(halfMs, undefined, { signal });
    }
  } catch (thrown) {
    if (!signal.aborted && !(thrown instanceof Error && "errno" in thrown)) throw thrown;
  }
}

function endsAfter(ms: number, signal: AbortSignal): () => boolean {
  const end = performance.now() + ms;
  return () => signal.aborted || performance.now() >= end;
}

function somewhereOn({ sizeBytes }: Drive): number {
  const blocks = Math.floor(sizeBytes / READ_BYTES);
  return Math.floor(Math.random() * blocks) * READ_BYTES;
}
