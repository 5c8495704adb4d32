import { createHash } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../../shared/fault.ts";
import { runTool } from "../tool.ts";
import { checkSpace } from "./copy-in.ts";
import { paced, type MediaWork } from "./progress.ts";
import { bytes, joined, lines, noise, records, text } from "./sample-content.ts";
import { addWindowsFolders, SAMPLE_TIME, SECURITY, TreeBuilder } from "./sample-folders.ts";
import { sampleDescriptors } from "./sample-security.ts";
import { storageFault } from "./storage-fault.ts";
import { filesOf, writeWim, type ImageToWrite } from "./wim-writer.ts";
import type { WimEntry } from "./wim-tree.ts";

const bootPrograms = new URL("../../../resources/boot-code/", import.meta.url);
const WORK = ".making-sample-";
const FILE = "Prestage training medium.wim";

export interface SampleOptions extends MediaWork {
  /** Where to make it, and where to work: needs some 700 MB for a moment. One at a time. */
  dir: string;
}

/**
 * Makes a prestaged medium to train on: a real .wim of about 3000 generated files with NTFS security descriptors and
 * hard links, the same bytes on every station. It holds nothing of Microsoft's; its \bootmgr and bootx64.efi only say that they ran.
 * Needs no root.
 * @returns the path of the .wim, `dir`/Prestage training medium.wim; an older one is replaced
 * @throws StagingFault disk-full, home-not-writable, tool-missing; `signal.reason`, with nothing left in `dir`
 */
