import { createHash, generateKeyPair, randomBytes, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import type { CertificateKey } from "../../../../shared/signing.ts";
import { decodeCertificate, type Signer } from "./certificate.ts";
import { signatureAlgorithm } from "./algorithms.ts";

const COMMON_NAME = "2.5.4.3";
const makeKeys = promisify(generateKeyPair);

export interface SelfSigned {
  /** Whom it names, as subject and issuer. */
  name: string;
  key: CertificateKey;
  startsAt: Date;
  expiresAt: Date;
}

/** A new key and a certificate that it signs itself: good for signatures, and for vouching for nobody. RFC 5280. */
export async function makeSelfSigned({ name, key, startsAt, expiresAt }: SelfSigned): Promise<Signer> {
  const pair = await (key === "rsa-3072"
    ? makeKeys("rsa", { modulusLength: 3072 })
    : makeKeys("ec", { namedCurve: "P-256" }));
  const algorithm = signatureAlgorithm(pair.privateKey);
  const who = named(name);
  const body = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature: algorithm,
    issuer: who,
    subject: who,
    validity: new Validity({ notBefore: startsAt, notAfter: expiresAt }),
    ...withKey(pair.publicKey),
  });
  const signatureValue = sign("sha256", Buffer.from(AsnConvert.serialize(body)), pair.privateKey);
  const whole = new Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm,
    signatureValue: bufferOf(signatureValue),
  });
  const certificate = decodeCertificate(Buffer.from(AsnConvert.serialize(whole)));
  return { certificate, chain: [], key: pair.privateKey };
}

function named(name: string): Name {
  const value = new AttributeValue({ utf8String: name });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function withKey(key: KeyObject): Pick<TBSCertificate, "subjectPublicKeyInfo" | "extensions"> {
  const subjectPublicKeyInfo = AsnConvert.parse(
    key.export({ type: "spki", format: "der" }),
    SubjectPublicKeyInfo,
  );
  const keyId = createHash("sha1").update(Buffer.from(subjectPublicKeyInfo.subjectPublicKey)).digest();
  const extensions = new Extensions([
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(bufferOf(keyId)), false),
  ]);
  return { subjectPublicKeyInfo, extensions };
}

function extension(extnID: string, value: object, critical: boolean): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** Sixteen random bytes, positive as an integer and never with a zero in front. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bufferOf(bytes);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
