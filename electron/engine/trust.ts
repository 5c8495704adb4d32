import { X509Certificate } from "node:crypto";
import { StagingFault } from "../../shared/fault.ts";
import {
  type CertificateFacts,
  type CertificateSource,
  type StationCertificate,
  type TrustedCertificate,
} from "../../shared/signing.ts";
import type { Library } from "./media/library.ts";
import { factsOf, fingerprintOf, keyWords } from "./media/signing/certificate.ts";
import { readCertificates } from "./media/signing/certificate-file.ts";
import type { Trust } from "./media/signing/judge-signature.ts";
import type { StationCertificates } from "./media/signing/station-certificates.ts";
import type { Records, StoredTrust } from "./records/records.ts";

type TrustRecords = Pick<Records, "trustedCertificates" | "trustCertificate" | "untrustCertificate">;

/** Whom this station trusts, what it asks of media, and where it says so. */
export class StationTrust implements Trust {
  readonly #records: TrustRecords;
  readonly #now: () => Date;
  #trusted: { stored: StoredTrust; certificate: X509Certificate }[];

  constructor(records: TrustRecords, now: () => Date) {
    this.#records = records;
    this.#now = now;
    this.#trusted = this.#read();
  }

  trusted(): readonly X509Certificate[] {
    return this.#trusted.map(({ certificate }) => certificate);
  }

  now(): Date {
    return this.#now();
  }

  list(): TrustedCertificate[] {
    return this.#trusted.map(({ stored, certificate }) => {
      const { addedAt, addedBy, note } = stored;
      return { ...factsOf(certificate), addedAt, addedBy, note };
    });
  }

  add(certificate: X509Certificate, { by, note }: { by: string; note: string }): TrustedCertificate {
    const { subject, fingerprint } = factsOf(certificate);
    const addedAt = this.#now().toISOString();
    const pem = certificate.toString();
    this.#records.trustCertificate({ fingerprint, subject, certificate: pem, addedAt, addedBy: by, note });
    this.#trusted = this.#read();
    return { ...factsOf(certificate), addedAt, addedBy: by, note };
  }

  /** @throws StagingFault certificate-unknown */
  remove(fingerprint: string): void {
    if (!this.#records.untrustCertificate(fingerprint))
      throw new StagingFault("certificate-unknown", "It is not on the trust list.");
    this.#trusted = this.#read();
  }

  #read() {
    return this.#records.trustedCertificates().map((stored) => ({
      stored,
      certificate: new X509Certificate(stored.certificate),
    }));
  }
}

/** The certificates of a source. @throws StagingFault certificate-unusable, certificate-unknown, media-missing */
export async function certificatesFrom(
  source: CertificateSource,
  { library, own }: { library: Library; own: StationCertificates },
): Promise<X509Certificate[]> {
  switch (source.from) {
    case "file":
      return await readCertificates(source.path);
    case "medium":
      return library.certificatesOf(source.media);
    case "station":
      return [await own.certificate(source.certificate)];
  }
}

/** The station's own certificates, for people. */
export async function stationCertificates(
  own: StationCertificates,
  trust: StationTrust,
): Promise<StationCertificate[]> {
  const trusted = new Set(trust.trusted().map(fingerprintOf));
  return (await own.list()).map((certificate) => stationCertificate(certificate, trust.now(), trusted));
}

export function stationCertificate(
  certificate: X509Certificate,
  now: Date,
  trusted: ReadonlySet<string>,
): StationCertificate {
  const facts: CertificateFacts = factsOf(certificate);
  return {
    ...facts,
    key: keyWords(certificate.publicKey) ?? "unknown",
    state:
      now > certificate.validToDate ? "expired" : now < certificate.validFromDate ? "not-yet-valid" : "valid",
    trusted: trusted.has(facts.fingerprint),
  };
}