export async function makeSampleMedium({ dir, signal, progress }: SampleOptions): Promise<string> {
  const tell = paced(progress);
  await mkdir(dir, { recursive: true }).catch(storageFault);
  await sweep(dir);
  const work = await mkdtemp(join(dir, WORK)).catch(storageFault);
  try {
    const bootWim = await makeWim(work, "boot", bootImage(), ["--boot", "--compress=LZX"], { signal });
    const root = mediumTree({
      bootWim: await readFile(bootWim),
      bootmgr: await readFile(new URL("training-bootmgr.bin", bootPrograms)),
      bootx64: await readFile(new URL("training-bootx64.efi", bootPrograms)),
    });
    const totalBytes = contentBytes(root);
    await checkSpace(dir, totalBytes * 1.8);
    const made = await makeWim(work, "medium", mediumImage(root), ["--compress=XPRESS"], {
      signal,
      progress: (doing, share) => tell(doing, Math.round(share * totalBytes), totalBytes),
    });
    await rename(made, join(dir, FILE)).catch(storageFault);
    return join(dir, FILE);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Making {
  signal: AbortSignal | undefined;
  progress?: (doing: string, share: number) => void;
}

/** Writes the image plainly, then lets wimlib compress it and add the integrity table. */
async function makeWim(
  work: string,
  name: string,
  image: ImageToWrite,
  how: readonly string[],
  { signal, progress }: Making,
): Promise<string> {
  const [plain, packed] = [join(work, `${name}-plain.wim`), join(work, `${name}.wim`)];
  const size = contentBytes(image.root);
  await writeWim(plain, image, {
    ...(signal && { signal }),
    progress: (doneBytes) => progress?.("Making up the files", Math.min(1, doneBytes / size)),
  });
  const onLine = (line: string): void => {
    const share = /\((\d{1,3})%\)/.exec(line);
    if (share) progress?.("Packing them into a .wim", Number(share[1]) / 100);
  };
  const args = ["export", plain, "1", packed, "--check", ...how];
  const result = await runTool("wimlib-imagex", args, { ...(signal && { signal }), onLine });
  if (result.code !== 0) throw exportFault(result.stderr);
  await rm(plain);
  await setGuid(packed, image.guid);
  return packed;
}

function exportFault(detail: string): StagingFault {
  return /No space left|quota exceeded/i.test(detail)
    ? new StagingFault("disk-full", "The station's disk ran full while it packed the training medium.", {
        detail,
      })
    : new StagingFault("internal", "The training medium could not be made.", { detail });
}

/** What a maker left that was killed. */
async function sweep(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(storageFault))
    if (name.startsWith(WORK))
      await rm(join(dir, name), { recursive: true, force: true }).catch(storageFault);
}

/** Bytes of all files, those with several names counted once. */
function contentBytes(root: WimEntry): number {
  const contents = new Set([...filesOf(root)].map(({ content }) => content));
  return [...contents].reduce((sum, content) => sum + (content?.sizeBytes ?? 0), 0);
}

/** The one thing in the file that is random: without it every station's training medium is the same. */
async function setGuid(path: string, guid: Uint8Array): Promise<void> {
  await using file = await open(path, "r+").catch(storageFault);
  await file.write(guid, 0, 16, 24).catch(storageFault);
}

function mediumTree(boot: Record<"bootWim" | "bootmgr" | "bootx64", Uint8Array>): WimEntry {
  const tree = new TreeBuilder();
  const hidden = { attributes: 0x26, security: SECURITY.hidden };
  // As long as a real one, so that loading it is exercised too.
  tree.add("bootmgr", joined(bytes(boot.bootmgr), noise("bootmgr", 420_000 - boot.bootmgr.length)), hidden);
  tree.add("Boot/BCD", records("BCD", 24_576), hidden);
  tree.add("Boot/boot.sdi", records("boot.sdi", 3_170_304), hidden);
  tree.add("EFI/Boot/bootx64.efi", bytes(boot.bootx64), hidden);
  tree.add("EFI/Microsoft/Boot/BCD", records("EFI BCD", 24_576), hidden);
  tree.add("sources/boot.wim", bytes(boot.bootWim));
  tree.add(
    "SMS/data/TsmBootstrap.ini",
    text("[MediaInfo]\r\nMediaType=OEMMedia\r\nPasswordRequired=false\r\nUnattended=true\r\n"),
  );
  addWindowsFolders(tree);
  return tree.finish();
}

function mediumImage(root: WimEntry): ImageToWrite {
  const words = "<NAME>Prestage training medium</NAME><VERSION>1.0</VERSION><CREATEDBY>Prestage</CREATEDBY>";
  const comment = "Generated on this station to train with. It holds no Windows.";
  return {
    ...common("medium", root),
    bootable: false,
    xml:
      "<WINDOWS><ARCH>9</ARCH><PRODUCTNAME>Training files</PRODUCTNAME><EDITIONID>Training</EDITIONID>" +
      "<LANGUAGES><LANGUAGE>en-US</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES>" +
      "<VERSION><MAJOR>1</MAJOR><MINOR>0</MINOR><BUILD>0</BUILD><SPBUILD>0</SPBUILD></VERSION></WINDOWS>" +
      `<NAME>Prestage training medium</NAME><DESCRIPTION>${comment}</DESCRIPTION>` +
      `<PRESTAGE>${words}<COMMENT>${comment}</COMMENT></PRESTAGE>`,
  };
}

function bootImage(): ImageToWrite {
  const tree = new TreeBuilder();
  tree.add(
    "Windows/System32/winpeshl.ini",
    text("[LaunchApps]\r\n%SYSTEMDRIVE%\\sms\\bin\\x64\\TsBootShell.exe\r\n"),
  );
  tree.add("sms/bin/x64/README.txt", text("Stands where a boot image's programs would be.\r\n"));
  tree.add("Windows/Logs/training.log", lines("boot image", 200_000));
  return {
    ...common("boot", tree.finish()),
    bootable: true,
    xml: "<WINDOWS><ARCH>9</ARCH></WINDOWS><NAME>Prestage training boot image</NAME>",
  };
}

function common(name: string, root: WimEntry): Pick<ImageToWrite, "root" | "descriptors" | "time" | "guid"> {
  const guid = createHash("sha256").update(`prestage ${name} 1.0`).digest().subarray(0, 16);
  return { root, descriptors: sampleDescriptors(), time: SAMPLE_TIME, guid };
}
