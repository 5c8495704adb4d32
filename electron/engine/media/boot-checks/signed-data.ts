import { X509Certificate } from "node:crypto";
import { DER, DerError, expectDer, readChildren, readDer, readOid, type Der } from "./der.ts";

/** One signature of a program, taken apart. Nothing in it has been proved. */
export interface SignedData {
  /** Name of the hash, as node:crypto knows it; null when it is one of none we know. */
  hash: string | null;
  /** What the program's own hash should be. */
  programDigest: Uint8Array;
  /** What the signer's attributes say the hash of the statement is, and the statement. */
  statement: Uint8Array;
  statementDigest: Uint8Array | null;
  /** The signed bytes: the attributes as a SET. */
  signed: Uint8Array;
  signature: Uint8Array;
  /** Whose key signed; null when that certificate is not among `certificates`. */
  signer: X509Certificate | null;
  certificates: X509Certificate[];
  /** Further signatures kept inside this one. */
  nested: Uint8Array[];
}

const OID = {
  signedData: "1.2.840.113549.1.7.2",
  statement: "1.3.6.1.4.1.311.2.1.4", // SPC_INDIRECT_DATA
  messageDigest: "1.2.840.113549.1.9.4",
  nested: "1.3.6.1.4.1.311.2.4.1",
} as const;
const HASHES: Record<string, string> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
const MOST_CERTIFICATES = 64;
const EXPLICIT_0 = 0xa0;
const EXPLICIT_1 = 0xa1;

/**
 * Takes a PKCS#7 SignedData of a program apart. Sources: RFC 2315; "Windows Authenticode Portable Executable Signature
 * Format". @throws DerError
 */
export function readSignedData(blob: Uint8Array): SignedData {
  const [kind, wrapped] = readChildren(expectDer(readDer(blob), DER.sequence));
  if (readOid(kind) !== OID.signedData) throw new DerError("it is no signed data");
  const fields = readChildren(expectDer(readChildren(expectDer(wrapped, EXPLICIT_0))[0], DER.sequence));
  const [, , content, ...rest] = fields;
  const certificates = readCertificates(rest.find(({ tag }) => tag === EXPLICIT_0));
  const signerInfos = rest.findLast(({ tag }) => tag === DER.set);
  const [signerInfo] = readChildren(expectDer(signerInfos, DER.set));
  return {
    ...readStatement(content),
    ...readSigner(expectDer(signerInfo, DER.sequence), certificates),
    certificates: certificates.map(({ certificate }) => certificate),
  };
}

function readStatement(content: Der | undefined): Pick<SignedData, "hash" | "programDigest" | "statement"> {
  const [kind, wrapped] = readChildren(expectDer(content, DER.sequence));
  if (readOid(kind) !== OID.statement) throw new DerError("it signs no program");
  const statement = expectDer(readChildren(expectDer(wrapped, EXPLICIT_0))[0], DER.sequence);
  const [algorithm, digest] = readChildren(expectDer(readChildren(statement)[1], DER.sequence));
  return {
    hash: HASHES[readOid(readChildren(expectDer(algorithm, DER.sequence))[0])] ?? null,
    programDigest: expectDer(digest, DER.octets).content,
    statement: statement.content,
  };
}

type Signer = Pick<SignedData, "statementDigest" | "signed" | "signature" | "signer" | "nested">;

function readSigner(signerInfo: Der, certificates: readonly Kept[]): Signer {
  const [, issuerAndSerial, , attributes, ...rest] = readChildren(signerInfo);
  const signed = Uint8Array.from(expectDer(attributes, EXPLICIT_0).whole);
  signed[0] = DER.set; // what is signed is the SET, not the tag it is carried under
  const signature = expectDer(
    rest.find(({ tag }) => tag === DER.octets),
    DER.octets,
  ).content;
  const unsigned = rest.find(({ tag }) => tag === EXPLICIT_1);
  const [digest] = valuesOf(attributes, OID.messageDigest);
  return {
    statementDigest: digest?.tag === DER.octets ? digest.content : null,
    signed,
    signature,
    signer: signerOf(issuerAndSerial, certificates),
    nested: valuesOf(unsigned, OID.nested).map(({ whole }) => whole),
  };
}

function valuesOf(attributes: Der | undefined, wanted: string): Der[] {
  if (!attributes) return [];
  return readChildren(attributes).flatMap((attribute) => {
    const [name, values] = readChildren(expectDer(attribute, DER.sequence));
    return readOid(name) === wanted ? readChildren(expectDer(values, DER.set)) : [];
  });
}

interface Kept {
  certificate: X509Certificate;
  /** As they stand in the certificate, to be compared byte for byte. */
  serial: Uint8Array;
  issuer: Uint8Array;
}

function readCertificates(field: Der | undefined): Kept[] {
  if (!field) return [];
  const listed = readChildren(field);
  if (listed.length > MOST_CERTIFICATES) throw new DerError(`${listed.length} certificates`);
  return listed.filter(({ tag }) => tag === DER.sequence).map(readCertificate);
}

function readCertificate(value: Der): Kept {
  const body = readChildren(expectDer(readChildren(value)[0], DER.sequence));
  const [serial, , issuer] = body[0]?.tag === EXPLICIT_0 ? body.slice(1) : body;
  return {
    certificate: decodeCertificate(value.whole),
    serial: expectDer(serial, DER.integer).whole,
    issuer: expectDer(issuer, DER.sequence).whole,
  };
}

function decodeCertificate(bytes: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (cause) {
    throw new DerError("a certificate cannot be read", { cause });
  }
}

function signerOf(issuerAndSerial: Der | undefined, certificates: readonly Kept[]): X509Certificate | null {
  const [issuer, serial] = readChildren(expectDer(issuerAndSerial, DER.sequence));
  const found = certificates.find(
    (kept) => same(kept.serial, serial?.whole) && same(kept.issuer, issuer?.whole),
  );
  return found?.certificate ?? null;
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}
