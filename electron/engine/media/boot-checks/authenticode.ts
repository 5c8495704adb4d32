import { createHash, verify, type X509Certificate } from "node:crypto";
import { DerError } from "./der.ts";
import { certificateBlobs, parsePe, signedStretches, type PeFile } from "./pe-file.ts";
import { readSignedData, type SignedData } from "./signed-data.ts";

/** One signature of a program, checked against the program. Whether anyone trusts its signer is not ours to say. */
export interface ProgramSignature {
  /** Common names: whose key signed, and who vouches for that one. */
  signer: string;
  issuer: string;
  /** Common names of all certificates that came with it, the signer's first. */
  chain: string[];
  /** ISO 8601 days: until when the signer's certificate, and the first to end of those behind it, are valid. */
  validUntil: string;
  issuerValidUntil: string | null;
  /** Whether the bytes of the program are the ones that were signed. */
  program: "unchanged" | "changed";
  /** Whether the signer's key made it; `unknown` for a hash we do not compute. */
  signature: "holds" | "broken" | "unknown";
}

const MOST_NESTED = 8;

/** All signatures of a program, also those kept inside others. `unreadable` counts those that cannot be taken apart. */
export function programSignatures(bytes: Uint8Array): { signatures: ProgramSignature[]; unreadable: number } {
  const pe = parsePe(bytes);
  const left = pe ? certificateBlobs(bytes, pe) : [];
  const most = left.length + MOST_NESTED;
  const signatures: ProgramSignature[] = [];
  let unreadable = 0;
  for (let n = 0; pe && n < left.length && n < most; n++) {
    const signed = take(left[n]);
    if (!signed?.signer) {
      unreadable++;
      continue;
    }
    left.push(...signed.nested);
    signatures.push(judge(bytes, pe, signed, signed.signer));
  }
  return { signatures, unreadable };
}

function take(blob: Uint8Array | undefined): SignedData | null {
  try {
    return blob ? readSignedData(blob) : null;
  } catch (thrown) {
    if (thrown instanceof DerError) return null;
    throw thrown;
  }
}

function judge(bytes: Uint8Array, pe: PeFile, signed: SignedData, signer: X509Certificate): ProgramSignature {
  const others = signed.certificates.filter((each) => each !== signer);
  const issuer = others.find(({ subject }) => subject === signer.issuer);
  return {
    signer: commonName(signer.subject),
    issuer: commonName(signer.issuer),
    chain: [signer, ...others].map(({ subject }) => commonName(subject)),
    validUntil: day(signer.validTo),
    issuerValidUntil: issuer ? day(issuer.validTo) : null,
    program: sameProgram(bytes, pe, signed) ? "unchanged" : "changed",
    signature: signatureOf(signed, signer),
  };
}

function sameProgram(bytes: Uint8Array, pe: PeFile, { hash, programDigest }: SignedData): boolean {
  return hash !== null && Buffer.compare(programHash(bytes, pe, hash), programDigest) === 0;
}

/** The hash that a signature of a program is about, computed anew. */
export function programHash(bytes: Uint8Array, pe: PeFile, algorithm: string): Buffer {
  const hash = createHash(algorithm);
  for (const stretch of signedStretches(bytes, pe)) hash.update(stretch);
  return hash.digest();
}

function signatureOf(signed: SignedData, signer: X509Certificate): ProgramSignature["signature"] {
  const { hash, statement, statementDigest, signature } = signed;
  if (hash === null || statementDigest === null) return "unknown";
  const digest = createHash(hash).update(statement).digest();
  if (Buffer.compare(digest, statementDigest) !== 0) return "broken";
  try {
    return verify(hash, signed.signed, signer.publicKey, signature) ? "holds" : "broken";
  } catch {
    return "unknown"; // a kind of key that node:crypto cannot verify with
  }
}

/** "C=US\nO=Contoso\nCN=Boot signing" gives "Boot signing"; a name without one is given whole. */
function commonName(name: string): string {
  const found = /^CN=(.+)$/m.exec(name)?.[1];
  return found ?? name.replaceAll("\n", ", ");
}

/** "Oct 19 18:51:42 2026 GMT" gives "2026-10-19". */
function day(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString().slice(0, 10);
}
