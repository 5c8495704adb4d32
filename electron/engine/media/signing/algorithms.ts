import type { KeyObject } from "node:crypto";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";

/** Names of hashes as certificates and signatures write them, and as node:crypto calls them. None that is broken. */
export const HASHES: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
export const SHA256 = "2.16.840.1.101.3.4.2.1";

const RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const DER_NULL = Uint8Array.of(5, 0).buffer;

/** How this key signs a SHA-256. RFC 4055: RSA's parameters are NULL; RFC 5758: ECDSA has none. */
export function signatureAlgorithm(key: KeyObject): AlgorithmIdentifier {
  return key.asymmetricKeyType === "rsa"
    ? new AlgorithmIdentifier({ algorithm: RSA_WITH_SHA256, parameters: DER_NULL })
    : new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
}

/** Signatures that node:crypto verifies with the hash alone: PKCS#1 v1.5 and ECDSA, named with their hash or without. */
export const PLAIN_SIGNATURES: readonly string[] = [
  "1.2.840.113549.1.1.1",
  RSA_WITH_SHA256,
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
  "1.2.840.10045.2.1",
  ECDSA_WITH_SHA256,
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
];
