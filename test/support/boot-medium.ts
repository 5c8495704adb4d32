import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ramdiskStore } from "../../electron/engine/boot/bcd/ramdisk-store.ts";
import { tool } from "./boot-disk.ts";

const BOOT_CODE = join(import.meta.dirname, "../../resources/boot-code");
const BOOTMGR = join(BOOT_CODE, "training-bootmgr.bin");
const LOADER = join(BOOT_CODE, "training-bootx64.efi");

/** What of a hybrid medium's boot files its image has; the boot image has all of them, where Windows keeps them. */
export interface BootMediumParts {
  bios?: boolean;
  uefi?: boolean;
  sdi?: boolean;
  /** `own`: a store that starts \sources\boot.wim from [boot]; `strange`: something else; `none`: no store. */
  store?: "own" | "strange" | "none";
}

/** A small medium with boot files, as a .wim, and the folder it was made of. */
export function makeBootMedium(dir: string, name: string, parts: BootMediumParts = {}) {
  const { bios = true, uefi = true, sdi = true, store = "strange" } = parts;
  const tree = join(dir, name);
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), bytes);
  };
  const copy = (from: string, path: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    copyFileSync(from, join(tree, path));
  };
  for (let n = 0; n < 12; n++) put(`Windows/System32/file-${n}.dll`, noise(150_000, n));
  if (bios) {
    copy(BOOTMGR, "bootmgr");
    put("Boot/Fonts/chs_boot.ttf", noise(30_000, 50));
    putStore(put, "Boot/BCD", "bios", store);
  }
  if (uefi) {
    copy(LOADER, "EFI/Boot/bootx64.efi");
    put("EFI/Microsoft/Boot/Fonts/a font with a long name.ttf", noise(70_000, 51));
    putStore(put, "EFI/Microsoft/Boot/BCD", "uefi", store);
  }
  if (sdi) put("Boot/boot.sdi", noise(100_000, 52));
  mkdirSync(join(tree, "sources"), { recursive: true });
  makeBootImage(dir, join(tree, "sources", "boot.wim"));
  const wim = join(dir, `${name}.wim`);
  capture(tree, wim, name);
  return { wim, tree };
}

function putStore(
  put: (path: string, bytes: Uint8Array | string) => void,
  path: string,
  firmware: "bios" | "uefi",
  store: NonNullable<BootMediumParts["store"]>,
): void {
  if (store === "none") return;
  const boot = { kind: "boot" } as const;
  const [wimPath, sdiPath] = ["\\sources\\boot.wim", "\\boot\\boot.sdi"];
  const own = () => ramdiskStore({ firmware, wimOn: boot, wimPath, sdiOn: boot, sdiPath });
  put(path, store === "own" ? own() : noise(24_576, 53));
}

/** Stands for Windows PE: its boot files lie where Windows keeps them. */
function makeBootImage(dir: string, wim: string): void {
  const tree = join(dir, `boot-image-${Math.random()}`);
  const put = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), bytes);
  };
  put("Windows/Boot/PCAT/memtest.exe", noise(5000, 60));
  put("Windows/Boot/Fonts/wgl4_boot.ttf", noise(40_000, 61));
  put("Windows/Boot/DVD/PCAT/boot.sdi", noise(100_000, 62));
  const program = readFileSync(LOADER);
  put("Windows/Boot/EFI/bootmgfw.efi", Buffer.concat([program, noise(600, 63)])); // another than the newer one
  for (const name of ["winload.exe", "winload.efi"]) put(`Windows/System32/boot/${name}`, program);
  put("Windows/Boot/EFI/boot.stl", noise(9000, 64));
  mkdirSync(join(tree, "Windows/Boot/EFI_EX"), { recursive: true });
  copyFileSync(BOOTMGR, join(tree, "Windows/Boot/PCAT/bootmgr"));
  copyFileSync(LOADER, join(tree, "Windows/Boot/EFI_EX/bootmgfw_EX.efi"));
  capture(tree, wim, "Boot image", "--boot");
}

function capture(tree: string, wim: string, name: string, ...more: string[]): void {
  tool("wimlib-imagex", ["capture", tree, wim, name, "--compress=XPRESS", "--no-acls", ...more]);
}

function noise(length: number, seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
}
