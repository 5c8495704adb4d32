import { z } from "zod";

/** Who signed media, whom this station trusts, and what it asks of media. Times are ISO 8601, UTC. */

/**
 * What a medium's signature comes to on this station, now.
 * `broken`: it does not fit the medium, or is no signature: the medium is never staged.
 * `untrusted`: it fits, and neither its signer nor whoever vouches for the signer is on the trust list.
 */
export const SignatureState = z.enum([
  "unsigned",
  "valid",
  "untrusted",
  "expired",
  "not-yet-valid",
  "broken",
]);
export type SignatureState = z.infer<typeof SignatureState>;

/**
 * `file`: every byte of the .wim, by the signature beside it. By the one inside: `contents`, the packed OS image and all
 * that was added to it; `parts`, only what was added: the medium was once cut into parts.
 */
export const SignatureCover = z.enum(["file", "contents", "parts"]);
export type SignatureCover = z.infer<typeof SignatureCover>;

/** SHA-256 of a certificate, 64 hex digits in lower case. */
export const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/, "A fingerprint has 64 hex digits.");

export const CertificateFacts = z.object({
  /** Common names. */
  subject: z.string(),
  issuer: z.string(),
  fingerprint: Fingerprint,
  notBefore: z.string(),
  notAfter: z.string(),
  /** It may vouch for others. */
  authority: z.boolean(),
});
export type CertificateFacts = z.infer<typeof CertificateFacts>;

export const MediaSignature = z.object({
  state: SignatureState,
  covers: SignatureCover.nullable(),
  /** Whose key signed, and who vouches for that one; null when unsigned, or broken beyond reading. */
  signer: z.string().nullable(),
  issuer: z.string().nullable(),
  /** Of the signer's certificate. */
  fingerprint: Fingerprint.nullable(),
  notBefore: z.string().nullable(),
  notAfter: z.string().nullable(),
  /** When the signer says it was signed. */
  signedAt: z.string().nullable(),
  /** The entry of the trust list that makes it trusted: the signer's own, or one that vouches for it. */
  trustedBy: Fingerprint.nullable(),
  /** The certificates that came with it, the signer's first: each of them can be trusted. */
  chain: z.array(CertificateFacts),
  /** What speaks against it, in words; null when it is valid. */
  problem: z.string().nullable(),
});
export type MediaSignature = z.infer<typeof MediaSignature>;

/** What this station asks of a medium before it is staged. A broken signature is refused by `warn` too. */
export const SignaturePolicy = z.enum(["off", "warn", "require"]);
export type SignaturePolicy = z.infer<typeof SignaturePolicy>;

export const TrustedCertificate = CertificateFacts.extend({
  addedAt: z.string(),
  addedBy: z.string(),
  note: z.string(),
});
export type TrustedCertificate = z.infer<typeof TrustedCertificate>;

export const CertificateKey = z.enum(["ecdsa-p256", "rsa-3072"]);
export type CertificateKey = z.infer<typeof CertificateKey>;

/** A certificate that this station signs with. Its id is its fingerprint. Its key is kept under a pass phrase. */
export const StationCertificate = CertificateFacts.extend({
  /** "RSA 3072", "ECDSA P-256" */
  key: z.string(),
  state: z.enum(["valid", "expired", "not-yet-valid"]),
  trusted: z.boolean(),
});
export type StationCertificate = z.infer<typeof StationCertificate>;

export const Security = z.object({
  policy: SignaturePolicy,
  trusted: z.array(TrustedCertificate),
  certificates: z.array(StationCertificate),
});
export type Security = z.infer<typeof Security>;

export const signingLimits = { nameChars: 64, leastPasswordChars: 8, mostPasswordChars: 256 } as const;

const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, "A path holds no NUL.");
const oneLine = (mostChars: number) =>
  z
    .string()
    .trim()
    .max(mostChars)
    .regex(/^\P{Cc}*$/u, "Write it in one line, without control characters.");
const newPassword = z
  .string()
  .min(signingLimits.leastPasswordChars, "A pass phrase has at least 8 characters.")
  .max(signingLimits.mostPasswordChars);
const oldPassword = z.string().min(1).max(signingLimits.mostPasswordChars);

/** With what a medium is signed. A self-signed key is used once and never kept. */
export const CertificateChoice = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z
    .object({ kind: z.literal("self-signed"), startsAt: z.iso.datetime(), expiresAt: z.iso.datetime() })
    .refine(({ startsAt, expiresAt }) => !(Date.parse(startsAt) >= Date.parse(expiresAt)), {
      message: "A certificate expires after it starts.",
      path: ["expiresAt"],
    }),
  /** A .pfx, or a .pem that holds the certificate and its key. */
  z.object({ kind: z.literal("file"), path, password: oldPassword.nullable().default(null) }),
  /** One of the station's own, by its id. The pass phrase is never in a draft. */
  z.object({
    kind: z.literal("station"),
    certificate: Fingerprint,
    password: oldPassword.nullable().default(null),
  }),
]);
export type CertificateChoice = z.infer<typeof CertificateChoice>;

const nothing = z.object({});
const document = z.object({ name: z.string(), mime: z.string(), base64: z.string() });

/** Where a certificate to be trusted comes from: a file, a medium it signed, or this station's own. */
export const CertificateSource = z.discriminatedUnion("from", [
  z.object({ from: z.literal("file"), path }),
  z.object({ from: z.literal("medium"), media: z.string() }),
  z.object({ from: z.literal("station"), certificate: Fingerprint }),
]);
export type CertificateSource = z.infer<typeof CertificateSource>;

export const signingCommands = {
  /** The policy is the setting `signature`. */
  security: { input: nothing, output: Security },
  /** A self-signed one that stays on the station, its key under the pass phrase. */
  createCertificate: {
    input: z
      .object({
        name: oneLine(signingLimits.nameChars).min(1),
        key: CertificateKey.default("ecdsa-p256"),
        startsAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
        password: newPassword,
      })
      .refine(({ startsAt, expiresAt }) => Date.parse(startsAt) < Date.parse(expiresAt), {
        message: "A certificate expires after it starts.",
        path: ["expiresAt"],
      }),
    output: StationCertificate,
  },
  /** Takes a .pfx or .pem; `filePassword` opens it, `password` is what its key lies under from now on. */
  importCertificate: {
    input: z.object({
      path,
      filePassword: z.string().max(256).nullable().default(null),
      password: newPassword,
    }),
    output: StationCertificate,
  },
  removeCertificate: { input: z.object({ certificate: Fingerprint }), output: nothing },
  /** The certificates that such a source holds, to be looked at before one of them is trusted. */
  readCertificates: { input: z.object({ source: CertificateSource }), output: z.array(CertificateFacts) },
  /** Trusts the certificate with this fingerprint, which the source must hold. */
  trustCertificate: {
    input: z.object({
      source: CertificateSource,
      fingerprint: Fingerprint,
      by: oneLine(80).default(""),
      note: oneLine(200).default(""),
    }),
    output: TrustedCertificate,
  },
  untrustCertificate: { input: z.object({ fingerprint: Fingerprint }), output: nothing },
  /** A certificate of the station's or of its trust list, as PEM; never a key. */
  exportCertificate: { input: z.object({ fingerprint: Fingerprint }), output: document },
  /** Signs a medium of the library as a whole, anew or for the first time: the signature that lies beside its .wim. */
  signMedia: {
    input: z.object({ media: z.string(), certificate: CertificateChoice }),
    output: z.object({ task: z.string() }),
  },
};
