import { assertNever } from "./fault.ts";
import type { MediaEvent } from "./media-history.ts";

/** What became of a medium, in a sentence without its end: "Imported from /media/usb/a.wim, signed by Image team". */
export function mediaEventWords(event: MediaEvent): string {
  switch (event.type) {
    case "imported":
      return `Imported from ${event.source}${signedBy(event.signer)}`;
    case "created":
      return `Made on this station${signedBy(event.signer)}`;
    case "pulled":
      return `Brought from ${event.source}${signedBy(event.signer)}`;
    case "mended":
      return `Mended with the same file from ${event.source}`;
    case "checked":
      return event.problem === null ? "Checked: sound" : `Checked: bad. ${event.problem.replace(/\.$/, "")}`;
    case "signed":
      return event.signer === null ? "Signed" : `Signed by ${event.signer}`;
    case "made-current":
      return event.chosen ? "Made the current version" : "Became the current version";
    case "retired":
      return "Retired";
    case "reinstated":
      return "Reinstated";
    case "deleted":
      return "Deleted";
    default:
      return assertNever(event);
  }
}

function signedBy(signer: string | null): string {
  return signer === null ? "" : `, signed by ${signer}`;
}
