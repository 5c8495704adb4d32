import { sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  Attribute,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  id_contentType,
  id_data,
  id_messageDigest,
  id_signedData,
  id_signingTime,
  IssuerAndSerialNumber,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
  SigningTime,
} from "@peculiar/asn1-cms";
import { Certificate } from "@peculiar/asn1-x509";
import { SHA256, signatureAlgorithm } from "./algorithms.ts";
import { RawCertificates, SignedAttributes, SignedData } from "./cms-schema.ts";
import type { Signer } from "./certificate.ts";

/**
 * A detached signature (DER) of something whose SHA-256 is given, with the signer's certificates in it and the time.
 * Source: RFC 5652; what is signed lies beside it, not in it.
 */
export function signDigest({ certificate, chain, key }: Signer, sha256: Uint8Array, at: Date): Uint8Array {
  const signedAttrs = attributes(sha256, at);
  const signed = AsnConvert.serialize(new SignedAttributes(signedAttrs));
  const { issuer, serialNumber } = AsnConvert.parse(certificate.raw, Certificate).tbsCertificate;
  const digestAlgorithm = new DigestAlgorithmIdentifier({ algorithm: SHA256 });
  const info = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
    digestAlgorithm,
    signedAttrs,
    signatureAlgorithm: signatureAlgorithm(key),
    signature: new OctetString(new Uint8Array(sign("sha256", Buffer.from(signed), key))),
  });
  const data = Object.assign(new SignedData(), {
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: id_data }),
    certificates: new RawCertificates([certificate, ...chain].map(({ raw }) => new Uint8Array(raw).buffer)),
    signerInfos: new SignerInfos([info]),
  });
  const content = AsnConvert.serialize(data);
  return new Uint8Array(AsnConvert.serialize(new ContentInfo({ contentType: id_signedData, content })));
}

/** In the order of DER: a SET is sorted by its bytes. */
function attributes(sha256: Uint8Array, at: Date): Attribute[] {
  const values: [string, ArrayBuffer][] = [
    [id_contentType, contentTypeData()],
    [id_signingTime, AsnConvert.serialize(new SigningTime(at))],
    [id_messageDigest, AsnConvert.serialize(new OctetString(new Uint8Array(sha256)))],
  ];
  const all = values.map(([attrType, value]) => new Attribute({ attrType, attrValues: [value] }));
  const bytes = (attribute: Attribute) => Buffer.from(AsnConvert.serialize(attribute));
  return all.toSorted((a, b) => Buffer.compare(bytes(a), bytes(b)));
}

/** The object id 1.2.840.113549.1.7.1, "data". */
function contentTypeData(): ArrayBuffer {
  return Uint8Array.of(6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1).buffer;
}
