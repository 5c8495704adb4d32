import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { factsOf, type Signer } from "../../../electron/engine/media/signing/certificate.ts";
import { readSigner } from "../../../electron/engine/media/signing/certificate-file.ts";
import { readSignature } from "../../../electron/engine/media/signing/read-cms.ts";
import { makeSelfSigned } from "../../../electron/engine/media/signing/self-signed.ts";
import { signDigest } from "../../../electron/engine/media/signing/write-cms.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { makeCertificate, openssl } from "../../support/openssl.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-test-"));
const content = Buffer.from("a medium\r\n\0 with every kind of byte \xff\n", "latin1");
const sha256 = createHash("sha256").update(content).digest();
const now = new Date();
const inAYear = new Date(now.getTime() + 365 * 86_400_000);
const selfSigned = (key: "rsa-3072" | "ecdsa-p256", expiresAt = inAYear) =>
  makeSelfSigned({ name: "Bench one, Zürich", key, startsAt: new Date(now.getTime() - 60_000), expiresAt });

/** Whether openssl takes it for a signature of the content by someone that `trusted` vouches for. */
function opensslSays(signature: Uint8Array, trusted: string, of = content): string {
  writeFileSync(join(dir, "content"), of);
  writeFileSync(join(dir, "content.p7s"), signature);
  writeFileSync(join(dir, "trusted.pem"), trusted);
  const beside = ["-inform", "DER", "-in", "content.p7s", "-content", "content", "-out", "out"];
  try {
    openssl(dir, "cms", "-verify", "-binary", ...beside, "-CAfile", "trusted.pem");
  } catch (thrown) {
    return (thrown as { stderr: Buffer }).stderr.toString();
  }
  return readFileSync(join(dir, "out")).equals(of) ? "verified" : "another content";
}

describe.skipIf(missingTool(["openssl"]))("a signature", () => {
  beforeAll(() => {
    makeCertificate(dir, "root", { key: "rsa", authority: true });
    makeCertificate(dir, "office", { issuer: "root", authority: true });
    makeCertificate(dir, "signer", { issuer: "office" });
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test.each(["rsa-3072", "ecdsa-p256"] as const)(
    "by a self-signed %s key is verified by openssl",
    async (key) => {
      const signer = await selfSigned(key);
      const signature = signDigest(signer, sha256, now);
      const pem = signer.certificate.toString();
      expect(opensslSays(signature, pem)).toBe("verified");
      expect(opensslSays(signature, pem, Buffer.concat([content, Buffer.from("x")]))).toMatch(
        /CMS_verify:content verify error/,
      );
      expect(opensslSays(signature, readFileSync(join(dir, "root.crt"), "latin1"))).toMatch(/verify error/);
      const read = readSignature(signature);
      expect({ ...read, certificate: factsOf(read.certificate) }).toEqual({
        certificate: factsOf(signer.certificate),
        chain: [],
        hash: "sha256",
        digest: sha256,
        signedAt: `${now.toISOString().slice(0, 19)}.000Z`,
      });
    },
  );

  test("brings the certificates that vouch for its signer, and openssl follows them to the root", async () => {
    const all = ["signer.key", "signer.crt", "root.crt", "office.crt"];
    writeFileSync(join(dir, "all.pem"), all.map((name) => readFileSync(join(dir, name))).join(""));
    const signer: Signer = await readSigner(join(dir, "all.pem"), null);
    const signature = signDigest(signer, sha256, now);
    expect(opensslSays(signature, readFileSync(join(dir, "root.crt"), "latin1"))).toBe("verified");
    const { certificate, chain } = readSignature(signature);
    expect([certificate, ...chain].map((each) => factsOf(each).subject)).toEqual([
      "signer",
      "office",
      "root",
    ]);
  });

  test("that openssl made is read here, with SHA-256 and SHA-512, and not with SHA-1 or without attributes", () => {
    writeFileSync(join(dir, "content"), content);
    const made = (...how: string[]) => {
      const who = ["-signer", "signer.crt", "-inkey", "signer.key", "-outform", "DER", "-in", "content"];
      return openssl(dir, "cms", "-sign", "-binary", ...who, ...how);
    };
    expect(readSignature(made()).digest).toEqual(sha256);
    const longer = readSignature(made("-md", "sha512"));
    expect(longer.digest).toEqual(createHash("sha512").update(content).digest());
    const problem = (bytes: Buffer) => {
      try {
        return readSignature(bytes).hash;
      } catch (thrown) {
        return String(thrown);
      }
    };
    expect([
      problem(made("-md", "sha1")),
      problem(made("-noattr")),
      problem(made("-nocerts")),
      problem(made("-nodetach")),
      problem(made("-keyid")),
      problem(content),
    ]).toEqual([
      "SignatureProblem: The signature is by a hash that is not safe, or not known here.",
      "SignatureProblem: The signature has no signed attributes.",
      "SignatureProblem: The signature does not hold its signer's certificate.",
      "SignatureProblem: The signature is not one that lies beside what it signs.",
      "SignatureProblem: The signature does not name its signer by issuer and serial number.",
      "SignatureProblem: The signature cannot be read.",
    ]);
  });

  test("says the same by the same certificate or nothing at all, after a bit of any of its bytes was changed", async () => {
    const signer = await selfSigned("ecdsa-p256");
    const signature = signDigest(signer, sha256, now);
    const whole = readSignature(signature);
    const other: number[] = [];
    for (let bit = 0; bit < signature.length * 8; bit += 7) {
      const bent = Uint8Array.from(signature);
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        const read = readSignature(bent);
        const sameSigner = read.certificate.fingerprint256 === whole.certificate.fingerprint256;
        if (sameSigner && (read.signedAt !== whole.signedAt || !read.digest.equals(whole.digest)))
          other.push(bit);
      } catch (thrown) {
        if (!String(thrown).startsWith("SignatureProblem")) throw thrown;
      }
    }
    expect(other).toEqual([]);
  });

  test("certificates last until the day that was asked for, after 2050 too", async () => {
    const far = new Date("2061-03-04T05:06:07Z");
    const { certificate } = await selfSigned("ecdsa-p256", far);
    expect(factsOf(certificate)).toMatchObject({
      subject: "Bench one, Zürich",
      issuer: "Bench one, Zürich",
      notAfter: far.toISOString(),
      authority: false,
    });
    writeFileSync(join(dir, "far.pem"), certificate.toString());
    const words = openssl(dir, "x509", "-in", "far.pem", "-noout", "-text").toString();
    expect(words).toMatch(/Key Usage: critical\s+Digital Signature/);
    expect(words).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(words).toMatch(/Not After : Mar {2}4 05:06:07 2061 GMT/);
  });
});
