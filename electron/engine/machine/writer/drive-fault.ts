import { StagingFault } from "../../../../shared/staging-fault.ts";

/** Errors with which Linux says that a drive is no longer there. */
const GONE = new Set(["ENODEV", "ENXIO", "ENOMEDIUM", "ENOENT", "ESHUTDOWN"]);

/** The master lies in memory as its file; where the station's disk cannot give a part of it, the kernel says so. */
export function masterLost(options: ErrorOptions & { detail?: string }): StagingFault {
  return new StagingFault(
    "master-lost",
    "The station could not read the master from its own disk: the file is damaged or was cut short.",
    options,
  );
}

/** What the kernel said of a drive, in the operator's terms. Faults pass unchanged; bugs stay bugs. */
export function driveFault(thrown: unknown, doing: "write" | "read"): unknown {
  if (thrown instanceof StagingFault || !(thrown instanceof Error) || !("code" in thrown)) return thrown;
  const code = String(thrown.code);
  if (code === "ABORT_ERR") return thrown;
  if (code === "EFAULT") return masterLost({ cause: thrown });
  if (GONE.has(code))
    return new StagingFault("drive-gone", "The drive was pulled, or it left the bus.", { cause: thrown });
  if (doing === "write")
    return new StagingFault("drive-write-failed", `The drive refused a write (${code}).`, { cause: thrown });
  return new StagingFault("drive-read-failed", `The drive could not be read (${code}).`, { cause: thrown });
}
