import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContentCheckCode } from "../../../../shared/content-check.ts";
import type { MediaLayout } from "../../../../shared/media-layout.ts";
import { hashFile } from "../create/source-image.ts";
import { extractPaths } from "../create/wim-tools.ts";
import { namesOf, placeIn, type NameList, type Place } from "../names/name-list.ts";
import { Turns } from "../names/turns.ts";
import type { ContentSizes } from "../names/unpack-names.ts";
import type { MediaWork } from "../progress.ts";
import { kindOf, MOST_INI_BYTES, readBootstrapIni, settingOf, yesOrNo } from "./bootstrap-ini.ts";

export const BOOTSTRAP_INI = ["SMS", "data", "TsmBootstrap.ini"];
const VARIABLES = ["SMS", "data", "Variables.dat"];
const PACKAGES = ["_SMSTaskSequence", "Packages"];
/** Real ones have some kilobytes. What is larger is told with its size alone. */
const MOST_VARIABLES_BYTES = 16 << 20;
const MOST_PACKAGES = 500;
/** A site's code, then five hexadecimal digits. */
const PACKAGE_ID = /^[A-Z0-9]{3}[0-9A-F]{5}$/i;
const BOOT_IMAGE = /^boot\.([A-Z0-9]{3}[0-9A-F]{5})\.wim$/i;

/** An image that is laid out as Configuration Manager does, with its names. */
interface LaidOut {
  wim: string;
  list: NameList;
  sizeOf: ContentSizes;
  /** An empty folder of our own. */
  folder: string;
}

/**
 * Looks whether image 1 is laid out as Configuration Manager's media are, and what it says of itself.
 * @returns null when it is not @throws StagingFault media-corrupt, tool-missing, disk-full; `signal.reason`
 */
export async function readLayout(laid: LaidOut, work: MediaWork): Promise<MediaLayout | null> {
  const { list } = laid;
  const iniPlace = await list.find(BOOTSTRAP_INI, work.signal);
  const variables = await list.find(VARIABLES, work.signal);
  if (!iniPlace && !variables) return null;
  const ini = await unpacked(laid, iniPlace, MOST_INI_BYTES, work);
  const bootstrap = readBootstrapIni(ini === null ? new Uint8Array() : await readFile(ini));
  const mediaType = settingOf(bootstrap, "MediaType");
  return {
    kind: kindOf(mediaType),
    mediaType,
    passwordRequired: yesOrNo(settingOf(bootstrap, "PasswordRequired")),
    unattended: yesOrNo(settingOf(bootstrap, "Unattended")),
    settings: bootstrap.settings,
    variables: await readVariables(laid, variables, work),
    packages: await readPackages(laid, work),
    bootImageId: await readBootImageId(list, work),
  };
}

async function readVariables(
  laid: LaidOut,
  place: Place | null,
  work: MediaWork,
): Promise<MediaLayout["variables"]> {
  const sizeBytes = plainFileBytes(laid, place);
  if (sizeBytes === null) return null;
  const file = await unpacked(laid, place, MOST_VARIABLES_BYTES, work);
  const all = { offset: 0, endOffset: sizeBytes };
  return { sizeBytes, sha256: file === null ? null : await hashFile(file, all, { signal: work.signal }) };
}

/** Null for what is not there, and for a folder or a link. */
function plainFileBytes({ sizeOf }: LaidOut, place: Place | null): number | null {
  const entry = place?.entry;
  if (!entry || entry.isFolder || entry.reparseTag !== null) return null;
  return sizeOf.get(entry.sha1 ?? "") ?? 0;
}

/** Null where there is no such file, or one that is larger than any real one. */
async function unpacked(
  laid: LaidOut,
  place: Place | null,
  mostBytes: number,
  work: MediaWork,
): Promise<string | null> {
  const { wim, folder } = laid;
  const sizeBytes = plainFileBytes(laid, place);
  if (!place || sizeBytes === null || sizeBytes > mostBytes) return null;
  const names = namesOf(place);
  await extractPaths(wim, 1, [`/${names.join("/")}`], folder, work);
  return join(folder, ...names);
}

/** What of the layout stops or warns; found at the place of TsmBootstrap.ini. */
export function judgeLayout({ kind, passwordRequired, variables }: MediaLayout): ContentCheckCode[] {
  const codes: ContentCheckCode[] = [];
  if (kind === "standalone") codes.push("configmgr-standalone");
  if (kind === "capture") codes.push("configmgr-capture");
  if (kind === "bootable") codes.push("configmgr-bootable");
  if (kind === "other") codes.push("configmgr-other");
  if (passwordRequired === true && variables === null) codes.push("configmgr-variables-missing");
  return codes;
}

async function readPackages({ list, sizeOf }: LaidOut, work: MediaWork): Promise<MediaLayout["packages"]> {
  const folder = await list.find(PACKAGES, work.signal);
  const packages: MediaLayout["packages"] = [];
  if (!folder?.entry.isFolder) return packages;
  const turns = new Turns(work.signal);
  for (const entry of list.children(folder.entry)) {
    if (turns.isDue(entry.listBytes)) await turns.pass();
    if (packages.length === MOST_PACKAGES) break;
    if (!entry.isFolder || !PACKAGE_ID.test(entry.name)) continue;
    const inside = await countFiles(placeIn(folder, entry), { list, sizeOf }, turns);
    packages.push({ id: entry.name.toUpperCase(), ...inside });
  }
  return packages.toSorted((a, b) => a.id.localeCompare(b.id));
}

async function countFiles(
  folder: Place,
  { list, sizeOf }: Pick<LaidOut, "list" | "sizeOf">,
  turns: Turns,
): Promise<{ files: number; bytes: number }> {
  const found = { files: 0, bytes: 0 };
  for (const { entry } of list.walk(folder)) {
    if (turns.isDue(entry.listBytes)) await turns.pass();
    if (entry.isFolder) continue;
    found.files++;
    found.bytes += sizeOf.get(entry.sha1 ?? "") ?? 0;
  }
  return found;
}

async function readBootImageId(list: NameList, work: MediaWork): Promise<string | null> {
  const sources = await list.find(["sources"], work.signal);
  if (!sources?.entry.isFolder) return null;
  const turns = new Turns(work.signal);
  for (const entry of list.children(sources.entry)) {
    if (turns.isDue(entry.listBytes)) await turns.pass();
    const id = BOOT_IMAGE.exec(entry.name)?.[1];
    if (id !== undefined) return id.toUpperCase();
  }
  return null;
}
