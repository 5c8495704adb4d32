import { StagingFault } from "../../../../shared/fault.ts";
import type { CertificateChoice } from "../../../../shared/signing.ts";
import { checkDates, unusable, type Signer } from "./certificate.ts";
import { readSigner } from "./certificate-file.ts";
import { makeSelfSigned } from "./self-signed.ts";
import type { StationCertificates } from "./station-certificates.ts";

/**
 * The one who signs, by what was chosen; null for nobody. Before any long work: a wrong pass phrase is told at once.
 * @param name whom a self-signed certificate names
 * @throws StagingFault certificate-unusable, certificate-unknown
 */
export async function openSigner(
  choice: CertificateChoice,
  name: string,
  own: StationCertificates,
): Promise<Signer | null> {
  if (choice.kind === "none") return null;
  if (choice.kind === "self-signed") {
    const [startsAt, expiresAt] = [new Date(choice.startsAt), new Date(choice.expiresAt)];
    if (expiresAt <= own.now())
      throw unusable("A certificate that has already expired would sign for nothing.");
    return await makeSelfSigned({ name, key: "ecdsa-p256", startsAt, expiresAt });
  }
  const signer =
    choice.kind === "file"
      ? await readSigner(choice.path, choice.password)
      : await own.open(choice.certificate, choice.password);
  checkDates(signer.certificate, own.now());
  return signer;
}

/** @throws StagingFault certificate-unusable: none was chosen */
export function mustSign(signer: Signer | null): Signer {
  if (!signer) throw new StagingFault("certificate-unusable", "Choose the certificate to sign with.");
  return signer;
}
