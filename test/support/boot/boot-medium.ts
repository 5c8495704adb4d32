import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MACHINE, plainPe, signedPe, type Signing } from "./signed-pe.ts";

/** Files by their paths in the medium. Null takes a file of the usual ones out. */
export type Files = Record<string, Buffer | string | null>;

export interface BootMediumOptions {
  medium?: Files;
  bootImage?: Files;
  /** How \sources\boot.wim is captured. */
  capture?: readonly string[];
  /** Changes boot.wim after it was captured. */
  damage?: (bootWim: string) => void;
  signing?: Signing;
}

/** A boot store's first bytes: enough to be taken for one. */
export const STORE = Buffer.concat([Buffer.from("regf", "latin1"), Buffer.alloc(8188)]);

/** Makes a medium as ConfigMgr lays it out, of programs that start nothing. Returns its path. */
export function makeBootMedium(dir: string, options: BootMediumOptions = {}): string {
  const { medium = {}, bootImage = {}, capture = ["--boot"], damage, signing } = options;
  const inside = { ...windowsPe(), ...bootImage };
  writeTree(join(dir, "pe"), inside);
  const files: Files = {
    bootmgr: "a boot manager that starts nothing",
    "Boot/BCD": STORE,
    "Boot/boot.sdi": "$SDI0001",
    "EFI/Boot/bootx64.efi": signedPe(plainPe(), signing),
    "EFI/Microsoft/Boot/BCD": STORE,
    "Windows/notepad.exe": "text",
    ...medium,
  };
  writeTree(join(dir, "medium"), files);
  const bootWim = join(dir, "medium", "sources", "boot.wim");
  if (!("sources/boot.wim" in medium)) {
    mkdirSync(dirname(bootWim), { recursive: true });
    captureWim(join(dir, "pe"), bootWim, capture);
    damage?.(bootWim);
  }
  const wim = join(dir, "boot-medium.wim");
  captureWim(join(dir, "medium"), wim, ["--compress=none"]);
  rmSync(join(dir, "pe"), { recursive: true });
  rmSync(join(dir, "medium"), { recursive: true });
  return wim;
}

function windowsPe(): Files {
  return {
    "Windows/System32/boot/winload.exe": plainPe(MACHINE.x64, "BIOS"),
    "Windows/System32/boot/winload.efi": plainPe(MACHINE.x64, "UEFI"),
    "Windows/System32/ntoskrnl.exe": plainPe(MACHINE.x64, "kernel"),
  };
}

function writeTree(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

function captureWim(tree: string, wim: string, flags: readonly string[]): void {
  execFileSync("wimlib-imagex", ["capture", tree, wim, "Boot medium", "--no-acls", ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}
