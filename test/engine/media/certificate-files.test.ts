import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { factsOf, keyWords } from "../../../electron/engine/media/signing/certificate.ts";
import { readCertificates, readSigner } from "../../../electron/engine/media/signing/certificate-file.ts";
import { sealKey } from "../../../electron/engine/media/signing/pbes2.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { makeCertificate, makePfx, openssl } from "../../support/openssl.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-test-"));
const at = (name: string) => join(dir, name);
const write = (name: string, ...parts: string[]) => {
  writeFileSync(at(name), parts.map((part) => readFileSync(at(part))).join("\n"));
  return at(name);
};

async function said(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "accepted";
  } catch (thrown) {
    return thrown instanceof StagingFault ? `${thrown.code}: ${thrown.message}` : String(thrown);
  }
}

describe.skipIf(missingTool(["openssl"]))("a certificate that is brought in", () => {
  beforeAll(() => {
    makeCertificate(dir, "root", { key: "rsa", authority: true });
    makeCertificate(dir, "office", { issuer: "root", authority: true });
    makeCertificate(dir, "rsa", { key: "rsa", issuer: "office" });
    makeCertificate(dir, "ec", { issuer: "office" });
    makeCertificate(dir, "other");
  });

  afterAll(() => rmSync(dir, { recursive: true }));

  test("may be a .pfx under AES or under triple DES, with an RSA or an ECDSA key, with its chain", async () => {
    writeFileSync(at("chain.pem"), readFileSync(at("office.crt")) + "" + readFileSync(at("root.crt")));
    const legacy = ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
    const seen: unknown[] = [];
    for (const name of ["rsa", "ec"])
      for (const how of [[], legacy, ["-certpbe", "NONE"], ["-iter", "1"], ["-nomac"]]) {
        const path = makePfx(dir, name, "pass wörd", "-certfile", "chain.pem", ...how);
        const { certificate, chain, key } = await readSigner(path, "pass wörd");
        seen.push([
          factsOf(certificate).subject,
          chain.map((each) => factsOf(each).subject),
          keyWords(key),
          certificate.checkPrivateKey(key),
        ]);
      }
    const rsa = ["rsa", ["office", "root"], "RSA 2048", true];
    const ec = ["ec", ["office", "root"], "ECDSA P-256", true];
    expect(seen).toEqual([rsa, rsa, rsa, rsa, rsa, ec, ec, ec, ec, ec]);
  });

  test("may be a .pfx without a password", async () => {
    const { certificate } = await readSigner(makePfx(dir, "ec", ""), null);
    expect(factsOf(certificate).subject).toBe("ec");
  });

  test("may be a .pem: its key plain, under PBKDF2, scrypt or triple DES, or in the old writing", async () => {
    const forms: Record<string, string[]> = {
      pbkdf2: ["pkcs8", "-topk8", "-v2", "aes-256-cbc"],
      sha1: ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
      scrypt: ["pkcs8", "-topk8", "-scrypt"],
      "3des": ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"],
      old: ["rsa", "-aes256", "-traditional"],
    };
    for (const [form, how] of Object.entries(forms)) {
      openssl(dir, ...how, "-in", "rsa.key", "-out", `${form}.key`, "-passout", "pass:open it");
      const path = write(`${form}.pem`, "rsa.crt", `${form}.key`);
      expect([form, await said(readSigner(path, "open it"))]).toEqual([form, "accepted"]);
      expect(await said(readSigner(path, "another"))).toBe(
        `certificate-unusable: ${form}.pem: The password does not open it${form === "old" ? "s key" : ""}.`,
      );
      expect(await said(readSigner(path, null))).toBe(
        `certificate-unusable: ${form}.pem: Its key is under a password.`,
      );
    }
    expect(await said(readSigner(write("plain.pem", "ec.key", "ec.crt"), null))).toBe("accepted");
  });

  test("is refused in words when it is not what signing needs", async () => {
    const pfx = makePfx(dir, "ec", "right");
    openssl(dir, "pkcs12", "-export", "-nokeys", "-in", "ec.crt", "-out", "no-key.pfx", "-passout", "pass:x");
    write("mixed.pem", "ec.crt", "other.key");
    writeFileSync(at("garbage.pfx"), Buffer.alloc(5000, 0x30));
    writeFileSync(at("huge.pfx"), "");
    truncateSync(at("huge.pfx"), 100_000_000);
    makeCertificate(dir, "short", { key: "rsa-1024" });
    makeCertificate(dir, "edwards", { key: "ed25519" });
    writeFileSync(at("cut.pfx"), readFileSync(pfx).subarray(0, 700));
    const say = async (path: string, password: string | null) => await said(readSigner(path, password));
    expect([
      await say(pfx, "wrong"),
      await say(pfx, null),
      await say(at("no-key.pfx"), "x"),
      await say(at("mixed.pem"), null),
      await say(at("garbage.pfx"), "x"),
      await say(at("cut.pfx"), "right"),
      await say(at("huge.pfx"), "x"),
      await say(write("short.pem", "short.crt", "short.key"), null),
      await say(write("edwards.pem", "edwards.crt", "edwards.key"), null),
      await say(write("two.pem", "ec.crt", "ec.key", "other.key"), null),
      await say(at("ec.key"), null),
      await say(at("nothing-there.pfx"), null),
      await say(dir, null),
    ]).toEqual([
      "certificate-unusable: ec.pfx: The password does not open it.",
      "certificate-unusable: ec.pfx: The password does not open it.",
      "certificate-unusable: no-key.pfx: It holds no private key: it can be trusted, but nothing can be signed with it.",
      "certificate-unusable: mixed.pem: The key does not belong to the certificate of ec.",
      "certificate-unusable: garbage.pfx is neither a .pfx nor a .pem, or it is damaged.",
      "certificate-unusable: cut.pfx is neither a .pfx nor a .pem, or it is damaged.",
      `certificate-unusable: ${at("huge.pfx")} has 100000000 bytes: no certificate is that large.`,
      "certificate-unusable: short.pem: Its key cannot sign media: RSA keys of 2048 bits and more and ECDSA keys on P-256, P-384 and P-521 can.",
      "certificate-unusable: edwards.pem: Its key cannot sign media: RSA keys of 2048 bits and more and ECDSA keys on P-256, P-384 and P-521 can.",
      "certificate-unusable: two.pem: It holds 2 private keys; which one is to sign?",
      "certificate-unusable: ec.key: It holds no certificate.",
      `certificate-unusable: ${at("nothing-there.pfx")} cannot be opened.`,
      `certificate-unusable: ${dir} is no file.`,
    ]);
  });

  test("that asks for hours of work before it opens is refused at once", async () => {
    const { key } = await readSigner(write("p.pem", "ec.crt", "ec.key"), null);
    const sealed = await sealKey(key, "pass phrase");
    const bytes = Buffer.from(sealed.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64");
    bytes.set([2, 3, 0x7f, 0xff, 0xff], bytes.indexOf(Buffer.from([2, 3, 0x09, 0x27, 0xc0])));
    const label = "ENCRYPTED PRIVATE KEY-----";
    const slow = `-----BEGIN ${label}\n${bytes.toString("base64")}\n-----END ${label}\n`;
    writeFileSync(at("slow.pem"), readFileSync(at("ec.crt"), "latin1") + slow);
    expect(await said(readSigner(at("slow.pem"), "pass phrase"))).toBe(
      "certificate-unusable: slow.pem: It asks for an unreasonable amount of work before it opens.",
    );
  });

  test("is trusted from PEM or DER, without any key", async () => {
    openssl(dir, "x509", "-in", "ec.crt", "-outform", "DER", "-out", "ec.cer");
    const [fromPem, fromDer] = [await readCertificates(at("ec.crt")), await readCertificates(at("ec.cer"))];
    expect(fromPem.map(factsOf)).toEqual(fromDer.map(factsOf));
    expect(await said(readCertificates(at("ec.key")))).toBe(
      "certificate-unusable: ec.key: It holds no certificate.",
    );
    expect(await said(readCertificates(at("garbage.pfx")))).toMatch(/^certificate-unusable/);
  });

  test("a key is kept so that openssl can read it with the pass phrase, and not without", async () => {
    const { key } = await readSigner(write("p.pem", "ec.crt", "ec.key"), null);
    writeFileSync(at("sealed.key"), await sealKey(key, "pass phrase"));
    const plain = openssl(dir, "pkey", "-in", "sealed.key", "-passin", "pass:pass phrase").toString();
    expect(plain).toBe(key.export({ type: "pkcs8", format: "pem" }));
    expect(() => openssl(dir, "pkey", "-in", "sealed.key", "-passin", "pass:wrong")).toThrow();
    const structure = openssl(dir, "asn1parse", "-in", "sealed.key").toString();
    expect(structure).toMatch(/PBES2[^]*PBKDF2[^]*0927C0[^]*hmacWithSHA256[^]*aes-256-cbc/);
  });
});
