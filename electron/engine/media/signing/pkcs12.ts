import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AsnConvert, AsnProp, AsnPropTypes, OctetString } from "@peculiar/asn1-schema";
import { EncryptedContentInfo, id_data, id_encryptedData } from "@peculiar/asn1-cms";
import { EncryptedPrivateKeyInfo } from "@peculiar/asn1-pkcs8";
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_keyBag,
  id_pbeWithSHAAnd3_KeyTripleDES_CBC,
  id_pkcs8ShroudedKeyBag,
  id_x509Certificate,
  PFX,
  SafeContents,
  type MacData,
} from "@peculiar/asn1-pfx";
import type { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { unusable } from "./certificate.ts";
import { decrypt, MOST_ITERATIONS, openPbes2, PBES2, tooMuchWork, unknownKind } from "./pbes2.ts";

/** What a .pfx holds: certificates and plain PKCS#8 keys, DER. */
export interface OpenedPfx {
  certificates: Uint8Array[];
  keys: Uint8Array[];
}

class PbeParams {
  salt = new OctetString();
  iterations = 0;
}
AsnProp({ type: OctetString })(PbeParams.prototype, "salt");
AsnProp({ type: AsnPropTypes.Integer })(PbeParams.prototype, "iterations");

class EncryptedData {
  version = 0;
  encryptedContentInfo = new EncryptedContentInfo();
}
AsnProp({ type: AsnPropTypes.Integer })(EncryptedData.prototype, "version");
AsnProp({ type: EncryptedContentInfo })(EncryptedData.prototype, "encryptedContentInfo");

const SAFE_CONTENTS = "1.2.840.113549.1.12.10.1.6";
const MOST_BAGS = 100;
const MACS: Record<string, [hash: string, blockBytes: number]> = {
  "1.3.14.3.2.26": ["sha1", 64],
  "2.16.840.1.101.3.4.2.1": ["sha256", 64],
  "2.16.840.1.101.3.4.2.2": ["sha384", 128],
  "2.16.840.1.101.3.4.2.3": ["sha512", 128],
};

/**
 * Opens a PKCS#12 key store, PBES2 (AES) and triple DES. Source: RFC 7292.
 * @throws StagingFault certificate-unusable
 */
export async function openPfx(bytes: Uint8Array, password: string): Promise<OpenedPfx> {
  const pfx = AsnConvert.parse(bytes, PFX);
  if (pfx.authSafe.contentType !== id_data)
    throw unusable("It is signed instead of sealed, which nobody uses.");
  const safe = Buffer.from(AsnConvert.parse(pfx.authSafe.content, OctetString).buffer);
  proveMac(pfx.macData, safe, password);
  const opened: OpenedPfx = { certificates: [], keys: [] };
  for (const { contentType, content } of AsnConvert.parse(safe, AuthenticatedSafe)) {
    if (contentType === id_data) await take(AsnConvert.parse(content, OctetString).buffer, password, opened);
    else if (contentType === id_encryptedData) await take(await unseal(content, password), password, opened);
    else throw unknownKind();
  }
  return opened;
}

/** The one check of the password that is meant for it. Some files have none: the schema then names no algorithm. */
function proveMac(mac: MacData, safe: Uint8Array, password: string): void {
  if (mac.mac.digestAlgorithm.algorithm === "") return;
  const [hash, blockBytes] = MACS[mac.mac.digestAlgorithm.algorithm] ?? [];
  if (hash === undefined || blockBytes === undefined) throw unknownKind();
  const salt = Buffer.from(mac.macSalt.buffer);
  const wanted = Buffer.from(mac.mac.digest.buffer);
  const how = { hash, blockBytes, salt, iterations: mac.iterations };
  const fits = passwordsOf(password).some((each) => {
    const key = deriveBytes(3, each, how, createHash(hash).digest().length);
    const found = createHmac(hash, key).update(safe).digest();
    return found.length === wanted.length && timingSafeEqual(found, wanted);
  });
  if (!fits) throw wrongPassword();
}

async function unseal(content: ArrayBuffer, password: string): Promise<ArrayBuffer> {
  const { encryptedContentInfo: info } = AsnConvert.parse(content, EncryptedData);
  const { value, constructedValue = [] } = info.encryptedContent ?? {};
  const sealed = Buffer.concat(
    [value, ...constructedValue].flatMap((each) => (each ? Buffer.from(each.buffer) : [])),
  );
  return bufferOf(await openSealed(info.contentEncryptionAlgorithm, sealed, password));
}

/**
 * Undoes PBES2, or PKCS#12's own triple DES.
 * @throws StagingFault certificate-unusable
 */
export async function openSealed(
  how: AlgorithmIdentifier,
  sealed: Uint8Array,
  password: string,
): Promise<Buffer> {
  const plain =
    how.algorithm === PBES2 ? await openPbes2(how, sealed, password) : openTripleDes(how, sealed, password);
  if (!plain) throw wrongPassword();
  return plain;
}

function openTripleDes(how: AlgorithmIdentifier, sealed: Uint8Array, password: string): Buffer | null {
  if (how.algorithm !== id_pbeWithSHAAnd3_KeyTripleDES_CBC || !how.parameters) throw unknownKind();
  const { salt, iterations } = AsnConvert.parse(how.parameters, PbeParams);
  const same = { hash: "sha1", blockBytes: 64, salt: Buffer.from(salt.buffer), iterations };
  for (const each of passwordsOf(password)) {
    const [key, iv] = [deriveBytes(1, each, same, 24), deriveBytes(2, each, same, 8)];
    const plain = decrypt("des-ede3-cbc", key, iv, sealed);
    if (plain) return plain;
  }
  return null;
}

async function take(contents: ArrayBuffer, password: string, opened: OpenedPfx): Promise<void> {
  const bags = AsnConvert.parse(contents, SafeContents);
  if (bags.length > MOST_BAGS) throw unusable(`It holds ${bags.length} things.`);
  for (const { bagId, bagValue } of bags) {
    if (bagId === id_certBag) {
      const { certId, certValue } = AsnConvert.parse(bagValue, CertBag);
      if (certId === id_x509Certificate)
        opened.certificates.push(new Uint8Array(AsnConvert.parse(certValue, OctetString).buffer));
    } else if (bagId === id_keyBag) opened.keys.push(new Uint8Array(bagValue));
    else if (bagId === id_pkcs8ShroudedKeyBag) {
      const { encryptionAlgorithm, encryptedData } = AsnConvert.parse(bagValue, EncryptedPrivateKeyInfo);
      opened.keys.push(await openSealed(encryptionAlgorithm, Buffer.from(encryptedData.buffer), password));
    } else if (bagId === SAFE_CONTENTS) throw unknownKind();
  }
}

/** Some write no password as the empty one, some as none at all. */
function passwordsOf(password: string): Buffer[] {
  const wide = Buffer.from(`${password}\0`, "utf16le").swap16();
  return password === "" ? [wide, Buffer.alloc(0)] : [wide];
}

/** RFC 7292, appendix B. @param purpose 1 a key, 2 an initialisation vector, 3 a MAC's key */
function deriveBytes(
  purpose: 1 | 2 | 3,
  password: Uint8Array,
  {
    hash,
    blockBytes,
    salt,
    iterations,
  }: { hash: string; blockBytes: number; salt: Uint8Array; iterations: number },
  length: number,
): Buffer {
  if (!(iterations >= 1 && iterations <= MOST_ITERATIONS / 10)) throw tooMuchWork();
  const filled = (bytes: Uint8Array) => {
    const whole = Buffer.alloc(Math.ceil(bytes.length / blockBytes) * blockBytes);
    for (let at = 0; bytes.length > 0 && at < whole.length; at++) whole[at] = bytes[at % bytes.length] ?? 0;
    return whole;
  };
  const diversifier = Buffer.alloc(blockBytes, purpose);
  const input = Buffer.concat([filled(salt), filled(password)]);
  const out: Buffer[] = [];
  for (let have = 0; have < length;) {
    let digest = createHash(hash).update(diversifier).update(input).digest();
    for (let n = 1; n < iterations; n++) digest = createHash(hash).update(digest).digest();
    out.push(digest);
    have += digest.length;
    addOne(input, filled(digest.subarray(0, blockBytes)).subarray(0, blockBytes), blockBytes);
  }
  return Buffer.concat(out).subarray(0, length);
}

/** Each block of `input` becomes (block + addend + 1) mod 2^(8 × blockBytes). */
function addOne(input: Buffer, addend: Uint8Array, blockBytes: number): void {
  for (let start = 0; start < input.length; start += blockBytes) {
    let carry = 1;
    for (let n = blockBytes - 1; n >= 0; n--) {
      const sum = (input[start + n] ?? 0) + (addend[n] ?? 0) + carry;
      input[start + n] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function wrongPassword(): Error {
  return unusable("The password does not open it.");
}
