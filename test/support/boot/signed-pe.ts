import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { parsePe, signedStretches } from "../../../electron/engine/media/boot-checks/pe-file.ts";
import { der, integer, nothing, octets, oid, sequence, set, utcTime, utf8 } from "./der-writer.ts";

const OID = {
  rsa: "1.2.840.113549.1.1.1",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  sha256: "2.16.840.1.101.3.4.2.1",
  commonName: "2.5.4.3",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  statement: "1.3.6.1.4.1.311.2.1.4",
  programData: "1.3.6.1.4.1.311.2.1.15",
} as const;

export const MACHINE = { x86: 0x14c, x64: 0x8664, arm64: 0xaa64 } as const;

/** The smallest PE32+ program that has a place for a certificate table: headers and a few bytes. */
export function plainPe(machine: number = MACHINE.x64, filler = "a loader that loads nothing"): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write("MZ", 0, "latin1");
  bytes.writeUInt32LE(64, 60);
  bytes.write("PE\0\0", 64, "latin1");
  bytes.writeUInt16LE(machine, 68);
  bytes.writeUInt16LE(240, 84); // size of the optional header
  bytes.writeUInt16LE(0x20b, 88);
  bytes.writeUInt32LE(16, 88 + 108); // data directories
  bytes.write(filler, 400, "latin1");
  return bytes;
}

export interface Signing {
  signer?: string;
  issuer?: string;
  /** Days. */
  validUntil?: string;
  issuerUntil?: string;
}

/** A program with one signature, made with keys of the moment. The names are whatever a test wants them to be. */
export function signedPe(program: Buffer, how: Signing = {}): Buffer {
  const {
    signer = "Test loader",
    issuer = "Test CA",
    validUntil = "2030-01-01",
    issuerUntil = "2031-01-01",
  } = how;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const issuerKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const own = certificate(signer, issuer, validUntil, key.publicKey, issuerKey.privateKey, 7);
  const above = certificate(issuer, "Test root", issuerUntil, issuerKey.publicKey, issuerKey.privateKey, 8);
  const room = Buffer.from(program); // the digest does not see the table, only that it is there
  const pe = parsePe(room);
  if (!pe) throw new Error("no program");
  const hash = createHash("sha256");
  for (const stretch of signedStretches(room, pe)) hash.update(stretch);
  const blob = signedData(hash.digest(), [own, above], issuer, key.privateKey);
  const padded = Math.ceil((8 + blob.length) / 8) * 8;
  const entry = Buffer.alloc(padded);
  entry.writeUInt32LE(padded, 0);
  entry.writeUInt16LE(0x200, 4);
  entry.writeUInt16LE(2, 6);
  blob.copy(entry, 8);
  room.writeUInt32LE(program.length, pe.certificateEntryOffset);
  room.writeUInt32LE(padded, pe.certificateEntryOffset + 4);
  return Buffer.concat([room, entry]);
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(oid(OID.commonName), utf8(commonName))));
}

function certificate(
  subject: string,
  issuer: string,
  until: string,
  publicKey: KeyObject,
  issuerKey: KeyObject,
  serial: number,
): Buffer {
  const algorithm = sequence(oid(OID.sha256WithRsa), nothing());
  const body = sequence(
    der(0xa0, integer(2)),
    integer(serial),
    algorithm,
    name(issuer),
    sequence(utcTime("2020-01-01"), utcTime(until)),
    name(subject),
    publicKey.export({ type: "spki", format: "der" }),
  );
  return sequence(body, algorithm, der(0x03, Buffer.from([0]), sign("sha256", body, issuerKey)));
}

function signedData(digest: Buffer, certificates: readonly Buffer[], issuer: string, key: KeyObject): Buffer {
  const sha256 = sequence(oid(OID.sha256), nothing());
  const statement = sequence(
    sequence(oid(OID.programData), sequence(der(0x03, Buffer.from([0])))),
    sequence(sha256, octets(digest)),
  );
  const inner = statement.subarray(statement[1] === 0x81 ? 3 : 2);
  const attributes = [
    sequence(oid(OID.contentType), set(oid(OID.statement))),
    sequence(oid(OID.messageDigest), set(octets(createHash("sha256").update(inner).digest()))),
  ];
  const signerInfo = sequence(
    integer(1),
    sequence(name(issuer), integer(7)),
    sha256,
    der(0xa0, ...attributes),
    sequence(oid(OID.rsa), nothing()),
    octets(sign("sha256", set(...attributes), key)),
  );
  return sequence(
    oid(OID.signedData),
    der(
      0xa0,
      sequence(
        integer(1),
        set(sha256),
        sequence(oid(OID.statement), der(0xa0, statement)),
        der(0xa0, ...certificates),
        set(signerInfo),
      ),
    ),
  );
}
