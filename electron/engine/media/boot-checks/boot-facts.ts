import type { Architecture } from "../../../../shared/media.ts";
import type { ProgramSignature } from "./authenticode.ts";

/** What starts Windows, as it lies in a medium. Gathered by looking, judged elsewhere. */
export interface BootFacts {
  bootmgr: boolean;
  bootSdi: boolean;
  /** `other`: the file is there and is no boot store of Windows, so another boot manager reads it. */
  biosStore: StoreKind;
  efiStore: StoreKind;
  /** The loaders in \EFI\Boot, by the names that firmware looks for. */
  efiLoaders: EfiLoader[];
  bootWim: BootWim | null;
}

export type StoreKind = "none" | "windows" | "other";

export interface EfiLoader {
  /** "\EFI\Boot\bootx64.efi" */
  path: string;
  /** Null when it is no program. */
  machine: Architecture | null;
  signatures: ProgramSignature[];
  unreadableSignatures: number;
}

/** \sources\boot.wim: what is in it, or why that cannot be told. */
export type BootWim =
  | { readable: false; why: "not-wim" | "damaged" | "lzms"; problem: string }
  | {
      readable: true;
      compression: "none" | "XPRESS" | "LZX";
      imageCount: number;
      /** 0 when no image is marked as the one to start. */
      bootIndex: number;
      /** Of the image that is started, as its description says. */
      architecture: Architecture;
      /** What its contents' hashes say; null when all is well. */
      damage: string | null;
      /** The machine of \Windows\System32\boot\winload.exe and .efi; null when it is not there or is no program. */
      winload: { bios: Architecture | null; uefi: Architecture | null };
      /** What the station can take out of it. */
      offers: {
        bootmgr: boolean;
        bootSdi: boolean;
        biosStore: boolean;
        efiStore: boolean;
        efiLoader: EfiLoader | null;
        /** The loader that is signed by the certificates of 2023. */
        efiLoader2023: boolean;
      };
    };

/** The name by which firmware of each machine looks for a loader. */
export const EFI_LOADER_NAMES: Readonly<Partial<Record<Architecture, string>>> = {
  x64: "bootx64.efi",
  arm64: "bootaa64.efi",
  x86: "bootia32.efi",
  arm: "bootarm.efi",
};
