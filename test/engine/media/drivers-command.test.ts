import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { makeDriverImage } from "../../support/driver-image.ts";
import { prestage } from "../../support/prestage.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-drivers-"));
const home = join(dir, "home");

describe.skipIf(missingTool(["wimlib-imagex"]))("prestage media drivers", () => {
  beforeAll(async () => {
    await makeDriverImage(dir);
    const bench = process.getuid?.() === 0 ? "real" : "training"; // no sample is made beside
    await prestage(home, "serve", "--detach", "--bench", bench);
  });
  afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(dir, { recursive: true, force: true });
  });

  test("lists what a boot image can drive, with the program that is missing and the ids when asked", async () => {
    const said = await prestage(home, "media", "drivers", join(dir, "boot.wim"), "--ids");
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toContain(
      "Windows PE, 10.0.26100.1, for x64: 4 of 5 drivers are for disks and networks.",
    );
    expect(said.stdout).toMatch(
      /SCSIAdapter +iastorvd\.inf +North Works +1\.2\.3\.4 +2024-03-09 +1 +without iastorvd\.sys/,
    );
    expect(said.stdout).toContain("  PCI\\VEN_8086&DEV_1000  Old card (only for NTx86)");
  });

  test("checks models against it: one is reached, one has a controller without its program", async () => {
    const add = (name: string, disk: string) =>
      prestage(home, "model", "add", name, "--disk", disk, "--network", "8086:15bb");
    await add("Reached", "PCI\\VEN_8086&DEV_A352&CC_010601");
    await add("Not reached", "PCI\\VEN_8086&DEV_9A0B");
    const file = join(dir, "boot.wim");
    const all = await prestage(home, "model", "check", "--media", file);
    expect(all).toMatchObject({ code: 1 });
    expect(all.stdout).toMatch(/Not reached +No +Yes\n/);
    expect(all.stdout).toMatch(/boot\.wim +Reached +Yes +Yes\n/);
    expect(all.stdout).toContain("iastorvd.inf knows it, but its program iastorvd.sys is not in the image.");
    expect(await prestage(home, "model", "check", "Reached", "--media", file)).toMatchObject({ code: 0 });
  });

  test("speaks JSON, and refuses a file that is none in words", async () => {
    const said = await prestage(home, "media", "drivers", join(dir, "boot.wim"), "--json");
    expect(JSON.parse(said.stdout)).toMatchObject({ found: true, infs: 5 });
    const wrong = await prestage(home, "media", "drivers", import.meta.filename);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).not.toBe("");
    const missing = await prestage(home, "media", "drivers", "Nothing of the kind");
    expect(missing).toMatchObject({ code: 3 });
    expect(missing.stderr).toContain("The library has no medium");
  });
});
