import { findingsFor } from "../../../shared/boot-finding.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import type { Plan } from "../sequence/plan.ts";

/**
 * No drive is staged with what no PC starts from by the sequence's firmware. What only warns is shown with the medium.
 * @throws StagingFault boot-check-failed, media-no-boot-files
 */
export function refuseUnbootable({ firmware, sequence }: Pick<Plan, "firmware" | "sequence">, media: Media) {
  const stops = findingsFor(media.bootFindings, firmware).filter(({ severity }) => severity === "stops");
  const [first] = stops;
  if (!first) return;
  const isMissing = first.code === "bootmgr-missing" || first.code === "efi-loader-missing";
  throw new StagingFault(
    isMissing ? "media-no-boot-files" : "boot-check-failed",
    `“${media.name}” with “${sequence.name}”: ${stops.map(({ message }) => message).join(" ")}`,
  );
}
