import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import type { CertificateFacts, CertificateSource, Security } from "../../../../shared/signing.ts";
import { chooseCertificate, readDates } from "../certificate-choice.ts";
import { engineFlags, type Command, type Context } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { mustReadSecret, readSecret, secretFlags } from "../secrets.ts";
import type { Station } from "../station.ts";
import { formatFacts, formatTable } from "../table.ts";
import { parseChoice } from "../values.ts";
import { chooseMedia } from "./choose.ts";

const KEYS = { ecdsa: "ecdsa-p256", rsa: "rsa-3072" } as const;
const twice = ["New pass phrase for its key: ", "The same again: "];

export const certificateCreate: Command = {
  name: "certificate create",
  takes: "NAME",
  words: [1, 1],
  summary: "Makes a certificate that this station signs media with",
  about:
    "Its key is kept in the station's folder under a pass phrase, which is kept nowhere. Give the certificate itself " +
    "to other stations with “certificate export”, and let them trust it.",
  flags: {
    key: { value: "ecdsa|rsa", words: "ECDSA P-256 or RSA 3072 (default: ecdsa)" },
    starts: { value: "DATE", words: "valid from this day on (default: now)" },
    expires: { value: "DATE", words: "valid until this day (default: a year later)" },
    ...secretFlags("password", "the new pass phrase"),
    ...engineFlags,
  },
  async run({ station, output, terminal, given }) {
    const key = KEYS[parseChoice(given.text("key") ?? "ecdsa", "--key", ["ecdsa", "rsa"])];
    const dates = readDates(given);
    const password = await mustReadSecret("password", given, terminal, twice);
    await using engine = await station();
    const request = { name: given.words[0] ?? "", key, ...dates, password };
    const made = await engine.client.createCertificate(request);
    output.result(made, () => `Made.\n\n${certificateFacts(made)}`);
    return exitCodes.ok.code;
  },
};

export const certificateImport: Command = {
  name: "certificate import",
  takes: "FILE",
  words: [1, 1],
  summary: "Takes a certificate with its key from a .pfx or .pem, for this station to sign with",
  flags: {
    ...secretFlags("file-password", "what opens the file"),
    ...secretFlags("password", "the pass phrase for the key on this station"),
    ...engineFlags,
  },
  async run({ station, output, terminal, given }) {
    const path = resolve(given.words[0] ?? "");
    const filePassword = await readSecret("file-password", given, terminal, [`Password of ${path}: `]);
    const password = await mustReadSecret("password", given, terminal, twice);
    await using engine = await station();
    const made = await engine.client.importCertificate({ path, filePassword, password });
    output.result(made, () => `Imported.\n\n${certificateFacts(made)}`);
    return exitCodes.ok.code;
  },
};

export const certificateList: Command = {
  name: "certificate list",
  takes: "",
  words: [0, 0],
  summary: "Lists the certificates this station signs with, and those it trusts",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const security = await engine.client.security({});
    output.result(security, () => securityText(security));
    return exitCodes.ok.code;
  },
};

export const certificateExport: Command = {
  name: "certificate export",
  takes: "NAME|FINGERPRINT FILE.pem",
  words: [2, 2],
  summary: "Writes a certificate, without its key, for other stations to trust",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const { certificates, trusted } = await engine.client.security({});
    const all = [...certificates, ...trusted.filter((one) => !certificates.some((own) => same(own, one)))];
    const { fingerprint, subject } = chooseCertificate(all, given.words[0] ?? "");
    const { base64 } = await engine.client.exportCertificate({ fingerprint });
    const path = resolve(given.words[1] ?? "");
    try {
      writeFileSync(path, Buffer.from(base64, "base64"), { flag: "wx" });
    } catch (cause) {
      throw new StagingFault("bad-input", `${path} is there already, or cannot be written.`, { cause });
    }
    output.result({ fingerprint, file: path }, () => `The certificate of ${subject} is in ${path}.`);
    return exitCodes.ok.code;
  },
};

export const certificateTrust: Command = {
  name: "certificate trust",
  takes: "[FILE]",
  words: [0, 1],
  summary: "Trusts a certificate: media signed with it, or by whom it vouches for, are valid here",
  about:
    "Compare the fingerprint with the one that its owner tells you by another way. An authority's certificate makes " +
    "all signers trusted that it vouches for.",
  flags: {
    media: { value: "NAME|ID", words: "the certificate that signed this medium, instead of a file's" },
    own: { value: "NAME", words: "one of this station's own, instead of a file's" },
    fingerprint: { value: "HEX", words: "trust it only if its SHA-256 is this; nobody is asked then" },
    note: { value: "TEXT", words: "a note for the list, 200 characters" },
    ...engineFlags,
  },
  async run(context) {
    const { output, terminal, given } = context;
    await using engine = await context.station();
    const source = await sourceOf(engine, context);
    const found = await engine.client.readCertificates({ source });
    const wanted = given.text("fingerprint");
    const certificate = wanted === undefined ? onlyOne(found) : chooseCertificate(found, wanted);
    if (wanted === undefined) {
      if (!terminal.interactive)
        throw new UsageError("Nobody can be asked here: give --fingerprint.", "certificate trust");
      output.note(`${certificateFacts(certificate)}\n`);
      const answer = await terminal.ask(
        "Is this the fingerprint that its owner told you? Type yes to trust it: ",
      );
      if (answer.toLowerCase() !== "yes") throw new UsageError("Nothing was trusted.", "certificate trust");
    }
    const { fingerprint } = certificate;
    const added = await engine.client.trustCertificate({
      source,
      fingerprint,
      by: userInfo().username,
      note: given.text("note") ?? "",
    });
    output.result(added, () => `Trusted: ${added.subject}, ${added.fingerprint}.`);
    return exitCodes.ok.code;
  },
};

