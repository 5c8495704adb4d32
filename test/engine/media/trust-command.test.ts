import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Media } from "../../../shared/media.ts";
import { Security, StationCertificate } from "../../../shared/signing.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../../support/engine-process.ts";
import { makeCertificate, makePfx, openssl } from "../../support/openssl.ts";
import { prestage } from "../../support/prestage.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-trust-"));
const [maker, bench] = [join(dir, "maker"), join(dir, "bench")];
const out = join(dir, "Field laptop.wim");
let atMaker: EngineProcess;
let atBench: EngineProcess;

const ok = async (home: string, ...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await prestage(home, ...args, "--json");
  expect([args.join(" "), code, stderr]).toEqual([args.join(" "), 0, ""]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
};
const Result = z.object({ media: Media });
const signatureOf = async (name: string) => Media.parse(await ok(bench, "media", "show", name)).signature;

const skip = missingTool(["wimlib-imagex", "openssl"]);

describe.skipIf(skip)("from the station that makes media to the one that stages them", () => {
  beforeAll(async () => {
    [atMaker, atBench] = [await startEngine(maker), await startEngine(bench, ["--bays", "2"])];
    writeFileSync(join(dir, "phrase"), "a long phrase\n");
    const [boot, os] = [await makeBootImage(dir), await makeOsImage(dir)];
    const phrase = ["--password-file", join(dir, "phrase")];
    const made = await ok(maker, "certificate", "create", "Image team", "--key", "rsa", ...phrase);
    expect(StationCertificate.parse(made)).toMatchObject({
      subject: "Image team",
      key: "RSA 3072",
      state: "valid",
    });
    const images = ["--boot-image", boot, "--os-image", os, "--file", out, "--staging-folder", dir];
    const by = ["--certificate", "image team", "--certificate-password-file", join(dir, "phrase")];
    await ok(maker, "media", "create", ...images, "--name", "Field laptop", "--version", "3.2", ...by);
    await ok(maker, "certificate", "export", "Image team", join(dir, "image-team.pem"));
  });
  afterAll(async () => {
    for (const engine of [atMaker, atBench]) await engine[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  test("a medium comes with its signature, and is not trusted at first", async () => {
    const { media } = Result.parse(await ok(bench, "media", "import", out));
    expect(media.signature).toMatchObject({ state: "untrusted", covers: "file", signer: "Image team" });
    const { stdout } = await prestage(bench, "media", "list");
    expect(stdout).toMatch(/Signed by[^]*Not trusted/);
  });

  test("is trusted by its signer's fingerprint, and by no other", async () => {
    const refused = await prestage(bench, "certificate", "trust", join(dir, "image-team.pem"));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("give --fingerprint")]);
    const wrong = ["--fingerprint", "ab".repeat(32)];
    const other = await prestage(bench, "certificate", "trust", join(dir, "image-team.pem"), ...wrong);
    expect(other.code).toBe(3);
    expect((await signatureOf("Field laptop"))?.state).toBe("untrusted");
    const print = openssl(
      dir,
      "x509",
      "-in",
      "image-team.pem",
      "-noout",
      "-fingerprint",
      "-sha256",
    ).toString();
    const fingerprint = print.split("=")[1]?.trim() ?? "";
    const note = ["--note", "told by telephone"];
    await ok(
      bench,
      "certificate",
      "trust",
      join(dir, "image-team.pem"),
      "--fingerprint",
      fingerprint,
      ...note,
    );
    expect(await signatureOf("Field laptop")).toMatchObject({ state: "valid", problem: null });
    const { trusted, policy } = Security.parse(await ok(bench, "certificate", "list"));
    expect([policy, trusted.map(({ subject, note: kept }) => [subject, kept])]).toEqual([
      "warn",
      [["Image team", "told by telephone"]],
    ]);
  });

  test("is started where it is trusted, and refused by name where it is not and the station requires it", async () => {
    await ok(bench, "settings", "signature", "require");
    const stage = ["stage", "--media", "Field laptop", "--sequence", "builtin:bios", "--bays", "1", "--yes"];
    await ok(bench, "certificate", "untrust", "Image team");
    const untrusted = await prestage(bench, ...stage, "--json");
    expect([untrusted.code, untrusted.stdout]).toEqual([3, expect.stringContaining('"media-untrusted"')]);
    await ok(
      bench,
      "certificate",
      "trust",
      "--media",
      "Field laptop",
      "--fingerprint",
      (await signatureOf("Field laptop"))?.fingerprint ?? "",
    );
    await ok(bench, "settings", "signature", "warn");
  });

  test("is signed anew by another, and its certificate cannot be what it is not", async () => {
    makeCertificate(dir, "night-shift");
    makeCertificate(dir, "stranger");
    const pfx = makePfx(dir, "night-shift", "right");
    writeFileSync(join(dir, "wrong"), "wrong\n");
    writeFileSync(join(dir, "right"), "right\n");
    const sign = (password: string) => {
      const secret = ["--certificate-password-file", join(dir, password), "--json"];
      return ["media", "sign", "Field laptop", "--certificate-file", pfx, ...secret];
    };
    const wrong = await prestage(bench, ...sign("wrong"));
    expect([wrong.code, wrong.stdout]).toEqual([3, expect.stringContaining("The password does not open it")]);
    expect((await signatureOf("Field laptop"))?.signer).toBe("Image team");
    const right = await prestage(bench, ...sign("right"));
    expect(right.code).toBe(0);
    expect(await signatureOf("Field laptop")).toMatchObject({ state: "untrusted", signer: "night-shift" });
    // The old one comes back with the file it belongs to only when it is put there: a good signature is never replaced.
    const again = Result.parse(await ok(bench, "media", "import", out));
    expect(again.media.signature?.signer).toBe("night-shift");
  });

  test("own certificates are removed with their keys, after being asked", async () => {
    const asked = await prestage(maker, "certificate", "remove", "Image team");
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("give --yes")]);
    await ok(maker, "certificate", "remove", "Image team", "--yes");
    expect(Security.parse(await ok(maker, "certificate", "list")).certificates).toEqual([]);
    const gone = await prestage(maker, "certificate", "remove", "Image team", "--yes");
    expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining("No such certificate")]);
    expect(readFileSync(join(dir, "image-team.pem"), "utf8")).not.toContain("PRIVATE");
  });
});
