import type { Finding } from "../../../shared/sequence-rehearsal.ts";
import { compareVersions } from "./compare.ts";
import type { RehearsalInput } from "./rehearsal-run.ts";

/**
 * The boot image on the medium must be the one the sequence uses: the target has booted from the medium's, and cannot
 * exchange it on the way. A newer version of the same one fails too (the known fault 0x80004005).
 */
export function bootImageFinding({ sequence, medium }: RehearsalInput): Finding | null {
  const wanted = sequence.facts.bootImageId;
  const has = medium.bootImageId;
  // MDT's sequences name no boot image, and a sequence for the full operating system needs none.
  if (!wanted) return null;
  if (!has)
    return finding(
      "boot-image-unknown",
      "amber",
      `The sequence uses the boot image ${wanted}. Which one the medium carries is not known; if it is another, the sequence fails.`,
    );
  if (has.toUpperCase() !== wanted.toUpperCase())
    return finding(
      "boot-image-mismatch",
      "red",
      `The medium carries the boot image ${has}, and the sequence uses ${wanted}: “Failed to install WinPE. Code(0x80004005)”. Attach ${has} to the sequence, or make the medium anew with ${wanted}.`,
    );
  const { bootImageVersion: made } = medium;
  const { bootImageVersion: now } = sequence.facts;
  if (made && now && compareVersions(made, "notEquals", now))
    return finding(
      "boot-image-mismatch",
      "red",
      `The medium carries version ${made} of the boot image ${has}, and the sequence uses version ${now}: “Failed to install WinPE. Code(0x80004005)”. Make the medium anew.`,
    );
  return null;
}

function finding(code: Finding["code"], severity: Finding["severity"], words: string): Finding {
  const errorCode = code === "boot-image-mismatch" ? "0x80004005" : null;
  return { code, severity, words, node: null, sequence: null, errorCode, fix: null };
}
