import type { Engine, Parsed } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Library } from "./media/library.ts";
import { checkDates, factsOf, fingerprintOf } from "./media/signing/certificate.ts";
import { readSigner } from "./media/signing/certificate-file.ts";
import { mustSign, openSigner } from "./media/signing/open-signer.ts";
import { makeSelfSigned } from "./media/signing/self-signed.ts";
import type { StationCertificates } from "./media/signing/station-certificates.ts";
import { signDigest } from "./media/signing/write-cms.ts";
import { wholeFileProblem } from "./media/whole-file.ts";
import type { Settings } from "./settings.ts";
import type { Tasks, TaskWork } from "./tasks.ts";
import { certificatesFrom, stationCertificate, stationCertificates, type StationTrust } from "./trust.ts";

/** What the commands of signatures and trust need. */
export interface Signing {
  library: Library;
  tasks: Tasks;
  trust: StationTrust;
  own: StationCertificates;
  settings: Settings;
  station: string;
}

type CertificateCommand =
  "createCertificate" | "importCertificate" | "removeCertificate" | "exportCertificate";
type TrustCommand = "security" | "readCertificates" | "trustCertificate" | "untrustCertificate";

/** The commands of signatures, certificates and trust. */
export function signingHandlers(
  signing: Signing,
): Pick<Engine, CertificateCommand | TrustCommand | "signMedia"> {
  return {
    ...certificateHandlers(signing),
    ...trustHandlers(signing),
    async signMedia(request) {
      const { library, tasks } = signing;
      const medium = library.get(request.media);
      if (!medium)
        throw new StagingFault("media-missing", `There is no medium ${request.media} in the library.`);
      const subject = `${medium.name} ${medium.version}`.trim();
      return { task: tasks.run("sign", subject, (work) => sign(signing, request, work)).task };
    },
  };
}

function certificateHandlers({ trust, own }: Signing): Pick<Engine, CertificateCommand> {
  const shown = async (fingerprint: string) => {
    const trusted = new Set(trust.trusted().map(fingerprintOf));
    return stationCertificate(await own.certificate(fingerprint), trust.now(), trusted);
  };
  return {
    async createCertificate({ name, key, startsAt, expiresAt, password }) {
      const dates = { startsAt: new Date(startsAt), expiresAt: new Date(expiresAt) };
      const signer = await makeSelfSigned({ name, key, ...dates });
      return await shown(fingerprintOf(await own.add(signer, password)));
    },
    async importCertificate({ path, filePassword, password }) {
      const signer = await readSigner(path, filePassword);
      checkDates(signer.certificate, trust.now());
      return await shown(fingerprintOf(await own.add(signer, password)));
    },
    removeCertificate: async ({ certificate }) => (await own.remove(certificate), {}),
    async exportCertificate({ fingerprint }) {
      const trusted = trust.trusted().find((each) => fingerprintOf(each) === fingerprint);
      const certificate = trusted ?? (await own.certificate(fingerprint));
      const name = `${factsOf(certificate).subject.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_")}.pem`;
      return {
        name,
        mime: "application/x-pem-file",
        base64: Buffer.from(certificate.toString()).toString("base64"),
      };
    },
  };
}

function trustHandlers({ library, trust, own, settings }: Signing): Pick<Engine, TrustCommand> {
  return {
    security: async () => ({
      policy: settings.get("signature"),
      trusted: trust.list(),
      certificates: await stationCertificates(own, trust),
    }),
    readCertificates: async ({ source }) => (await certificatesFrom(source, { library, own })).map(factsOf),
    async trustCertificate({ source, fingerprint, by, note }) {
      const found = await certificatesFrom(source, { library, own });
      const certificate = found.find((each) => fingerprintOf(each) === fingerprint);
      if (!certificate)
        throw new StagingFault(
          "certificate-unknown",
          "That is not the certificate that was shown. Look at it again.",
        );
      const added = trust.add(certificate, { by, note });
      library.trustChanged();
      return added;
    },
    async untrustCertificate({ fingerprint }) {
      trust.remove(fingerprint);
      library.trustChanged();
      return {};
    },
  };
}

/** A medium that is not what was imported is not signed: the signature would make it look sound. */
async function sign(
  { library, own, station, trust }: Signing,
  { media, certificate }: Parsed<"signMedia">,
  { signal, tell }: TaskWork,
): Promise<void> {
  const signer = mustSign(await openSigner(certificate, station, own));
  const medium = library.get(media);
  if (!medium) throw new StagingFault("media-missing", `There is no medium ${media} in the library.`);
  const work = { signal, progress: tell };
  const problem = await wholeFileProblem(library.pathOf(media), medium, work);
  if (problem !== null) {
    await library.markBad(media, problem);
    throw new StagingFault("media-corrupt", problem);
  }
  await library.sign(media, signDigest(signer, Buffer.from(medium.sha256, "hex"), trust.now()));
}
