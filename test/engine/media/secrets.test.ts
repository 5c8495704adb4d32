import { spawn } from "node:child_process";
import { mkdirSync, openSync, closeSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { makeCertificate, makePfx } from "../../support/openssl.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";

const program = join(import.meta.dirname, "..", "..", "..", "bin", "prestage.mjs");
const SECRETS = ["hush-file-pass", "hush-own-phrase", "hush-media-word", "hush-hidden-value"];
const hides = (text: string | Buffer) => SECRETS.filter((secret) => text.includes(secret));

/** Command lines and environments of all processes that this user may look at, except our own. */
function processes(): string {
  const all: string[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid)))
    for (const what of ["cmdline", "environ"])
      try {
        all.push(readFileSync(`/proc/${pid}/${what}`, "latin1"));
      } catch {
        // it has ended, or is another user's
      }
  return all.join("\n");
}

/** Every file below a folder that holds a secret; training bays are drives, and nothing was staged. */
function filesWithSecrets(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(folder, name);
    if (name.startsWith("training/")) return false;
    try {
      return statSync(path).isFile() && hides(readFileSync(path)).length > 0;
    } catch {
      return false; // a file for the time being, gone by now: what it became is in the list
    }
  });
}

describe.skipIf(missingTool(["wimlib-imagex", "openssl"]))("passwords and pass phrases", () => {
  test("are in no process list, log, record, answer or file after certificates, a signed medium and a new signature", async () => {
    const dir = tempDir();
    const home = join(dir, "home");
    const [given, work] = [join(dir, "given"), join(dir, "work")];
    mkdirSync(given);
    mkdirSync(work);
    const [boot, os] = [await makeBootImage(work), await makeOsImage(work)];
    makeCertificate(work, "signer");
    const pfx = makePfx(work, "signer", "hush-file-pass");
    const secret = (name: string, text: string) => {
      writeFileSync(join(given, name), `${text}\n`);
      return join(given, name);
    };
    const filePass = secret("file", "hush-file-pass");
    const phrase = secret("phrase", "hush-own-phrase");
    const word = secret("word", "hush-media-word");
    const variables = [{ name: "OSDBitLockerPIN", value: "hush-hidden-value", hidden: true }];
    const hidden = secret("variables.json", JSON.stringify(variables));
    const seen = new Set<string>();
    const said: string[] = [];
    const run = async (fd: string | null, ...args: string[]) => {
      const extra = fd === null ? [] : [openSync(fd, "r")];
      const child = spawn(process.execPath, [program, ...args, "--home", home], {
        stdio: ["ignore", "pipe", "pipe", ...extra],
        env: { ...process.env, TMPDIR: work },
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => said.push(text));
      const looking = setInterval(() => hides(processes()).forEach((each) => seen.add(each)), 20);
      const code = await new Promise((resolve) => child.on("close", resolve));
      clearInterval(looking);
      extra.forEach(closeSync);
      expect([args.slice(0, 2).join(" "), code, code === 0 ? "" : said.join("")]).toEqual([
        args.slice(0, 2).join(" "),
        0,
        "",
      ]);
    };
    await run(null, "certificate", "create", "Bench one", "--password-file", phrase, "--json");
    const both = ["--file-password-file", filePass, "--password-fd", "3"];
    await run(phrase, "certificate", "import", pfx, ...both, "--json");
    const images = ["--boot-image", boot, "--os-image", os, "--name", "Field laptop", "--version", "3.2"];
    const locked = ["--password-file", word, "--variables-file", hidden];
    const by = ["--certificate", "Bench one", "--certificate-password-fd", "3"];
    await run(phrase, "media", "create", ...images, ...locked, ...by, "--json");
    const file = ["--certificate-file", pfx, "--certificate-password-file", filePass];
    await run(null, "media", "sign", "Field laptop", ...file, "--json");
    await run(null, "media", "show", "Field laptop", "--json");
    await run(null, "certificate", "list", "--json");
    expect([...seen]).toEqual([]);
    expect(hides(said.join(""))).toEqual([]);
    expect(filesWithSecrets(home)).toEqual([]);
    expect(filesWithSecrets(work)).toEqual([]);
    const key = readdirSync(join(home, "certificates")).map((name) => join(home, "certificates", name));
    expect(key.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(["600", "600"]);
    expect(statSync(join(home, "certificates")).mode & 0o777).toBe(0o700);
    for (const path of key) {
      const text = readFileSync(path, "utf8");
      expect([text.match(/-----BEGIN [A-Z ]+-----/g)]).toEqual([
        ["-----BEGIN CERTIFICATE-----", "-----BEGIN ENCRYPTED PRIVATE KEY-----"],
      ]);
    }
    expect(said.join("")).toContain('"signer":"signer"');
  });
});
