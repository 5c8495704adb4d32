import { resolve } from "node:path";
import type { Client } from "../../../shared/contract.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { CertificateChoice, CertificateFacts } from "../../../shared/signing.ts";
import type { Flag, Given } from "./command.ts";
import { UsageError } from "./exit-codes.ts";
import { readSecret, secretFlags } from "./secrets.ts";
import type { Terminal } from "./terminal.ts";

/** How a command is told what to sign with. */
export const certificateFlags: Readonly<Record<string, Flag>> = {
  certificate: {
    value: "NAME",
    words: "sign with this certificate of the station (its name or fingerprint)",
  },
  "certificate-file": { value: "FILE", words: "sign with the certificate and key in this .pfx or .pem" },
  "self-signed": { words: "sign with a new certificate that is used once; its key is not kept" },
  starts: { value: "DATE", words: "with --self-signed: valid from this day on (default: now)" },
  expires: { value: "DATE", words: "with --self-signed: valid until this day (default: a year later)" },
  ...secretFlags("certificate-password", "the certificate's pass phrase"),
};

/** @throws UsageError; StagingFault certificate-unknown */
export async function readCertificateChoice(
  given: Given,
  terminal: Terminal,
  client: Client,
): Promise<CertificateChoice> {
  const [named, file] = [given.text("certificate"), given.text("certificate-file")];
  const selfSigned = given.has("self-signed");
  if ([named !== undefined, file !== undefined, selfSigned].filter(Boolean).length > 1)
    throw new UsageError("Give only one of --certificate, --certificate-file and --self-signed.");
  if (selfSigned) return { kind: "self-signed", ...readDates(given) };
  if (named === undefined && file === undefined) return { kind: "none" };
  if (named !== undefined) {
    const { certificates } = await client.security({});
    const { fingerprint: certificate } = chooseCertificate(certificates, named);
    const password = await askPassword(given, terminal, named);
    return { kind: "station", certificate, password };
  }
  const path = resolve(file ?? "");
  return { kind: "file", path, password: await askPassword(given, terminal, path) };
}

function askPassword(given: Given, terminal: Terminal, of: string): Promise<string | null> {
  return readSecret("certificate-password", given, terminal, [`Pass phrase of ${of}: `]);
}

const YEAR_MS = 365 * 86_400_000;

/** From --starts and --expires; a certificate lasts a year unless told otherwise. @throws UsageError */
export function readDates(given: Given): { startsAt: string; expiresAt: string } {
  const starts = dayOf(given, "starts") ?? new Date();
  const expires = dayOf(given, "expires") ?? new Date(starts.getTime() + YEAR_MS);
  if (expires <= starts) throw new UsageError("A certificate expires after it starts.");
  return { startsAt: starts.toISOString(), expiresAt: expires.toISOString() };
}

function dayOf(given: Given, flag: string): Date | null {
  const text = given.text(flag);
  if (text === undefined) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (day && day.toISOString().slice(0, 10) === text) return day;
  throw new UsageError(`--${flag} wants a day like 2027-03-31; "${text}" is none.`);
}

/** By name or fingerprint; the first digits of a fingerprint will do. @throws StagingFault certificate-unknown, bad-input */
export function chooseCertificate<T extends CertificateFacts>(certificates: readonly T[], wanted: string): T {
  const digits = wanted.replaceAll(":", "").toLowerCase();
  const found = certificates.filter(
    ({ subject, fingerprint }) =>
      subject.toLowerCase() === wanted.toLowerCase() ||
      (/^[0-9a-f]{8,64}$/.test(digits) && fingerprint.startsWith(digits)),
  );
  const [only, another] = found;
  if (!only) throw new StagingFault("certificate-unknown", `There is no certificate “${wanted}” here.`);
  if (!another) return only;
  const which = found.map(
    ({ fingerprint, notAfter }) => `${fingerprint.slice(0, 16)}… until ${notAfter.slice(0, 10)}`,
  );
  throw new StagingFault(
    "bad-input",
    `“${wanted}” could be any of ${which.join(", ")}. Give its fingerprint.`,
  );
}
