import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prestage } from "../../support/prestage.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-models-"));
const home = join(dir, "home");
const list = join(dir, "lspci.txt");

describe("prestage model", () => {
  beforeAll(async () => {
    writeFileSync(
      list,
      "00:17.0 SATA controller [0106]: Intel Cannon Lake [8086:a352] (rev 10)\nnothing of the kind\n" +
        "00:1f.6 Ethernet controller [0200]: Intel I219-LM [8086:15bb] (rev 10)\n",
    );
    const bench = process.getuid?.() === 0 ? "real" : "training"; // no sample is made beside
    await prestage(home, "serve", "--detach", "--bench", bench);
  });
  afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(dir, { recursive: true, force: true });
  });

  test("names a model by what lspci prints, and tells the line that is none", async () => {
    const added = await prestage(home, "model", "add", "Precision 3630", "--vendor", "Dell", "--from", list);
    expect(added).toMatchObject({ code: 0, stdout: "Added Dell Precision 3630.\n" });
    expect(added.stderr).toContain("Devices: 1 disk, 1 network.");
    expect(added.stderr).toContain("Line 2: That is no line of lspci -nn. (nothing of the kind)");
    const shown = await prestage(home, "model", "show", "dell precision 3630");
    expect(shown.stdout).toMatch(/Starts by +UEFI/);
    expect(shown.stdout).toMatch(/Disk +Intel Cannon Lake +PCI\\VEN_8086&DEV_A352&REV_10/);
  });

  test("adds what a PowerShell file in UTF-16 has, and nothing twice", async () => {
    const file = join(dir, "devices.json");
    const device = { FriendlyName: "VMD", Class: "SCSIAdapter", InstanceId: "PCI\\VEN_8086&DEV_9A0B\\3&1" };
    writeFileSync(file, Buffer.from(`\uFEFF${JSON.stringify([device])}`, "utf16le"));
    for (const added of [1, 0])
      expect(await prestage(home, "model", "import", "Precision 3630", file)).toMatchObject({
        code: 0,
        stdout: `Dell Precision 3630: ${added} devices added, 3 in all.\n`,
      });
    const replaced = await prestage(home, "model", "import", "Precision 3630", file, "--replace");
    expect(replaced.stdout).toContain("1 in all");
  });

  test("takes ids from the command line, lists the models and forgets one", async () => {
    const ids = ["--disk", "PCI\\VEN_144D&DEV_A808", "--network", "8086:15bb"];
    const added = await prestage(home, "model", "add", "Own", "--firmware", "bios", ...ids, "--json");
    expect(JSON.parse(added.stdout)).toMatchObject({
      model: { firmware: "bios", devices: [{ kind: "disk" }, { kind: "network" }] },
    });
    expect((await prestage(home, "model", "list")).stdout).toMatch(/Own +BIOS +x64 +1 +1 +2 /);
    expect(await prestage(home, "model", "remove", "Own")).toMatchObject({ code: 0 });
    expect((await prestage(home, "model", "list")).stdout).not.toContain("Own");
  });

  test.for([
    [["model", "show", "Nobody"], 3, "There is no target model"],
    [["model", "add", "Empty"], 3, "No devices were given"],
    [["model", "add", "Odd", "--disk", "blue"], 2, "no hardware id in it"],
    [["model", "add", "Odd", "--from", "/nowhere/list"], 2, "cannot be read"],
    [
      ["model", "add", "Odd", "--firmware", "coreboot", "--disk", "8086:a352"],
      2,
      "--firmware is one of bios, uefi",
    ],
  ] as const)("refuses %j in words", async ([args, code, words]) => {
    const said = await prestage(home, ...args);
    expect(said.code).toBe(code);
    expect(said.stderr).toContain(words);
  });
});
