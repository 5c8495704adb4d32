import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BootFinding } from "../../../shared/boot-finding.ts";
import { programSignatures } from "../../../electron/engine/media/boot-checks/authenticode.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { makeBootMedium, type BootMediumOptions } from "../../support/boot/boot-medium.ts";
import { MACHINE, plainPe, signedPe } from "../../support/boot/signed-pe.ts";
import { startEngine, importInto, startBays } from "../../support/engine-process.ts";
import { tempDir } from "../../support/temp-dir.ts";

const OLD = {
  signer: "Microsoft Windows",
  issuer: "Microsoft Windows Production PCA 2011",
  issuerUntil: "2026-10-19",
};
const NEW = { signer: "Microsoft Windows", issuer: "Windows UEFI CA 2023", issuerUntil: "2035-06-13" };

async function findingsOf(options: BootMediumOptions): Promise<BootFinding[]> {
  const dir = tempDir();
  const library = await openLibrary({ dir: join(dir, "library") });
  const { id } = await library.importFile(makeBootMedium(dir, { signing: NEW, ...options }));
  return (await library.checkBoot(id)).bootFindings ?? [];
}

/** "stops bios winload-missing" */
function short(findings: readonly BootFinding[]): string[] {
  return findings
    .filter(({ code }) => code !== "efi-loader-signer")
    .map(({ code, severity, firmware }) => `${severity} ${firmware ?? "both"} ${code}`);
}

const breakMiddle = (bootWim: string) => {
  const bytes = readFileSync(bootWim);
  const at = bytes.indexOf("kernel", 208, "latin1");
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(bootWim, bytes);
};

const cases: [title: string, medium: BootMediumOptions, found: string[], words: RegExp | null][] = [
  ["a medium with all a PC starts from has nothing against it", {}, [], null],
  [
    "a boot image that nobody marked as the one to start",
    { capture: [] },
    ["stops both boot-wim-not-bootable"],
    /0xc0000487/,
  ],
  [
    "a boot image packed as a solid file",
    { capture: ["--boot", "--solid"] },
    ["stops both boot-wim-lzms"],
    /0xc0000001/,
  ],
  [
    "a boot image packed as LZMS",
    { capture: ["--boot", "--compress=LZMS"] },
    ["stops both boot-wim-lzms"],
    /0xc0000001/,
  ],
  [
    "a boot image with one changed byte in a file",
    { capture: ["--boot", "--compress=none"], damage: breakMiddle },
    ["stops both boot-wim-damaged"],
    /0xc0000098/,
  ],
  [
    "a boot image that is no .wim",
    { medium: { "sources/boot.wim": "MZ is not MSWIM".repeat(40) } },
    ["stops both boot-wim-not-wim"],
    /0xc000000f/,
  ],
  [
    "no boot image at all",
    { medium: { "sources/boot.wim": null } },
    ["stops both boot-wim-missing"],
    /0xc000000f/,
  ],
  [
    "a boot image without the Windows loaders",
    { bootImage: { "Windows/System32/boot/winload.exe": null, "Windows/System32/boot/winload.efi": null } },
    ["stops bios winload-missing", "stops uefi winload-missing"],
    /0xc000000f/,
  ],
  [
    "no boot.sdi, here or in the boot image",
    { medium: { "Boot/boot.sdi": null } },
    ["stops bios boot-sdi-missing", "stops uefi boot-sdi-missing"],
    /boot\.sdi/,
  ],
  [
    "no boot.sdi, and one in the boot image",
    { medium: { "Boot/boot.sdi": null }, bootImage: { "Windows/Boot/DVD/EFI/boot.sdi": "$SDI0001" } },
    ["says bios boot-sdi-missing", "says uefi boot-sdi-missing"],
    /taken out of its boot\.wim/,
  ],
  [
    "no \\bootmgr and no UEFI loader, here or in the boot image",
    { medium: { bootmgr: null, "EFI/Boot/bootx64.efi": null } },
    ["stops bios bootmgr-missing", "stops uefi efi-loader-missing"],
    /no PC starts from it by (BIOS|UEFI)/,
  ],
  [
    "no \\bootmgr and no UEFI loader, and both in the boot image",
    {
      medium: { bootmgr: null, "EFI/Boot/bootx64.efi": null },
      bootImage: {
        "Windows/Boot/PCAT/bootmgr": "one more",
        "Windows/Boot/EFI/bootmgfw.efi": signedPe(plainPe(), NEW),
      },
    },
    ["says bios bootmgr-missing", "says uefi efi-loader-missing"],
    /can be taken out of its boot\.wim/,
  ],
  [
    "a boot image for ARM64 beside a loader for x64",
    {
      bootImage: {
        "Windows/System32/boot/winload.exe": plainPe(MACHINE.arm64),
        "Windows/System32/boot/winload.efi": plainPe(MACHINE.arm64),
      },
    },
    ["stops bios architecture-unfit", "stops uefi architecture-unfit"],
    /arm64/,
  ],
  [
    "a boot image for x86 beside a loader for x64: BIOS starts it, UEFI does not",
    {
      bootImage: {
        "Windows/System32/boot/winload.exe": plainPe(MACHINE.x86),
        "Windows/System32/boot/winload.efi": plainPe(MACHINE.x86),
      },
    },
    ["stops uefi architecture-unfit"],
    /x64.*x86/,
  ],
  [
    "a loader named for x64 that is one for ARM64",
    { medium: { "EFI/Boot/bootx64.efi": signedPe(plainPe(MACHINE.arm64), NEW) } },
    ["stops uefi architecture-unfit", "stops uefi architecture-unfit"],
    /the firmware refuses it/,
  ],
  ["a loader signed by way of 2011 only", { signing: OLD }, ["warns uefi efi-loader-2011"], /2026-10-19/],
  [
    "a loader signed by way of 2011, with one of 2023 in the boot image",
    { signing: OLD, bootImage: { "Windows/Boot/EFI_EX/bootmgfw_EX.efi": signedPe(plainPe(), NEW) } },
    ["warns uefi efi-loader-2011"],
    /EFI_EX/,
  ],
  [
    "a loader without a signature",
    { medium: { "EFI/Boot/bootx64.efi": plainPe() } },
    ["warns uefi efi-loader-unsigned"],
    /not signed/,
  ],
  [
    "boot stores that are none of Windows: another boot manager may need less",
    {
      medium: { "Boot/BCD": "menu", "EFI/Microsoft/Boot/BCD": "menu", "Boot/boot.sdi": null },
      bootImage: { "Windows/System32/boot/winload.exe": null, "Windows/System32/boot/winload.efi": null },
    },
    [
      "warns bios boot-sdi-missing",
      "warns bios winload-missing",
      "warns uefi boot-sdi-missing",
      "warns uefi winload-missing",
    ],
    /Windows' boot manager says/,
  ],
];

