import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { SignatureCover, type MediaSignature } from "../../../../shared/signing.ts";
import { factsOf, fingerprintOf, vouches } from "./certificate.ts";

/** What was found of a medium's signatures, proved against the medium; whom to trust and what day it is come later. */
export const FoundSignature = z.object({
  covers: SignatureCover.nullable(),
  /** PEM, the signer's first. */
  certificates: z.array(z.string()),
  signedAt: z.string().nullable(),
  /** Why it is broken, in words. */
  problem: z.string().nullable(),
});
export type FoundSignature = z.infer<typeof FoundSignature>;

/** Whom a station trusts, and its clock. */
export interface Trust {
  trusted(): readonly X509Certificate[];
  now(): Date;
}

const unsigned: MediaSignature = {
  state: "unsigned",
  covers: null,
  signer: null,
  issuer: null,
  fingerprint: null,
  notBefore: null,
  notAfter: null,
  signedAt: null,
  trustedBy: null,
  chain: [],
  problem: "Nobody signed it.",
};

/** What a found signature comes to on a station, now. */
export function judgeSignature(found: FoundSignature, trust: Trust): MediaSignature {
  const all = found.certificates.map((pem) => new X509Certificate(pem));
  const [signer, ...others] = all;
  const signature: MediaSignature = {
    ...unsigned,
    ...(signer && aboutSigner(signer)),
    covers: found.covers,
    signedAt: found.signedAt,
    chain: all.map(factsOf),
  };
  if (found.problem !== null) return { ...signature, state: "broken", problem: found.problem };
  if (!signer) return signature;
  const path = trustedPath(signer, others, trust.trusted());
  const last = path?.at(-1);
  if (!path || !last)
    return {
      ...signature,
      state: "untrusted",
      problem: `Nobody on this station trusts ${signature.signer ?? ""}.`,
    };
  return { ...signature, trustedBy: fingerprintOf(last), ...judgeDates(path, trust.now(), found.signedAt) };
}

function aboutSigner(signer: X509Certificate): Partial<MediaSignature> {
  const { subject, issuer, fingerprint, notBefore, notAfter } = factsOf(signer);
  return { signer: subject, issuer, fingerprint, notBefore, notAfter };
}

/** From the signer to the first certificate that is trusted; null when no way leads to one. Signatures are checked. */
function trustedPath(
  signer: X509Certificate,
  others: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): X509Certificate[] | null {
  const known = new Set(trusted.map(fingerprintOf));
  const path = [signer];
  for (const each of path) {
    if (known.has(fingerprintOf(each))) return path;
    const issuer =
      trusted.find((one) => vouches(one, each)) ??
      others.find((one) => !path.includes(one) && vouches(one, each));
    if (issuer) path.push(issuer);
  }
  return null;
}

/** Every certificate on the way must be valid today. That a signature was made outside of its dates is told as well. */
function judgeDates(
  path: readonly X509Certificate[],
  now: Date,
  signedAt: string | null,
): Pick<MediaSignature, "state" | "problem"> {
  for (const certificate of path) {
    const { subject, notBefore, notAfter } = factsOf(certificate);
    const [from, until] = [notBefore.slice(0, 10), notAfter.slice(0, 10)];
    if (now > certificate.validToDate)
      return { state: "expired", problem: `The certificate of ${subject} expired on ${until}.` };
    if (now < certificate.validFromDate)
      return {
        state: "not-yet-valid",
        problem: `The certificate of ${subject} is valid only from ${from} on.`,
      };
  }
  const [signer] = path;
  const early = signer && signedAt !== null && new Date(signedAt) < signer.validFromDate;
  return { state: "valid", problem: early ? "It was signed before its certificate became valid." : null };
}
