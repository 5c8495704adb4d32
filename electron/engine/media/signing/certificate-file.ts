import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { constants, open } from "node:fs/promises";
import { basename } from "node:path";
import { AsnConvert } from "@peculiar/asn1-schema";
import { EncryptedPrivateKeyInfo } from "@peculiar/asn1-pkcs8";
import { StagingFault } from "../../../../shared/fault.ts";
import { chainOf, checkPair, decodeCertificate, unusable, type Signer } from "./certificate.ts";
import { openPfx, openSealed } from "./pkcs12.ts";

const MOST_FILE_BYTES = 1 << 20;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[^]+?-----END \1-----/g;

/**
 * Reads a certificate with its key: a .pfx or .p12, or PEM that holds both (the key may be encrypted).
 * @throws StagingFault certificate-unusable
 */
export async function readSigner(path: string, password: string | null): Promise<Signer> {
  const bytes = await readSmall(path);
  return await within(path, async () => {
    const { certificates, keys } = isPem(bytes)
      ? await readPem(bytes.toString("latin1"), password)
      : await readPfx(bytes, password);
    return pair(certificates, keys);
  });
}

/** Reads certificates alone: PEM or DER; a key beside them is left alone. @throws StagingFault certificate-unusable */
export async function readCertificates(path: string): Promise<X509Certificate[]> {
  const bytes = await readSmall(path);
  return await within(path, async () => {
    const found = isPem(bytes) ? pemBlocks(bytes.toString("latin1"), "CERTIFICATE") : [bytes];
    if (found.length === 0) throw unusable("It holds no certificate.");
    return found.map(decodeCertificate);
  });
}

async function readSmall(path: string): Promise<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unusable(`${path} cannot be opened.`, cause);
  });
  const found = await file.stat();
  if (!found.isFile()) throw unusable(`${path} is no file.`);
  if (found.size > MOST_FILE_BYTES)
    throw unusable(`${path} has ${found.size} bytes: no certificate is that large.`);
  return await file.readFile();
}

async function within<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof StagingFault)
      throw new StagingFault(thrown.code, `${basename(path)}: ${thrown.message}`, { cause: thrown.cause });
    // Not kept as the cause: it may quote what is secret.
    throw unusable(`${basename(path)} is neither a .pfx nor a .pem, or it is damaged.`);
  }
}

function isPem(bytes: Buffer): boolean {
  return bytes.includes("-----BEGIN ");
}

function pemBlocks(text: string, ...labels: string[]): string[] {
  return [...text.matchAll(PEM)].flatMap(([block, label]) => (labels.includes(label ?? "") ? [block] : []));
}

interface Found {
  certificates: X509Certificate[];
  keys: KeyObject[];
}

async function readPfx(bytes: Buffer, password: string | null): Promise<Found> {
  const { certificates, keys } = await openPfx(bytes, password ?? "");
  return {
    certificates: certificates.map(decodeCertificate),
    keys: keys.map((key) => createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" })),
  };
}

async function readPem(text: string, password: string | null): Promise<Found> {
  const keys: KeyObject[] = [];
  for (const block of pemBlocks(text, "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
    if (block.includes("Proc-Type:")) keys.push(openOldPem(block, password));
    else keys.push(createPrivateKey(block));
  }
  for (const block of pemBlocks(text, "ENCRYPTED PRIVATE KEY"))
    keys.push(await openSealedKey(block, password));
  return { certificates: pemBlocks(text, "CERTIFICATE").map(decodeCertificate), keys };
}

/** @throws StagingFault certificate-unusable */
export async function openSealedKey(pem: string, password: string | null): Promise<KeyObject> {
  if (password === null) throw unusable("Its key is under a password.");
  const base64 = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  const info = AsnConvert.parse(Buffer.from(base64, "base64"), EncryptedPrivateKeyInfo);
  const plain = await openSealed(info.encryptionAlgorithm, Buffer.from(info.encryptedData.buffer), password);
  try {
    return createPrivateKey({ key: plain, format: "der", type: "pkcs8" });
  } catch {
    throw unusable("The password does not open its key."); // wrong, and padded right by chance: 1 in 256
  } finally {
    plain.fill(0);
  }
}

function openOldPem(pem: string, password: string | null): KeyObject {
  if (password === null) throw unusable("Its key is under a password.");
  try {
    return createPrivateKey({ key: pem, passphrase: password });
  } catch {
    throw unusable("The password does not open its key.");
  }
}

/** The certificate that the key belongs to; all others may vouch for it. */
function pair(certificates: readonly X509Certificate[], keys: readonly KeyObject[]): Signer {
  const [first] = certificates;
  const [key, another] = keys;
  if (!first) throw unusable("It holds no certificate.");
  if (!key) throw unusable("It holds no private key: it can be trusted, but nothing can be signed with it.");
  if (another) throw unusable(`It holds ${keys.length} private keys; which one is to sign?`);
  const certificate = certificates.find((each) => each.checkPrivateKey(key)) ?? first;
  const signer = {
    certificate,
    chain: chainOf(
      certificate,
      certificates.filter((each) => each !== certificate),
    ),
    key,
  };
  checkPair(signer);
  return signer;
}
