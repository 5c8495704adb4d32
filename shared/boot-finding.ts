import { z } from "zod";

/** What a look at a medium's boot files can find. A closed list; the message has the case's figures. */
export const BootFindingCode = z.enum([
  // \sources\boot.wim
  "boot-wim-missing",
  "boot-wim-not-wim",
  "boot-wim-damaged",
  "boot-wim-not-bootable", // no image in it is marked as the one to start
  "boot-wim-lzms", // LZMS or solid: no boot manager reads it
  // what lies beside it or inside
  "boot-sdi-missing",
  "boot-store-missing", // \Boot\BCD or \EFI\Microsoft\Boot\BCD
  "bootmgr-missing",
  "winload-missing", // the Windows loader inside boot.wim
  "architecture-unfit",
  // the UEFI loader
  "efi-loader-missing",
  "efi-loader-not-a-program",
  "efi-loader-unsigned",
  "efi-loader-changed", // its signature is of other bytes
  "efi-loader-2011", // only by certificates that expire in 2026
  "efi-loader-signer", // who signed it, and until when that is valid
]);
export type BootFindingCode = z.infer<typeof BootFindingCode>;

/** By what a PC starts. */
export const Firmware = z.enum(["bios", "uefi"]);
export type Firmware = z.infer<typeof Firmware>;

/**
 * One finding. `stops`: no PC starts from such a drive, so it is not staged for that firmware. `warns`: some may not.
 * `says`: good to know. `firmware` is null when it is the same by both.
 */
export const BootFinding = z.object({
  code: BootFindingCode,
  severity: z.enum(["stops", "warns", "says"]),
  firmware: Firmware.nullable(),
  /** A sentence for people, with what Windows' boot manager would say where that is known. */
  message: z.string(),
});
export type BootFinding = z.infer<typeof BootFinding>;

/** The findings that matter to one firmware; all of them when none is named. */
export function findingsFor(
  findings: readonly BootFinding[] | undefined,
  firmware: Firmware | null,
): BootFinding[] {
  return (findings ?? []).filter(
    (finding) => firmware === null || finding.firmware === null || finding.firmware === firmware,
  );
}
