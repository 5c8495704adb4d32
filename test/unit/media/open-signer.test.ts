import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSigner } from "../../../electron/engine/media/signing/open-signer.ts";
import { makeSelfSigned } from "../../../electron/engine/media/signing/self-signed.ts";
import type { StationCertificates } from "../../../electron/engine/media/signing/station-certificates.ts";
import { tempDir } from "../../support/temp-dir.ts";

const NOW = new Date("2026-11-26T10:00:00Z");
const own = { now: () => NOW } as StationCertificates;

/** A certificate with its key, as a file that was brought in. */
async function pem(startsAt: string, expiresAt: string): Promise<string> {
  const dates = { startsAt: new Date(startsAt), expiresAt: new Date(expiresAt) };
  const { certificate, key } = await makeSelfSigned({ name: "Image team", key: "ecdsa-p256", ...dates });
  const path = join(tempDir(), "signer.pem");
  writeFileSync(path, `${certificate.toString()}${key.export({ type: "pkcs8", format: "pem" }).toString()}`);
  return path;
}

const open = (path: string) => openSigner({ kind: "file", path, password: null }, "", own);

test("a certificate within its dates signs", async () => {
  expect(await open(await pem("2026-01-01", "2027-01-01"))).toMatchObject({ chain: [] });
});

test("a certificate that has expired, or is not valid yet, signs nothing, and says since when or from when", async () => {
  await expect(open(await pem("2025-01-01", "2026-11-25"))).rejects.toMatchObject({
    code: "certificate-unusable",
    message: "The certificate of Image team expired on 2026-11-25.",
  });
  await expect(open(await pem("2026-11-27", "2027-11-27"))).rejects.toMatchObject({
    code: "certificate-unusable",
    message: "The certificate of Image team is valid only from 2026-11-27 on.",
  });
});
