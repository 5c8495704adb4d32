import type { CertificateFacts, MediaSignature, Security, SignatureState } from "../../shared/signing.ts";

export const imageTeam: CertificateFacts = {
  subject: "Image team",
  issuer: "Image team",
  fingerprint: "3f".repeat(32),
  notBefore: "2026-03-01T00:00:00.000Z",
  notAfter: "2027-03-01T00:00:00.000Z",
  authority: false,
};

const problems: Record<SignatureState, string | null> = {
  valid: null,
  unsigned: "Nobody signed it.",
  untrusted: "Nobody on this station trusts Image team.",
  expired: "The certificate of Image team expired on 2027-03-01.",
  "not-yet-valid": "The certificate of Image team is valid only from 2026-03-01 on.",
  broken: "The medium is not what was signed: its hash is another. It was changed since.",
};

export function signedBy(state: SignatureState): MediaSignature {
  const signed = state !== "unsigned";
  const { subject, issuer, fingerprint, notBefore, notAfter } = imageTeam;
  return {
    state,
    covers: signed ? "file" : null,
    signer: signed ? subject : null,
    issuer: signed ? issuer : null,
    fingerprint: signed ? fingerprint : null,
    notBefore: signed ? notBefore : null,
    notAfter: signed ? notAfter : null,
    signedAt: signed ? "2026-11-01T09:30:00.000Z" : null,
    trustedBy: state === "valid" ? fingerprint : null,
    chain: signed ? [imageTeam] : [],
    problem: problems[state],
  };
}

export const security: Security = {
  policy: "warn",
  trusted: [
    { ...imageTeam, addedAt: "2026-11-02T08:00:00.000Z", addedBy: "Supervisor", note: "Told by telephone" },
    {
      ...imageTeam,
      subject: "Contoso root",
      issuer: "Contoso root",
      fingerprint: "a7".repeat(32),
      notAfter: "2036-03-01T00:00:00.000Z",
      authority: true,
      addedAt: "2026-10-12T08:00:00.000Z",
      addedBy: "",
      note: "",
    },
  ],
  certificates: [
    {
      ...imageTeam,
      subject: "Bench one",
      issuer: "Bench one",
      fingerprint: "5c".repeat(32),
      key: "ECDSA P-256",
      state: "valid",
      trusted: false,
    },
    {
      ...imageTeam,
      subject: "Bench one, last year",
      issuer: "Bench one, last year",
      fingerprint: "0d".repeat(32),
      notAfter: "2026-10-01T00:00:00.000Z",
      key: "RSA 3072",
      state: "expired",
      trusted: true,
    },
  ],
};
