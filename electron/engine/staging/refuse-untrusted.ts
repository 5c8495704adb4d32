import type { JobEvent } from "../../../shared/job.ts";
import { assertNever, StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import type { SignatureCover, SignaturePolicy } from "../../../shared/signing.ts";

/**
 * A broken signature stops a start unless the station asks for none at all; everything else that speaks against one
 * stops it where the station requires signatures.
 * @throws StagingFault media-unsigned, media-untrusted, media-certificate-dates, media-signature-broken
 */
export function refuseUntrusted(media: Media, policy: SignaturePolicy): void {
  const { name, signature } = media;
  if (policy === "off") return;
  if (signature?.state === "broken")
    throw new StagingFault("media-signature-broken", `“${name}”: ${signature.problem ?? ""}`);
  if (policy === "warn") return;
  if (!signature) throw new StagingFault("media-unsigned", `Who signed “${name}” could not be looked at.`);
  const why = `“${name}”: ${signature.problem ?? ""}`;
  switch (signature.state) {
    case "valid":
      if (signature.covers === "file") return;
      throw new StagingFault("media-unsigned", `“${name}” ${whatIsMissing(signature.covers)}`);
    case "unsigned":
      throw new StagingFault("media-unsigned", why);
    case "untrusted":
      throw new StagingFault("media-untrusted", why);
    case "expired":
    case "not-yet-valid":
      throw new StagingFault("media-certificate-dates", why);
    default:
      assertNever(signature.state);
  }
}

/**
 * The signature inside a medium covers what was packed, not the list that gives it its names: somebody who takes the
 * signature beside it away could give one file another's name. Where signatures are required the whole file is signed.
 */
function whatIsMissing(covers: SignatureCover | null): string {
  if (covers === "parts")
    return "was cut into parts and joined again: what was added to its OS image is signed, the OS image is not.";
  return "came without the .p7s that stands beside it and signs the whole file. Import it again with that file beside it, or sign it here (media sign).";
}

/** What goes on a unit's record: who signed the medium, and what this station made of it at the start. */
export function signatureEvent({ signature }: Media, policy: SignaturePolicy): JobEvent {
  const { state, covers, signer, issuer, fingerprint, signedAt } = signature ?? unknown;
  return { type: "signature", policy, state, covers, signer, issuer, fingerprint, signedAt };
}

const unknown = {
  state: "unsigned",
  covers: null,
  signer: null,
  issuer: null,
  fingerprint: null,
  signedAt: null,
} as const;