describe("what a PC would start from is looked at before any drive is written", () => {
  test.each(cases)("%s", async (_title, medium, found, words) => {
    const findings = await findingsOf(medium);
    expect(short(findings)).toEqual(found);
    if (words) expect(findings.map(({ message }) => message).join("\n")).toMatch(words);
  });

  test("the signer, both dates and the hash are told of a good loader", async () => {
    const findings = await findingsOf({});
    expect(findings).toEqual([
      {
        code: "efi-loader-signer",
        severity: "says",
        firmware: "uefi",
        message:
          "\\EFI\\Boot\\bootx64.efi is signed by Microsoft Windows (certificate valid until 2030-01-01), vouched for by Windows UEFI CA 2023 (until 2035-06-13); its hash matches.",
      },
    ]);
  });

  test("nothing of the look is left in the library's folder, and it is done once", async () => {
    const dir = tempDir();
    const library = await openLibrary({ dir: join(dir, "library") });
    const { id } = await library.importFile(makeBootMedium(dir));
    const [first, second] = await Promise.all([library.checkBoot(id), library.checkBoot(id)]);
    expect(second).toEqual(first);
    expect(execFileSync("ls", ["-A", library.dir], { encoding: "utf8" }).trim()).toBe(id);
    const again = await openLibrary({ dir: library.dir });
    expect(again.get(id)?.bootFindings).toEqual(first.bootFindings);
  });
});

test("a start with a boot image that no boot manager starts is refused in words, and writes nothing", async () => {
  const dir = tempDir();
  const wim = makeBootMedium(dir, { capture: [] });
  await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "1G"]);
  const media = await importInto(engine, wim);
  const refused = await startBays(engine, media.id).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: "boot-check-failed", message: expect.stringMatching(/0xc0000487/) });
  expect(engine.snapshot().jobs).toEqual([]);
});

const noSigner = spawnSync("osslsigncode", ["--version"]).error ? "osslsigncode is not installed" : null;

test.skipIf(noSigner)("another program's signatures are read as it meant them, the nested one too", () => {
  const dir = tempDir();
  const at = (name: string) => join(dir, name);
  writeFileSync(at("plain.efi"), readFileSync("resources/boot-code/training-bootx64.efi"));
  const quiet = { stdio: "ignore", cwd: dir } as const;
  execFileSync(
    "openssl",
    "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /O=Test/CN=Bench".split(
      " ",
    ),
    quiet,
  );
  const sign = "-certs cert.pem -key key.pem".split(" ");
  execFileSync("osslsigncode", ["sign", "-h", "sha1", ...sign, "-in", "plain.efi", "-out", "one.efi"], quiet);
  execFileSync(
    "osslsigncode",
    ["sign", "-nest", "-h", "sha256", ...sign, "-in", "one.efi", "-out", "two.efi"],
    quiet,
  );
  const found = programSignatures(readFileSync(at("two.efi")));
  expect(found.unreadable).toBe(0);
  expect(found.signatures.map(({ signer, program, signature }) => ({ signer, program, signature }))).toEqual([
    { signer: "Bench", program: "unchanged", signature: "holds" },
    { signer: "Bench", program: "unchanged", signature: "holds" },
  ]);
});
