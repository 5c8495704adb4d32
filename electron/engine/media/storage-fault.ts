import { StagingFault } from "../../../shared/fault.ts";

/** ENOENT: Node's recursive mkdir says so on a read-only disk, and the folder itself may have been taken away. */
const NOT_WRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT"]);

/**
 * Puts a failed write into the library into the operator's words.
 * @throws StagingFault disk-full, home-not-writable; anything that is no such failure as it is
 */
export function storageFault(thrown: unknown): never {
  if (!(thrown instanceof Error) || !("code" in thrown)) throw thrown;
  const { code, message } = thrown;
  if (code === "ENOSPC" || code === "EDQUOT")
    throw new StagingFault("disk-full", `The station's disk ran full (${message}).`, { cause: thrown });
  if (NOT_WRITABLE.has(String(code)))
    throw new StagingFault("home-not-writable", `The media library cannot be written (${message}).`, {
      cause: thrown,
    });
  if (code === "EIO")
    throw new StagingFault("home-not-writable", `The station's disk refused a write (${message}).`, {
      cause: thrown,
    });
  throw thrown;
}
