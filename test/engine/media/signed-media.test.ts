import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { factsOf, fingerprintOf } from "../../../electron/engine/media/signing/certificate.ts";
import { readSigner } from "../../../electron/engine/media/signing/certificate-file.ts";
import { makeSelfSigned } from "../../../electron/engine/media/signing/self-signed.ts";
import { signDigest } from "../../../electron/engine/media/signing/write-cms.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { wimlib } from "../../support/create-room.ts";
import { makeCertificate, openssl } from "../../support/openssl.ts";
import { DAY_MS, signedRoom } from "../../support/signed-room.ts";

describe.skipIf(missingTool(["wimlib-imagex", "openssl"]))("a signed medium", () => {
  test("carries two signatures that openssl takes: of its manifest inside, of the whole file beside it", async () => {
    const { dir, out, signer, create } = await signedRoom();
    const { files, manifest } = await create({ createdBy: "Image team" });
    expect(files).toEqual([out, `${out}.p7s`]);
    writeFileSync(join(dir, "signer.pem"), signer.certificate.toString());
    const inside = (name: string) => {
      writeFileSync(join(dir, name), wimlib("extract", out, "1", `/PRESTAGE/${name}`, "--to-stdout"));
      return name;
    };
    const verify = (signature: string, content: string) => {
      const what = ["-inform", "DER", "-in", signature, "-content", content, "-out", "verified"];
      openssl(dir, "cms", "-verify", "-binary", ...what, "-CAfile", "signer.pem");
      return readFileSync(join(dir, "verified")).equals(readFileSync(join(dir, content)));
    };
    expect(verify(inside("manifest.sig"), inside("manifest.json"))).toBe(true);
    expect(verify("medium.wim.p7s", "medium.wim")).toBe(true);
    expect(JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"))).toEqual(manifest);
  });

  test("is valid where its signer is trusted, untrusted elsewhere, and says who signed it and when", async () => {
    const { signer, create, copy, elsewhere } = await signedRoom();
    await create();
    const library = await elsewhere([signer.certificate]);
    const { signature } = await library.importFile(copy("one.wim"));
    const facts = factsOf(signer.certificate);
    expect(signature).toEqual({
      state: "valid",
      covers: "file",
      signer: "Image team",
      issuer: "Image team",
      fingerprint: facts.fingerprint,
      notBefore: facts.notBefore,
      notAfter: facts.notAfter,
      signedAt: signature?.signedAt,
      trustedBy: facts.fingerprint,
      chain: [facts],
      problem: null,
    });
    expect(Math.abs(Date.parse(signature?.signedAt ?? "") - Date.now())).toBeLessThan(60_000);
    const stranger = await (await elsewhere([])).importFile(copy("two.wim"));
    expect(stranger.signature).toMatchObject({
      state: "untrusted",
      signer: "Image team",
      trustedBy: null,
      problem: "Nobody on this station trusts Image team.",
    });
  });

  test("without the file beside it is still signed: its manifest, and what that lists", async () => {
    const { signer, create, copy, elsewhere } = await signedRoom();
    await create();
    const library = await elsewhere([signer.certificate]);
    const { signature } = await library.importFile(copy("alone.wim", false));
    expect(signature).toMatchObject({ state: "valid", covers: "contents" });
    // The signature may come later, beside the same file.
    const again = await library.importFile(copy("alone.wim"));
    expect(again.signature).toMatchObject({ state: "valid", covers: "file" });
    expect(library.list()).toHaveLength(1);
  });

  test("is trusted through the authority that vouches for its signer", async () => {
    const { dir, create, copy, elsewhere } = await signedRoom();
    makeCertificate(dir, "root", { key: "rsa", authority: true });
    makeCertificate(dir, "office", { issuer: "root", authority: true });
    makeCertificate(dir, "person", { issuer: "office" });
    makeCertificate(dir, "root-of-another", { authority: true });
    const parts = ["person.key", "person.crt", "office.crt"].map((name) => readFileSync(join(dir, name)));
    writeFileSync(join(dir, "person.pem"), parts.join(""));
    const signer = await readSigner(join(dir, "person.pem"), null);
    await create({}, signer);
    const certificate = async (name: string) => {
      const { readCertificates } = await import("../../../electron/engine/media/signing/certificate-file.ts");
      return (await readCertificates(join(dir, `${name}.crt`)))[0] ?? signer.certificate;
    };
    const seen: unknown[] = [];
    for (const name of ["root", "office", "person", "root-of-another"]) {
      const trusted = await certificate(name);
      const { signature } = await (await elsewhere([trusted])).importFile(copy(`${name}.wim`));
      seen.push([name, signature?.state, signature?.trustedBy === fingerprintOf(trusted)]);
    }
    expect(seen).toEqual([
      ["root", "valid", true],
      ["office", "valid", true],
      ["person", "valid", true],
      ["root-of-another", "untrusted", false],
    ]);
  });

  test("expires with its certificate, and is not valid before it, while the library is open", async () => {
    const { signer, create, copy, elsewhere } = await signedRoom();
    await create();
    let today = new Date();
    const library = await elsewhere([signer.certificate], () => today);
    const { id } = await library.importFile(copy("dated.wim"));
    const stateIn = (days: number) => {
      today = new Date(Date.now() + days * DAY_MS);
      const { state, problem } = library.get(id)?.signature ?? {};
      return [state, problem];
    };
    const { notBefore, notAfter } = factsOf(signer.certificate);
    expect([stateIn(0), stateIn(364), stateIn(366), stateIn(-2)]).toEqual([
      ["valid", null],
      ["valid", null],
      ["expired", `The certificate of Image team expired on ${notAfter.slice(0, 10)}.`],
      ["not-yet-valid", `The certificate of Image team is valid only from ${notBefore.slice(0, 10)} on.`],
    ]);
  });

  test("is broken by another medium's signature, by garbage, and by a change, and comes back when mended", async () => {
    const { signer, create, copy, elsewhere, out } = await signedRoom();
    await create();
    const trusted = [signer.certificate];
    const sayOf = async (name: string, signature: Uint8Array) => {
      const path = copy(name);
      writeFileSync(`${path}.p7s`, signature);
      const { signature: seen } = await (await elsewhere(trusted)).importFile(path);
      return [seen?.state, seen?.problem];
    };
    const own = readFileSync(`${out}.p7s`);
    expect(await sayOf("other.wim", signDigest(signer, Buffer.alloc(32, 7), new Date()))).toEqual([
      "broken",
      "The medium is not what was signed: its hash is another. It was changed since.",
    ]);
    expect(await sayOf("garbage.wim", Buffer.from("not a signature"))).toEqual([
      "broken",
      "The signature cannot be read.",
    ]);
    expect(await sayOf("empty.wim", new Uint8Array())).toEqual(["broken", "The signature cannot be read."]);
    const library = await elsewhere(trusted);
    const { id } = await library.importFile(copy("good.wim"));
    const signaturePath = `${library.pathOf(id)}.p7s`;
    writeFileSync(signaturePath, own.subarray(0, 100));
    expect((await library.checkSignature(id)).signature?.state).toBe("broken");
    writeFileSync(signaturePath, own);
    expect((await library.checkSignature(id)).signature?.state).toBe("valid");
  });

  test("is looked at anew after its file was written to, even when its time was set back", async () => {
    const { signer, create, copy, elsewhere } = await signedRoom();
    await create();
    const library = await elsewhere([signer.certificate]);
    const { id } = await library.importFile(copy("cached.wim"));
    const path = library.pathOf(id);
    expect(await library.signatureKnown(id)).toBe(true);
    const { atime, mtime, size } = statSync(path);
    const bytes = readFileSync(path);
    bytes[size - 1] = (bytes[size - 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    utimesSync(path, atime, mtime);
    expect(await library.signatureKnown(id)).toBe(false);
    expect((await library.checkSignature(id)).signature).toMatchObject({
      state: "broken",
      signer: "Image team",
    });
    // Also by a library that is opened anew.
    bytes[size - 1] = (bytes[size - 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const trust = { trusted: () => [signer.certificate], now: () => new Date() };
    const reopened = await openLibrary({ dir: library.dir, trust });
    expect(reopened.get(id)?.signature).toBeUndefined();
    expect((await reopened.checkSignature(id)).signature?.state).toBe("valid");
    expect((await openLibrary({ dir: library.dir, trust })).get(id)?.signature?.state).toBe("valid");
  });

  test("is looked at by its check and by several starts at once, and all are told the same", async () => {
    const { signer, create, copy, elsewhere } = await signedRoom();
    await create();
    const library = await elsewhere([signer.certificate]);
    const { id } = await library.importFile(copy("one.wim"));
    utimesSync(library.pathOf(id), new Date(), new Date()); // as good as another file: what was known is not any more
    const looks = Array.from({ length: 4 }, () => library.checkSignature(id));
    const checked = [library.check(id), ...looks].map(async (look) => (await look).signature?.state);
    expect(await Promise.all(checked)).toEqual(Array(5).fill("valid"));
  });

  test("that somebody else put together is unsigned, and can be signed as a whole", async () => {
    const { dir, signer, elsewhere } = await signedRoom();
    const library = await elsewhere([signer.certificate]);
    const { id, signature, sha256 } = await library.importFile(join(dir, "install.wim"));
    expect([signature?.state, signature?.problem]).toEqual(["unsigned", "Nobody signed it."]);
    await library.sign(id, signDigest(signer, Buffer.from(sha256, "hex"), new Date()));
    expect(library.get(id)?.signature).toMatchObject({ state: "valid", covers: "file" });
  });

  test("cut into parts has the signature of its manifest only: joined, what was added is signed, the OS image is not", async () => {
    const { dir, out, signer, create, elsewhere } = await signedRoom();
    const { files } = await create({ destination: { to: "file", path: out, partMegabytes: 16 } });
    expect(files.filter((file) => file.endsWith(".p7s"))).toEqual([]);
    const joined = join(dir, "joined.wim");
    wimlib("join", joined, ...files);
    const { signature } = await (await elsewhere([signer.certificate])).importFile(joined);
    expect(signature).toMatchObject({ covers: "parts", state: "valid" });
  });

  test("with a future start is not valid yet, and says so after that it was signed early", async () => {
    const { create, copy, elsewhere } = await signedRoom();
    const [startsAt, expiresAt] = [new Date(Date.now() + 5 * DAY_MS), new Date(Date.now() + 9 * DAY_MS)];
    const early = await makeSelfSigned({ name: "Tomorrow", key: "ecdsa-p256", startsAt, expiresAt });
    await create({}, early);
    let today = new Date();
    const library = await elsewhere([early.certificate], () => today);
    const { id, signature } = await library.importFile(copy("early.wim"));
    expect(signature?.state).toBe("not-yet-valid");
    today = new Date(Date.now() + 6 * DAY_MS);
    expect(library.get(id)?.signature).toMatchObject({
      state: "valid",
      problem: "It was signed before its certificate became valid.",
    });
  });
});
