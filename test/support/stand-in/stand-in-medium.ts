import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeBootWim } from "./boot-wim.ts";
import { makeBootmgr, makeEfiLoader } from "./grub.ts";
import { makeInitrd } from "./initrd.ts";
import { kernelPackage, unpackedPackage } from "./packages.ts";

/** Why the stand-in medium cannot be made here, or null. Fetches what it is made of, once. */
export function standInMissing(): string | null {
  for (const program of ["wimlib-imagex", "grub-mkimage", "apt-get", "dpkg-deb"])
    if (spawnSync(program, ["--version"]).error) return `${program} is not installed`;
  try {
    for (const name of [kernelPackage(), "busybox-static", "grub-efi-amd64-bin"]) unpackedPackage(name);
    readFileSync("/usr/lib/grub/i386-pc/g2hdr.img");
    return null;
  } catch (thrown) {
    return `the stand-in boot image cannot be had: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

/**
 * A prestaged medium whose boot chain is the real one in miniature: the boot record starts \bootmgr (here GRUB), that
 * starts a kernel out of a real \sources\boot.wim, and the started system makes one HTTP request. Returns its path.
 */
export function makeStandInMedium(folder: string): string {
  const kernelRoot = unpackedPackage(kernelPackage());
  const vmlinuz = readdirSync(join(kernelRoot, "boot")).find((name) => name.startsWith("vmlinuz"));
  const busybox = join(unpackedPackage("busybox-static"), "bin/busybox");
  const tree = join(folder, "medium");
  for (const each of ["Boot", "EFI/Boot", "EFI/Microsoft/Boot", "sources", "SMS/data", "Windows/System32"])
    mkdirSync(join(tree, each), { recursive: true });
  const kernel = readFileSync(join(kernelRoot, "boot", vmlinuz ?? ""));
  const commands = makeBootWim(
    folder,
    join(tree, "sources/boot.wim"),
    kernel,
    makeInitrd(kernelRoot, busybox),
  );
  const put = (path: string, content: Buffer | string) => writeFileSync(join(tree, path), content);
  put("sources/stand-in.cfg", commands);
  put("bootmgr", makeBootmgr(folder));
  put("EFI/Boot/bootx64.efi", makeEfiLoader(folder));
  put("Boot/BCD", "Stands where a boot store would be.\r\n");
  put("EFI/Microsoft/Boot/BCD", "Stands where a boot store would be.\r\n");
  put("Boot/boot.sdi", Buffer.alloc(65_536, 0x53));
  put("SMS/data/Variables.dat", "Stands where media variables would be.\r\n");
  put("Windows/System32/stand-in.txt", "No Windows.\r\n");
  const wim = join(folder, "stand-in.wim");
  execFileSync("wimlib-imagex", ["capture", tree, wim, "Stand-in medium", "--compress=fast", "--no-acls"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return wim;
}
