import { StagingFault, toFault } from "../../../shared/fault.ts";
import type { JobEvent } from "../../../shared/job.ts";

/**
 * Runs one drive's story to one of its ends. Never throws: a bad drive is an event, not an exception.
 * It was a cancel only when the reason of the abort itself came back; any real fault outranks a cancel, because a drive
 * that broke while being cancelled is a broken drive.
 */
export async function runJob(
  story: AsyncIterable<JobEvent>,
  signal: AbortSignal,
  emit: (event: JobEvent) => void,
): Promise<void> {
  let ending: JobEvent = { type: "done" };
  try {
    for await (const event of story) emit(event);
  } catch (thrown) {
    // The station itself may end a job too, with a fault for its reason: that is a failure.
    const cancelled = signal.aborted && thrown === signal.reason && !(thrown instanceof StagingFault);
    ending = cancelled ? { type: "cancelled" } : { type: "failed", fault: toFault(thrown) };
  }
  emit(ending);
}
