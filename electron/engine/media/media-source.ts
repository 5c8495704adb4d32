import { constants, open, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";

/** A file to import, open, with what it was when it was opened. */
export interface MediaSource extends AsyncDisposable {
  file: FileHandle;
  sizeBytes: number;
  /** @throws StagingFault media-corrupt: someone wrote to it since */
  confirmUnchanged(): Promise<void>;
}

/** Opens a file for import. @throws StagingFault media-missing (not there, not readable), media-not-wim (no file) */
export async function openSource(path: string): Promise<MediaSource> {
  // Without O_NONBLOCK opening a pipe would wait for its other end for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new StagingFault("media-missing", `${path} cannot be opened: ${why(cause)}.`, { cause });
  });
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) {
    await file.close();
    throw new StagingFault("media-not-wim", `${path} is ${before.isDirectory() ? "a folder" : "no file"}.`);
  }
  return {
    file,
    sizeBytes: Number(before.size),
    async confirmUnchanged() {
      const now = await file.stat({ bigint: true });
      if (now.size !== before.size || now.mtimeNs !== before.mtimeNs)
        throw new StagingFault("media-corrupt", `${path} was changed while it was being copied.`);
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function why(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "this user may not read it";
  return cause instanceof Error ? cause.message : "unknown reason";
}
