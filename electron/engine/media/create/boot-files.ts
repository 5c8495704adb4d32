import { StagingFault } from "../../../../shared/fault.ts";
import type { Architecture } from "../../../../shared/media.ts";

/** Whose certificate authority of 2011 or of 2023 signed the UEFI loader. Newer boot images hold both. */
export type LoaderSigner = "2011" | "2023";

/** Where a boot file goes, and where in a boot image it may come from, best first, in lower case. */
export interface BootFileSource {
  target: string;
  from: string[];
}

/** Names as they are in WinPE; images for ARM have no PCAT. */
export function bootFileSources(architecture: Architecture, signer: LoaderSigner): BootFileSource[] {
  const boot = "/windows/boot";
  const loaders = [`${boot}/efi/bootmgfw.efi`, `${boot}/efi_ex/bootmgfw_ex.efi`];
  const from = signer === "2011" ? loaders : loaders.toReversed();
  return [
    { target: "/bootmgr", from: [`${boot}/pcat/bootmgr`] },
    { target: "/Boot/BCD", from: [`${boot}/dvd/pcat/bcd`] },
    { target: "/Boot/boot.sdi", from: [`${boot}/dvd/pcat/boot.sdi`, `${boot}/dvd/efi/boot.sdi`] },
    { target: `/EFI/Boot/${loaderName(architecture)}`, from },
    { target: "/EFI/Microsoft/Boot/bootmgfw.efi", from },
    { target: "/EFI/Microsoft/Boot/BCD", from: [`${boot}/dvd/efi/bcd`] },
  ];
}

function loaderName(architecture: Architecture): string {
  if (architecture === "arm64") return "bootaa64.efi";
  return architecture === "x86" ? "bootia32.efi" : "bootx64.efi";
}

/** What a PC starts such a medium by. @throws StagingFault media-no-boot-files: by nothing */
export function startsBy(paths: Iterable<string>): { bios: boolean; uefi: boolean } {
  const there = new Set([...paths].map((path) => path.toLowerCase()));
  const bios = ["/bootmgr", "/boot/bcd", "/boot/boot.sdi"];
  const loaders = ["/efi/boot/bootx64.efi", "/efi/boot/bootaa64.efi", "/efi/boot/bootia32.efi"];
  const uefi = ["/efi/microsoft/boot/bcd", "/boot/boot.sdi"];
  const missing = (paths: string[]) => paths.filter((path) => !there.has(path));
  const noLoader = loaders.every((path) => !there.has(path));
  const starts = { bios: missing(bios).length === 0, uefi: missing(uefi).length === 0 && !noLoader };
  if (starts.bios || starts.uefi) return starts;
  const words = [...missing(bios), ...missing(uefi), ...(noLoader ? ["/efi/boot/bootx64.efi"] : [])];
  throw new StagingFault(
    "media-no-boot-files",
    `Neither the boot image nor the files given hold what a PC starts from: ${[...new Set(words)].join(", ").replaceAll("/", "\\")} are missing.`,
  );
}
