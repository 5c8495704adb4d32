import { chmod, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { X509Certificate } from "node:crypto";
import { StagingFault } from "../../../../shared/fault.ts";
import { storageFault } from "../storage-fault.ts";
import { chainOf, checkPair, decodeCertificate, fingerprintOf, type Signer } from "./certificate.ts";
import { openSealedKey } from "./certificate-file.ts";
import { sealKey } from "./pbes2.ts";

const NAME = /^([0-9a-f]{64})\.pem$/;
const BLOCK = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g;

/**
 * The certificates that a station signs with, in a folder for this user alone: one PEM file each, with the certificate,
 * those that vouch for it, and the key under its pass phrase. The pass phrase is nowhere.
 */
export class StationCertificates {
  readonly #dir: string;
  readonly #now: () => Date;

  constructor(dir: string, now: () => Date) {
    this.#dir = dir;
    this.#now = now;
  }

  /** By name, then by end. Files that cannot be read are left out, and left alone. */
  async list(): Promise<X509Certificate[]> {
    const names = await readdir(this.#dir).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const kept = NAME.test(name) ? await this.#read(join(this.#dir, name)).catch(() => null) : null;
        return kept?.certificate ?? [];
      }),
    );
    const order = ({ subject, validToDate }: X509Certificate) => `${subject} ${validToDate.toISOString()}`;
    return found.flat().toSorted((a, b) => order(a).localeCompare(order(b)));
  }

  /** @throws StagingFault certificate-unusable (it is here already), home-not-writable, disk-full */
  async add(signer: Signer, password: string): Promise<X509Certificate> {
    checkPair(signer);
    const path = this.#path(fingerprintOf(signer.certificate));
    const key = await sealKey(signer.key, password);
    const certificates = [signer.certificate, ...signer.chain].map((each) => each.toString());
    await mkdir(this.#dir, { recursive: true, mode: 0o700 }).catch(storageFault);
    await chmod(this.#dir, 0o700).catch(storageFault);
    {
      await using file = await open(`${path}.new`, "w", 0o600).catch(storageFault);
      await file.writeFile([...certificates, key].join("")).catch(storageFault);
      await file.sync().catch(storageFault);
    }
    await rename(`${path}.new`, path).catch(storageFault);
    return signer.certificate;
  }

  /** @throws StagingFault certificate-unknown, home-not-writable */
  async remove(fingerprint: string): Promise<void> {
    await this.certificate(fingerprint);
    await rm(this.#path(fingerprint)).catch(storageFault);
  }

  /** @throws StagingFault certificate-unknown */
  async certificate(fingerprint: string): Promise<X509Certificate> {
    return (await this.#read(this.#path(fingerprint))).certificate;
  }

  /** @throws StagingFault certificate-unknown, certificate-unusable (the pass phrase does not open its key) */
  async open(fingerprint: string, password: string | null): Promise<Signer> {
    const { certificate, others, key } = await this.#read(this.#path(fingerprint));
    const signer = {
      certificate,
      chain: chainOf(certificate, others),
      key: await openSealedKey(key, password),
    };
    checkPair(signer);
    return signer;
  }

  now(): Date {
    return this.#now();
  }

  #path(fingerprint: string): string {
    return join(this.#dir, `${fingerprint}.pem`);
  }

  async #read(path: string) {
    const text = await readFile(path, "latin1").catch((cause: unknown) => {
      throw new StagingFault("certificate-unknown", "This station has no such certificate.", { cause });
    });
    const blocks = [...text.matchAll(BLOCK)];
    const all = blocks.flatMap(([block, label]) => (label === "CERTIFICATE" ? decodeCertificate(block) : []));
    const [certificate, ...others] = all;
    const key = blocks.find(([, label]) => label === "ENCRYPTED PRIVATE KEY")?.[0];
    if (!certificate || key === undefined)
      throw new StagingFault("certificate-unusable", `${path} is not what this station wrote any more.`);
    return { certificate, others, key };
  }
}
