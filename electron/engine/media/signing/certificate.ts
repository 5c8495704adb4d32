import { X509Certificate, type KeyObject } from "node:crypto";
import { StagingFault } from "../../../../shared/fault.ts";
import type { CertificateFacts } from "../../../../shared/signing.ts";

/** A certificate with its private key, and the certificates that vouch for it, nearest first. */
export interface Signer {
  certificate: X509Certificate;
  chain: X509Certificate[];
  key: KeyObject;
}

const LEAST_RSA_BITS = 2048;
const CURVES: Record<string, string> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

export function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    subject: shortName(certificate.subject),
    issuer: shortName(certificate.issuer),
    fingerprint: fingerprintOf(certificate),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    authority: certificate.ca,
  };
}

/** SHA-256 of the certificate, 64 hex digits in lower case. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(":", "").toLowerCase();
}

/** "C=US\nO=Contoso\nCN=Boot signing" gives "Boot signing"; a name without a common name is given whole. */
export function shortName(name: string): string {
  const found = /^CN=(.+)$/m.exec(name)?.[1];
  const plain = (found ?? name.replaceAll("\n", ", ")).replaceAll(/\\([,+"\\<>;= #])/g, "$1");
  return plain.slice(0, 200) || "no name";
}

/** "RSA 3072", "ECDSA P-256"; null for a key that this station does not sign with, or that is too short to trust. */
export function keyWords(key: KeyObject): string | null {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "rsa") return modulusLength >= LEAST_RSA_BITS ? `RSA ${modulusLength}` : null;
  const curve = key.asymmetricKeyType === "ec" ? CURVES[namedCurve] : undefined;
  return curve === undefined ? null : `ECDSA ${curve}`;
}

/** @throws StagingFault certificate-unusable */
export function checkPair({ certificate, key }: Signer): void {
  if (!certificate.checkPrivateKey(key))
    throw unusable(`The key does not belong to the certificate of ${shortName(certificate.subject)}.`);
  if (keyWords(key) === null)
    throw unusable(
      "Its key cannot sign media: RSA keys of 2048 bits and more and ECDSA keys on P-256, P-384 and P-521 can.",
    );
}

/** @throws StagingFault certificate-unusable: it has expired, or is not valid yet */
export function checkDates(certificate: X509Certificate, now: Date): void {
  const name = shortName(certificate.subject);
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (now < certificate.validFromDate)
    throw unusable(`The certificate of ${name} is valid only from ${day(certificate.validFromDate)} on.`);
  if (now > certificate.validToDate)
    throw unusable(`The certificate of ${name} expired on ${day(certificate.validToDate)}.`);
}

/** The certificates that vouch for the first one, in order, as far as they are here. Each signature is checked. */
export function chainOf(certificate: X509Certificate, others: readonly X509Certificate[]): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const left = new Set(others);
  for (let last = certificate; !isSelfSigned(last);) {
    const issuer = [...left].find((each) => vouches(each, last));
    if (!issuer) break;
    left.delete(issuer);
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/** Whether one certificate is an authority that issued the other. */
export function vouches(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // a kind of key that node:crypto cannot verify with
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}

export function unusable(message: string, cause?: unknown): StagingFault {
  return new StagingFault("certificate-unusable", message, { cause });
}

/** @throws StagingFault certificate-unusable */
export function decodeCertificate(bytes: Uint8Array | string): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (cause) {
    throw unusable("A certificate in it cannot be read.", cause);
  }
}
