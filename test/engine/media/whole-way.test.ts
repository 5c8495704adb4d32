import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { makeBootMedium } from "../../support/boot-medium.ts";
import { startEngine } from "../../support/engine-process.ts";
import { prestage, startPrestage, type Running } from "../../support/prestage.ts";
import { qemuMissing } from "../../support/qemu.ts";
import { makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";

const noOvmf = existsSync("/usr/share/OVMF/OVMF_CODE_4M.fd") ? null : "ovmf is not installed";
const skip = qemuMissing ?? noOvmf ?? missingTool(["wimlib-imagex", "mkfs.ntfs", "mkfs.fat"]);

interface Served {
  address: string;
  token: string;
}

/** A station's folder, and what `prestage` says there. @throws when it does not end well */
function station() {
  const home = join(tempDir(), "home");
  const says = async (...args: string[]) => {
    const { code, stdout, stderr } = await prestage(home, ...args);
    expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
    return stdout;
  };
  return { home, says };
}

async function serve(home: string): Promise<Running> {
  const serving = startPrestage(home, "serve", "--content", "--content-port", "0", "--json");
  await serving.prints('"ready":true');
  return serving;
}

test.skipIf(skip)(
  "a medium made and signed at one station is pulled by another, which takes none that is not, staged, and starts",
  async () => {
    const dir = tempDir();
    const { tree } = makeBootMedium(dir, "Sources", { store: "own" });
    const [makes, stages] = [station(), station()];

    const passPhrase = join(dir, "pass-phrase");
    writeFileSync(passPhrase, "correct horse battery staple\n");
    const pem = join(dir, "image-team.pem");
    await makes.says("certificate", "create", "Image team", "--password-file", passPhrase);
    await makes.says("certificate", "export", "Image team", pem);
    const about = ["--name", "Field laptop", "--version", "3.2", "--created-by", "Bench one"];
    const images = ["--boot-image", join(tree, "sources/boot.wim"), "--os-image", await makeOsImage(dir)];
    const stores = ["/Boot/BCD", "/EFI/Microsoft/Boot/BCD"];
    const files = stores.flatMap((path) => ["--boot-file", `${path}=${tree}${path}`]);
    const signer = ["--certificate", "Image team", "--certificate-password-file", passPhrase];
    await makes.says("media", "create", ...about, ...images, ...files, ...signer);
    const serving = await serve(makes.home);
    onTestFinished(async () => (serving.interrupt(), void (await serving.ended)));
    const served = await vi.waitFor(async () => {
      const told = JSON.parse(await makes.says("content", "served", "--json")) as Served | null;
      return told ?? Promise.reject(new Error("it does not serve yet"));
    }, 60_000);

    await using engine = await startEngine(stages.home, ["--bays", "2", "--bay-size", "1900M"]);
    await engine.until(() => engine.bays().length === 2);
    await stages.says("settings", "signature", "require");
    const fingerprint = new X509Certificate(readFileSync(pem)).fingerprint256.replaceAll(":", "");
    await stages.says("certificate", "trust", pem, "--fingerprint", fingerprint);
    const token = join(dir, "token");
    writeFileSync(token, served.token);
    const where = ["--site", "N01", "--url", served.address, "--token-file", token];
    await stages.says("content", "location", "add", "Makers", ...where);
    await stages.says("content", "pull", "Field laptop");
    await stages.says("media", "verify", "Field laptop");
    const shown = await stages.says("media", "show", "Field laptop");
    expect(shown).toMatch(/^Signature +Valid: Image team/m);

    await stages.says(
      "stage",
      "--media",
      "Field laptop",
      "--sequence",
      "builtin:uefi",
      "--bays",
      "1",
      "--yes",
    );
    const png = join(dir, "proof.png");
    await stages.says("prove", "1", "--rule", "serial:the boot chain works", "--png", png);
    expect(readFileSync(png).subarray(1, 4).toString()).toBe("PNG");
  },
  600_000,
);
