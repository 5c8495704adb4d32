import { StagingFault } from "../../../shared/fault.ts";
import type { BootFiles } from "../../../shared/media.ts";
import { runTool, type ToolResult } from "../tool.ts";
import { PathCheck } from "./wim-paths.ts";

const LIST_LIMIT_MS = 120_000;
const OUT_OF_MEMORY = 39; // WIMLIB_ERR_NOMEM
const KILLED = 128;

/**
 * Lists one image without unpacking it, and judges every path.
 * @throws StagingFault media-unsafe-path, media-corrupt, tool-missing; `signal.reason` when it was cancelled
 */
export async function listImage(path: string, index: number, signal?: AbortSignal): Promise<BootFiles> {
  const check = new PathCheck();
  const ours = new AbortController();
  const limit = AbortSignal.timeout(LIST_LIMIT_MS);
  const signals = [ours.signal, limit, ...(signal ? [signal] : [])];
  const onLine = (line: string): void => {
    if (ours.signal.aborted) return;
    try {
      check.add(line);
    } catch (fault) {
      ours.abort(fault);
    }
  };
  const options = { signal: AbortSignal.any(signals), onLine };
  const result = await runTool("wimlib-imagex", ["dir", path, String(index)], options).catch(
    (thrown: unknown) => {
      if (!limit.aborted || ours.signal.aborted || signal?.aborted) throw thrown;
      throw tooSlow(index, thrown);
    },
  );
  ours.signal.throwIfAborted();
  if (result.code !== 0) throw wimlibFault(result, `the names of image ${index} cannot be read`);
  return check.finish();
}

/**
 * Unpacks and hashes everything in memory. `progress` tells 0 to 1.
 * @returns null when all is well, else what is wrong, in words
 * @throws StagingFault tool-missing, internal (it was ended before it had an answer); `signal.reason`
 */
export async function verifyBlobs(
  path: string,
  progress: (doing: string, share: number) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  const onLine = (line: string): void => {
    const share = /\((\d{1,3})%\)/.exec(line);
    if (share) progress(line.startsWith("Verifying integrity") ? INTEGRITY : DATA, Number(share[1]) / 100);
  };
  const result = await runTool("wimlib-imagex", ["verify", path], { ...(signal && { signal }), onLine });
  if (result.code === 0) return null;
  const fault = wimlibFault(result, "its contents do not match their checksums");
  if (fault.code === "internal") throw fault;
  return fault.message;
}

const INTEGRITY = "Checking the file against its integrity table";
const DATA = "Checking every content against its checksum";

/** A failure of wimlib-imagex as a fault: media-corrupt, or internal when it says nothing about the file. */
function wimlibFault(result: ToolResult, what: string): StagingFault {
  const detail = result.stderr.trim();
  if (result.code === OUT_OF_MEMORY || result.code === KILLED)
    return new StagingFault("internal", "The check was ended before it had an answer.", { detail });
  return new StagingFault("media-corrupt", `The file is damaged: ${what} (${reason(detail)}).`, { detail });
}

/** "ERROR: Exiting with error code 28:\n       The SHA-1 message digest …" gives the last line. */
function reason(stderr: string): string {
  const last = stderr.split(/[\r\n]+/).findLast((line) => line.trim() !== "");
  return (last ?? "no reason given").trim().replace(/\.$/, "");
}

function tooSlow(index: number, cause: unknown): StagingFault {
  return new StagingFault(
    "media-corrupt",
    `The names of image ${index} could not be listed within ${LIST_LIMIT_MS / 1000} seconds.`,
    { cause },
  );
}