async function sourceOf(engine: Station, { given }: Context): Promise<CertificateSource> {
  const [file, media, own] = [given.words[0], given.text("media"), given.text("own")];
  if ([file, media, own].filter((each) => each !== undefined).length !== 1)
    throw new UsageError("Give one of a FILE, --media and --own.", "certificate trust");
  if (media !== undefined) return { from: "medium", media: chooseMedia(engine.snapshot().media, media).id };
  if (file !== undefined) return { from: "file", path: resolve(file) };
  const { certificates } = await engine.client.security({});
  return { from: "station", certificate: chooseCertificate(certificates, own ?? "").fingerprint };
}

function onlyOne(found: readonly CertificateFacts[]): CertificateFacts {
  const [first, another] = found;
  if (!first) throw new StagingFault("certificate-unknown", "It holds no certificate: it is not signed.");
  if (!another) return first;
  const which = found.map(({ subject, fingerprint }) => `${subject} (${fingerprint})`).join(", ");
  throw new UsageError(`Several are in it: ${which}. Give --fingerprint.`, "certificate trust");
}

export const certificateUntrust: Command = {
  name: "certificate untrust",
  takes: "NAME|FINGERPRINT",
  words: [1, 1],
  summary: "Takes a certificate off the trust list",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const { trusted } = await engine.client.security({});
    const { fingerprint, subject } = chooseCertificate(trusted, given.words[0] ?? "");
    await engine.client.untrustCertificate({ fingerprint });
    output.result({ untrusted: fingerprint }, () => `${subject} is not trusted any more.`);
    return exitCodes.ok.code;
  },
};

export const certificateRemove: Command = {
  name: "certificate remove",
  takes: "NAME|FINGERPRINT",
  words: [1, 1],
  summary: "Removes one of the station's own certificates with its key; media that it signed stay signed",
  flags: { yes: { words: "do not ask" }, ...engineFlags },
  async run({ station, output, terminal, given }) {
    await using engine = await station();
    const { certificates } = await engine.client.security({});
    const { fingerprint, subject } = chooseCertificate(certificates, given.words[0] ?? "");
    if (!given.has("yes")) {
      if (!terminal.interactive)
        throw new UsageError("Nobody can be asked here: give --yes.", "certificate remove");
      const answer = await terminal.ask(
        `The key of ${subject} is gone for good after this. Type yes to remove it: `,
      );
      if (answer.toLowerCase() !== "yes") throw new UsageError("Nothing was removed.", "certificate remove");
    }
    await engine.client.removeCertificate({ certificate: fingerprint });
    output.result({ removed: fingerprint }, () => `Removed ${subject} with its key.`);
    return exitCodes.ok.code;
  },
};

function same(a: CertificateFacts, b: CertificateFacts): boolean {
  return a.fingerprint === b.fingerprint;
}

function certificateFacts({
  subject,
  issuer,
  fingerprint,
  notBefore,
  notAfter,
  authority,
}: CertificateFacts): string {
  return formatFacts([
    ["Name", subject],
    ["Issued by", issuer === subject ? "itself" : issuer],
    ["Valid", `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`],
    ["Vouches for others", authority ? "yes" : "no"],
    ["SHA-256", fingerprint],
  ]);
}

function securityText({ policy, certificates, trusted }: Security): string {
  const own = formatTable(
    [
      { title: "Name", cell: ({ subject }) => subject },
      { title: "State", cell: ({ state }) => state },
      { title: "Until", cell: ({ notAfter }) => notAfter.slice(0, 10) },
      { title: "Key", cell: ({ key }) => key },
      { title: "SHA-256", cell: ({ fingerprint }) => fingerprint },
    ],
    certificates,
  );
  const others = formatTable(
    [
      { title: "Name", cell: ({ subject }) => subject },
      { title: "Until", cell: ({ notAfter }) => notAfter.slice(0, 10) },
      { title: "Vouches", cell: ({ authority }) => (authority ? "yes" : "no") },
      { title: "Added", cell: ({ addedAt, addedBy }) => `${addedAt.slice(0, 10)} ${addedBy}`.trim() },
      { title: "Note", cell: ({ note }) => note || null },
      { title: "SHA-256", cell: ({ fingerprint }) => fingerprint },
    ],
    trusted,
  );
  return [
    `Signature policy: ${policy} (prestage settings signature)`,
    certificates.length > 0
      ? `This station signs with\n${own}`
      : "This station has no certificate of its own. Make one: prestage certificate create NAME",
    trusted.length > 0
      ? `This station trusts\n${others}`
      : "This station trusts nobody yet: prestage certificate trust FILE.pem",
  ].join("\n\n");
}
