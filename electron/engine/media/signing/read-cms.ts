import { verify, X509Certificate } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  ContentInfo,
  id_contentType,
  id_data,
  id_messageDigest,
  id_signedData,
  id_signingTime,
  SigningTime,
  type SignerIdentifier,
  type SignerInfo,
} from "@peculiar/asn1-cms";
import { Certificate } from "@peculiar/asn1-x509";
import { HASHES, PLAIN_SIGNATURES } from "./algorithms.ts";
import { SignedAttributes, SignedData } from "./cms-schema.ts";
import { chainOf, keyWords } from "./certificate.ts";

/** A detached signature, taken apart and proved to be its signer's. What it signs is still to be compared. */
export interface DetachedSignature {
  certificate: X509Certificate;
  /** Certificates in it that vouch for the signer's, nearest first. */
  chain: X509Certificate[];
  /** What the signed bytes' hash must be. */
  hash: string;
  digest: Buffer;
  /** When the signer says it was made; ISO 8601. */
  signedAt: string | null;
}

/** Far more than a signature with a long chain has. */
export const MOST_SIGNATURE_BYTES = 256 << 10;
const MOST_CERTIFICATES = 32;

/** Why a signature is none that can be relied upon, in words. Only ever caught by whoever began to read. */
export class SignatureProblem extends Error {
  override readonly name = "SignatureProblem";
}

/** @throws SignatureProblem */
export function readSignature(bytes: Uint8Array): DetachedSignature {
  if (bytes.length > MOST_SIGNATURE_BYTES)
    throw new SignatureProblem(`The signature has ${bytes.length} bytes.`);
  try {
    return take(bytes);
  } catch (thrown) {
    if (thrown instanceof SignatureProblem) throw thrown;
    throw new SignatureProblem("The signature cannot be read.", { cause: thrown });
  }
}

function take(bytes: Uint8Array): DetachedSignature {
  const outer = AsnConvert.parse(bytes, ContentInfo);
  if (outer.contentType !== id_signedData)
    throw new SignatureProblem("The signature file holds something else.");
  const data = AsnConvert.parse(outer.content, SignedData);
  if (data.encapContentInfo.eContentType !== id_data || data.encapContentInfo.eContent)
    throw new SignatureProblem("The signature is not one that lies beside what it signs.");
  const [info, another] = data.signerInfos;
  if (!info || another)
    throw new SignatureProblem(`The signature has ${data.signerInfos.length} signers, not one.`);
  const certificates = certificatesOf(data);
  const certificate = signerOf(info.sid, certificates);
  const hash = HASHES[info.digestAlgorithm.algorithm];
  if (hash === undefined)
    throw new SignatureProblem("The signature is by a hash that is not safe, or not known here.");
  proveSigned(info, certificate, hash);
  const others = certificates.filter((each) => each !== certificate);
  return { certificate, chain: chainOf(certificate, others), hash, ...attributesOf(info) };
}

function certificatesOf(data: SignedData): X509Certificate[] {
  const listed = data.certificates ?? [];
  if (listed.length > MOST_CERTIFICATES)
    throw new SignatureProblem(`The signature holds ${listed.length} certificates.`);
  return listed.map((each) => new X509Certificate(Buffer.from(each)));
}

function signerOf(sid: SignerIdentifier, certificates: readonly X509Certificate[]): X509Certificate {
  const wanted = sid.issuerAndSerialNumber;
  if (!wanted)
    throw new SignatureProblem("The signature does not name its signer by issuer and serial number.");
  const serial = hex(wanted.serialNumber);
  const found = certificates.find(
    (each) => plain(each.serialNumber) === plain(serial) && issuerOf(each).equals(bytesOf(wanted.issuer)),
  );
  if (!found) throw new SignatureProblem("The signature does not hold its signer's certificate.");
  return found;
}

function issuerOf({ raw }: X509Certificate): Buffer {
  return bytesOf(AsnConvert.parse(raw, Certificate).tbsCertificate.issuer);
}

/** What the key signed are the attributes as a SET, not under the tag they are carried with. RFC 5652, 5.4. */
function proveSigned(info: SignerInfo, { publicKey }: X509Certificate, hash: string): void {
  if (!info.signedAttrs?.length) throw new SignatureProblem("The signature has no signed attributes.");
  const signed = bytesOf(new SignedAttributes(info.signedAttrs));
  if (keyWords(publicKey) === null || !PLAIN_SIGNATURES.includes(info.signatureAlgorithm.algorithm))
    throw new SignatureProblem("The signature is of a kind that this station does not know.");
  if (!verify(hash, signed, publicKey, Buffer.from(info.signature.buffer)))
    throw new SignatureProblem("The signature was not made with its signer's key, or was changed.");
}

function attributesOf(info: SignerInfo): Pick<DetachedSignature, "digest" | "signedAt"> {
  const digest = AsnConvert.parse(one(info, id_messageDigest), OctetString);
  if (hex(one(info, id_contentType)) !== DATA) throw new Error("another content type");
  const time = info.signedAttrs?.find(({ attrType }) => attrType === id_signingTime)?.attrValues[0];
  const signedAt = time ? AsnConvert.parse(time, SigningTime).getTime().toISOString() : null;
  return { digest: Buffer.from(digest.buffer), signedAt };
}

/** The object id of "data". */
const DATA = "06092A864886F70D010701";

function one({ signedAttrs = [] }: SignerInfo, wanted: string): ArrayBuffer {
  const found = signedAttrs.filter(({ attrType }) => attrType === wanted);
  const [value, another] = found[0]?.attrValues ?? [];
  if (!value || another || found.length > 1) throw new Error(`${found.length} attributes ${wanted}`);
  return value;
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** node:crypto writes a serial number without zeros in front, DER with one where it would be negative. */
function plain(serial: string): string {
  return serial.replace(/^0+/, "");
}

function bytesOf(value: object): Buffer {
  return Buffer.from(AsnConvert.serialize(value));
}
