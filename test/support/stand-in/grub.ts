import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unpackedPackage } from "./packages.ts";

const COMMON =
  "part_msdos part_gpt ntfs ntfscomp fat linux search search_fs_file echo normal configfile loopback test";

/** Finds the volume with the boot image, whichever it is, and does what the file beside the image says. */
const CONFIG = `echo STAND-IN BOOT MANAGER
search --no-floppy --file --set=root /sources/boot.wim
source /sources/stand-in.cfg
boot
`;

/** GRUB as a \bootmgr: it is entered at 2000:0000 like the real one, and is longer than 64 KiB. */
export function makeBootmgr(folder: string): Buffer {
  const modules = "/usr/lib/grub/i386-pc";
  writeFileSync(join(folder, "bios.cfg"), CONFIG);
  const core = join(folder, "core.img");
  mkimage(modules, "i386-pc", join(folder, "bios.cfg"), core, `biosdisk serial terminal ${COMMON}`);
  return Buffer.concat([readFileSync(join(modules, "g2hdr.img")), readFileSync(core)]);
}

/** GRUB as a UEFI loader. */
export function makeEfiLoader(folder: string): Buffer {
  const installed = "/usr/lib/grub/x86_64-efi";
  const modules = existsSync(installed)
    ? installed
    : join(unpackedPackage("grub-efi-amd64-bin"), "usr/lib/grub/x86_64-efi");
  writeFileSync(join(folder, "uefi.cfg"), CONFIG);
  const loader = join(folder, "bootx64.efi");
  mkimage(modules, "x86_64-efi", join(folder, "uefi.cfg"), loader, `efi_gop all_video ${COMMON}`);
  return readFileSync(loader);
}

function mkimage(directory: string, format: string, config: string, output: string, modules: string): void {
  const args = ["-d", directory, "-O", format, "-p", "/boot/grub", "-c", config, "-o", output];
  execFileSync("grub-mkimage", [...args, ...modules.split(" ")], { stdio: ["ignore", "ignore", "pipe"] });
}
