import {
  createCipheriv,
  createDecipheriv,
  pbkdf2 as derive,
  randomBytes,
  scrypt,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import { AsnConvert, AsnProp, AsnPropTypes, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { EncryptedData, EncryptedPrivateKeyInfo } from "@peculiar/asn1-pkcs8";
import { unusable } from "./certificate.ts";

/** Encryption under a password as RFC 8018 has it: a key from PBKDF2 or scrypt, then AES in CBC. */
export const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const SCRYPT = "1.3.6.1.4.1.11591.4.11";
const HMAC_SHA256 = "1.2.840.113549.2.9";
const AES256_CBC = "2.16.840.1.101.3.4.1.42";
const PRFS: Record<string, string> = {
  "1.2.840.113549.2.7": "sha1",
  [HMAC_SHA256]: "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const CIPHERS: Record<string, [name: string, keyBytes: number]> = {
  "2.16.840.1.101.3.4.1.2": ["aes-128-cbc", 16],
  "2.16.840.1.101.3.4.1.22": ["aes-192-cbc", 24],
  [AES256_CBC]: ["aes-256-cbc", 32],
  "1.2.840.113549.3.7": ["des-ede3-cbc", 24],
};
/** Of the keys that this station keeps. Files from elsewhere may ask for at most `MOST_ITERATIONS`. */
const OWN_ITERATIONS = 600_000;
export const MOST_ITERATIONS = 5_000_000;
const MOST_SCRYPT_BYTES = 256 << 20;

class Pbes2Params {
  keyDerivationFunc = new AlgorithmIdentifier();
  encryptionScheme = new AlgorithmIdentifier();
}
AsnProp({ type: AlgorithmIdentifier })(Pbes2Params.prototype, "keyDerivationFunc");
AsnProp({ type: AlgorithmIdentifier })(Pbes2Params.prototype, "encryptionScheme");

class Pbkdf2Params {
  salt = new OctetString();
  iterations = 0;
  keyLength?: number;
  prf?: AlgorithmIdentifier;
}
AsnProp({ type: OctetString })(Pbkdf2Params.prototype, "salt");
AsnProp({ type: AsnPropTypes.Integer })(Pbkdf2Params.prototype, "iterations");
AsnProp({ type: AsnPropTypes.Integer, optional: true })(Pbkdf2Params.prototype, "keyLength");
AsnProp({ type: AlgorithmIdentifier, optional: true })(Pbkdf2Params.prototype, "prf");

class ScryptParams {
  salt = new OctetString();
  cost = 0;
  blockSize = 0;
  parallel = 0;
  keyLength?: number;
}
AsnProp({ type: OctetString })(ScryptParams.prototype, "salt");
AsnProp({ type: AsnPropTypes.Integer })(ScryptParams.prototype, "cost");
AsnProp({ type: AsnPropTypes.Integer })(ScryptParams.prototype, "blockSize");
AsnProp({ type: AsnPropTypes.Integer })(ScryptParams.prototype, "parallel");
AsnProp({ type: AsnPropTypes.Integer, optional: true })(ScryptParams.prototype, "keyLength");

/** A private key under a pass phrase, as PEM ("ENCRYPTED PRIVATE KEY"): PBKDF2 with 600,000 rounds, AES-256. */
export async function sealKey(key: KeyObject, password: string): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const secret = await promisify(derive)(password, salt, OWN_ITERATIONS, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", secret, iv);
  const plain = key.export({ type: "pkcs8", format: "der" });
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  const info = new EncryptedPrivateKeyInfo({
    encryptionAlgorithm: named(PBES2, ownParams(salt, iv)),
    encryptedData: new EncryptedData(new Uint8Array(sealed)),
  });
  const base64 = Buffer.from(AsnConvert.serialize(info)).toString("base64");
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN ENCRYPTED PRIVATE KEY-----", ...lines, "-----END ENCRYPTED PRIVATE KEY-----", ""].join(
    "\n",
  );
}

function ownParams(salt: Uint8Array, iv: Uint8Array): Pbes2Params {
  const prf = new AlgorithmIdentifier({ algorithm: HMAC_SHA256, parameters: Uint8Array.of(5, 0).buffer });
  const rounds = Object.assign(new Pbkdf2Params(), { salt: octets(salt), iterations: OWN_ITERATIONS, prf });
  return Object.assign(new Pbes2Params(), {
    keyDerivationFunc: named(PBKDF2, rounds),
    encryptionScheme: named(AES256_CBC, octets(iv)),
  });
}

function octets(bytes: Uint8Array): OctetString {
  return new OctetString(new Uint8Array(bytes));
}

function named(algorithm: string, parameters: object): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm, parameters: AsnConvert.serialize(parameters) });
}

/**
 * Undoes PBES2.
 * @returns null when the password does not open it
 * @throws StagingFault certificate-unusable: a kind that is not known, or an unreasonable amount of work
 */
export async function openPbes2(
  { parameters }: AlgorithmIdentifier,
  sealed: Uint8Array,
  password: string,
): Promise<Buffer | null> {
  const { keyDerivationFunc, encryptionScheme } = AsnConvert.parse(
    parameters ?? new ArrayBuffer(0),
    Pbes2Params,
  );
  const [name, keyBytes] = CIPHERS[encryptionScheme.algorithm] ?? [];
  if (name === undefined || keyBytes === undefined || !encryptionScheme.parameters) throw unknownKind();
  const iv = AsnConvert.parse(encryptionScheme.parameters, OctetString);
  const key = await deriveKey(keyDerivationFunc, password, keyBytes);
  return decrypt(name, key, Buffer.from(iv.buffer), sealed);
}

/** @returns null when what comes out is not padded as it should be: another password, as a rule */
export function decrypt(name: string, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Buffer | null {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(sealed), cipher.final()]);
  } catch {
    return null;
  }
}

async function deriveKey(how: AlgorithmIdentifier, password: string, keyBytes: number): Promise<Buffer> {
  if (!how.parameters) throw unknownKind();
  if (how.algorithm === SCRYPT) {
    const { salt, cost, blockSize, parallel } = AsnConvert.parse(how.parameters, ScryptParams);
    if (128 * cost * blockSize > MOST_SCRYPT_BYTES || parallel > 16) throw tooMuchWork();
    const options = { N: cost, r: blockSize, p: parallel, maxmem: 2 * MOST_SCRYPT_BYTES };
    return await new Promise((resolve, reject) =>
      scrypt(password, Buffer.from(salt.buffer), keyBytes, options, (error, key) =>
        error ? reject(unknownKind()) : resolve(key),
      ),
    );
  }
  if (how.algorithm !== PBKDF2) throw unknownKind();
  const { salt, iterations, prf } = AsnConvert.parse(how.parameters, Pbkdf2Params);
  const hash = PRFS[prf?.algorithm ?? "1.2.840.113549.2.7"];
  if (hash === undefined) throw unknownKind();
  if (!(iterations >= 1 && iterations <= MOST_ITERATIONS)) throw tooMuchWork();
  return await promisify(derive)(password, Buffer.from(salt.buffer), iterations, keyBytes, hash);
}

export function unknownKind(): Error {
  return unusable(
    "It is encrypted in a way that is not safe any more, or not known here. Export it again with AES-256 (AES256-SHA256).",
  );
}

export function tooMuchWork(): Error {
  return unusable("It asks for an unreasonable amount of work before it opens.");
}
