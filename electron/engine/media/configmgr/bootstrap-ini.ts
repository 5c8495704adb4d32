import type { ConfigMgrKind } from "../../../../shared/media-layout.ts";
import { decodeInf } from "../drivers/inf-text.ts";

/** Real ones have some hundred bytes. */
export const MOST_INI_BYTES = 64 << 10;
const MOST_SETTINGS = 50;
const MOST_VALUE_CHARS = 200;

/** The lines of [MediaInfo] in TsmBootstrap.ini. */
export interface BootstrapIni {
  settings: { name: string; value: string }[];
}

/**
 * Reads \SMS\data\TsmBootstrap.ini: UTF-16 or UTF-8 by its mark, else UTF-8, else Western Windows. What is no line
 * "name=value" is passed over; of a name that is there twice the first counts, as for Windows.
 */
export function readBootstrapIni(bytes: Uint8Array): BootstrapIni {
  const settings = new Map<string, { name: string; value: string }>();
  let isWanted = false;
  for (const raw of decodeInf(bytes.subarray(0, MOST_INI_BYTES)).split(/\r\n|\r|\n/)) {
    const line = raw.replaceAll(/\p{Cc}/gu, " ").trim();
    const section = /^\[(.*?)\]/.exec(line)?.[1];
    if (section !== undefined) isWanted = section.trim().toLowerCase() === "mediainfo";
    else if (isWanted && !/^[;#]/.test(line)) takeLine(line, settings);
    if (settings.size >= MOST_SETTINGS) break;
  }
  return { settings: [...settings.values()] };
}

function takeLine(line: string, settings: Map<string, { name: string; value: string }>): void {
  const at = line.indexOf("=");
  if (at <= 0) return;
  const name = line.slice(0, at).trim().slice(0, MOST_VALUE_CHARS);
  const value = line
    .slice(at + 1)
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .slice(0, MOST_VALUE_CHARS);
  if (name !== "" && !settings.has(name.toLowerCase())) settings.set(name.toLowerCase(), { name, value });
}

/** The value of a setting; empty when it is not there. */
export function settingOf({ settings }: BootstrapIni, name: string): string {
  return settings.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value ?? "";
}

/** "true", "1" and "yes" are yes; null for what is neither yes nor no. */
export function yesOrNo(value: string): boolean | null {
  if (/^(true|yes|1)$/i.test(value)) return true;
  return /^(false|no|0)$/i.test(value) ? false : null;
}

const kinds: Record<string, ConfigMgrKind> = {
  oemmedia: "prestaged",
  bootmedia: "bootable",
  fullmedia: "standalone",
  capturemedia: "capture",
};

export function kindOf(mediaType: string): ConfigMgrKind {
  return kinds[mediaType.toLowerCase()] ?? "other";
}
