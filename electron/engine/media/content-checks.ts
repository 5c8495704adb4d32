import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CONTENT_CHECK_VERSION, type ContentCheck } from "../../../shared/content-check.ts";
import { BOOTSTRAP_INI, judgeLayout, readLayout } from "./configmgr/read-layout.ts";
import { checkNames } from "./names/check-names.ts";
import { NameList } from "./names/name-list.ts";
import { readPackedNames, unpackNames } from "./names/unpack-names.ts";
import type { MediaWork } from "./progress.ts";
import { makeIncoming } from "./shelf.ts";
import { storageFault } from "./storage-fault.ts";

/**
 * Looks at every name and every content that a medium claims to have, without unpacking the contents: what could not be
 * written to a drive, what Windows would stumble over, what is used of NTFS.
 * @param dir the library's folder, where the lists of names are unpacked for the while
 * @throws StagingFault media-corrupt, media-missing, tool-missing, disk-full, home-not-writable; `signal.reason`
 */
export async function checkContents(
  dir: string,
  { wim, images }: { wim: string; images: number },
  work: MediaWork,
): Promise<ContentCheck> {
  const check: ContentCheck = {
    version: CONTENT_CHECK_VERSION,
    at: new Date().toISOString(),
    images: [],
    findings: [],
  };
  await using place = await lists(dir);
  for (let index = 1; index <= images; index++) {
    work.progress?.("Looking at every name in it", index - 1, images);
    const folder = join(place.folder, String(index));
    await mkdir(folder).catch(storageFault);
    const packed = await readPackedNames(wim, index);
    const list = new NameList(await unpackNames(packed, folder, work));
    const { contents, findings } = await checkNames(list, index, packed.sizeOf, work.signal);
    check.images.push(contents);
    check.findings.push(...findings);
    if (index > 1) continue; // the image that is staged, and that a PC starts from
    check.layout = await readLayout({ wim, list, sizeOf: packed.sizeOf, folder }, work);
    const example = `\\${BOOTSTRAP_INI.join("\\")}`;
    for (const code of check.layout ? judgeLayout(check.layout) : [])
      check.findings.push({ code, image: index, count: 1, example });
  }
  return check;
}

async function lists(dir: string): Promise<AsyncDisposable & { folder: string }> {
  const place = await makeIncoming(dir);
  return { folder: place.folder, [Symbol.asyncDispose]: () => place.discard() };
}
