import type { JobEvent } from "../../../shared/job.ts";
import type { SignatureCover, SignatureState } from "../../../shared/signing.ts";

/** What a certificate says of the medium's signature. */
const states: Record<SignatureState, string> = {
  unsigned: "not signed",
  valid: "trusted by this station",
  untrusted: "not on this station's trust list",
  expired: "the certificate had expired",
  "not-yet-valid": "the certificate was not valid yet",
  broken: "the signature was broken",
};
const covered: Record<SignatureCover, string> = {
  file: "the whole medium is signed",
  contents: "the OS image and all that was added to it is signed",
  parts: "what was added to the OS image is signed",
};

/** "Image team (by Contoso root), signed 2026-11-02: trusted by this station, the whole medium is signed." */
export function signedText({
  state,
  signer,
  issuer,
  signedAt,
  covers,
}: Extract<JobEvent, { type: "signature" }>): string {
  if (signer === null) return `${states[state].slice(0, 1).toUpperCase()}${states[state].slice(1)}.`;
  const by = issuer !== null && issuer !== signer ? ` (by ${issuer})` : "";
  const when = signedAt === null ? "" : `, signed ${signedAt.slice(0, 10)}`;
  return `${signer}${by}${when}: ${states[state]}${covers ? `, ${covered[covers]}` : ""}.`;
}
