import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { file, folder, tinyWim } from "./wim.ts";
import { noise } from "../../electron/engine/media/sample-content.ts";
import type { WimEntry } from "../../electron/engine/media/wim-tree.ts";

function windowsXml(name: string, arch: number, edition: string): string {
  const version =
    "<VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>26100</BUILD><SPBUILD>1</SPBUILD></VERSION>";
  return `<WINDOWS><ARCH>${arch}</ARCH><EDITIONID>${edition}</EDITIONID>${version}</WINDOWS><NAME>${name}</NAME>`;
}

export interface Kind {
  arch?: number;
  edition?: string;
  compress?: string;
  bootable?: boolean;
}

/** Packs these things as one image of Windows into a .wim. */
export async function packed(
  path: string,
  children: WimEntry[],
  name: string,
  { arch = 9, edition = "Professional", compress = "LZX", bootable = false }: Kind,
): Promise<string> {
  const plain = `${path}.plain`;
  rmSync(path, { force: true }); // an export adds to what is there
  writeFileSync(plain, await tinyWim(children, { xml: windowsXml(name, arch, edition), bootable }));
  const args = [
    "export",
    plain,
    "1",
    path,
    "--check",
    `--compress=${compress}`,
    ...(bootable ? ["--boot"] : []),
  ];
  execFileSync("wimlib-imagex", args, { stdio: "ignore" });
  rmSync(plain);
  return path;
}

/** Something with \Windows in it that says it is Windows, and a folder \boot of its own. */
export function makeOsImage(
  dir: string,
  { bytes = 200_000, name = "install.wim", ...kind }: Kind & { bytes?: number; name?: string } = {},
): Promise<string> {
  const children = [
    folder("boot", [file("keep.txt", "a folder of the OS image's own")]),
    folder("Users", []),
    folder("Windows", [
      file("explorer.exe", "", { content: noise("explorer", bytes) }),
      file("notepad.exe", "", { content: noise("notepad", 5000) }),
    ]),
  ];
  return packed(join(dir, name), children, "Windows 11 Pro", kind);
}

/** Laid out as WinPE is, with words in the place of Microsoft's programs. */
export function makeBootImage(
  dir: string,
  { name = "boot.wim", ...kind }: Kind & { name?: string } = {},
): Promise<string> {
  const boot = folder("Boot", [
    folder("DVD", [
      folder("EFI", [file("BCD", "efi bcd"), file("boot.sdi", "sdi ".repeat(500))]),
      folder("PCAT", [file("BCD", "bios bcd")]),
    ]),
    folder("EFI", [file("bootmgfw.efi", "loader of 2011")]),
    folder("EFI_EX", [file("bootmgfw_EX.efi", "loader of 2023")]),
    folder("PCAT", [file("bootmgr", "the boot manager")]),
  ]);
  const children = [
    folder("Windows", [
      boot,
      folder("System32", [file("winpeshl.ini", "", { content: noise("pe", 30_000) })]),
    ]),
  ];
  return packed(join(dir, name), children, "Windows PE", { edition: "WindowsPE", bootable: true, ...kind });
}
