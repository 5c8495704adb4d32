import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Architecture } from "../../../../shared/media.ts";
import { extractPaths, findPaths } from "../create/wim-tools.ts";
import type { MediaWork } from "../progress.ts";
import { readAtOf, readWim, type WimFacts } from "../wim-file.ts";
import { verifyBlobs } from "../wimlib.ts";
import { programSignatures } from "./authenticode.ts";
import {
  EFI_LOADER_NAMES,
  type BootFacts,
  type BootWim,
  type EfiLoader,
  type StoreKind,
} from "./boot-facts.ts";
import { parsePe } from "./pe-file.ts";

const MEDIUM = {
  bootmgr: "/bootmgr",
  bootSdi: "/boot/boot.sdi",
  biosStore: "/boot/bcd",
  efiStore: "/efi/microsoft/boot/bcd",
  bootWim: "/sources/boot.wim",
} as const;

const INSIDE = {
  winloadBios: "/windows/system32/boot/winload.exe",
  winloadUefi: "/windows/system32/boot/winload.efi",
  bootmgr: "/windows/boot/pcat/bootmgr",
  bootSdi: "/windows/boot/dvd/efi/boot.sdi",
  bootSdiBios: "/windows/boot/dvd/pcat/boot.sdi",
  biosStore: "/windows/boot/dvd/pcat/bcd",
  efiStore: "/windows/boot/dvd/efi/bcd",
  efiLoader: "/windows/boot/efi/bootmgfw.efi",
  efiLoader2023: "/windows/boot/efi_ex/bootmgfw_ex.efi",
} as const;

/** Real loaders have 1 to 3 MB. What is larger is none, and is not read. */
const MOST_PROGRAM_BYTES = 64 << 20;

/**
 * Looks at what a PC starts from in image 1 of a medium, and inside its boot image.
 * @param folder an empty one of our own, on a disk with room for the boot image
 * @throws StagingFault tool-missing, disk-full, media-corrupt (of the medium itself); `signal.reason`
 */
export async function gatherBootFacts(wim: string, folder: string, work: MediaWork): Promise<BootFacts> {
  const loaderPaths = Object.values(EFI_LOADER_NAMES).map((name) => `/efi/boot/${name}`);
  work.progress?.("Looking at what a PC starts from", 0, 0);
  const found = await findPaths(wim, 1, [...Object.values(MEDIUM), ...loaderPaths], work);
  const into = join(folder, "medium");
  const wanted = [...loaderPaths, MEDIUM.biosStore, MEDIUM.efiStore, MEDIUM.bootWim];
  const paths = wanted.flatMap((path) => found.get(path) ?? []);
  if (paths.length > 0) await extractPaths(wim, 1, paths, into, work);
  const at = (path: string) => {
    const written = found.get(path);
    return written === undefined ? null : join(into, written);
  };
  const loaders: EfiLoader[] = [];
  for (const path of loaderPaths) {
    const file = at(path);
    if (file !== null) loaders.push(await lookAtLoader(file, shown(found.get(path) ?? path)));
  }
  const bootWim = at(MEDIUM.bootWim);
  return {
    bootmgr: found.has(MEDIUM.bootmgr),
    bootSdi: found.has(MEDIUM.bootSdi),
    biosStore: await storeKind(at(MEDIUM.biosStore)),
    efiStore: await storeKind(at(MEDIUM.efiStore)),
    efiLoaders: loaders,
    bootWim: bootWim === null ? null : await lookAtBootWim(bootWim, join(folder, "boot"), work),
  };
}

async function lookAtBootWim(path: string, into: string, work: MediaWork): Promise<BootWim> {
  const facts = await readFacts(path);
  if ("why" in facts) return { readable: false, ...facts };
  const { header, images } = facts;
  if (header.compression === "LZMS") return { readable: false, why: "lzms", problem: "" };
  const sizeBytes = (await stat(path)).size;
  const damage = await verifyBlobs(
    path,
    (doing, share) =>
      work.progress?.(`The boot image: ${lowerFirst(doing)}`, Math.round(share * sizeBytes), sizeBytes),
    work.signal,
  );
  const index = header.bootIndex || 1;
  const inside = damage === null ? await lookInside(path, index, into, work) : nothingInside;
  return {
    readable: true,
    compression: header.compression,
    imageCount: header.imageCount,
    bootIndex: header.bootIndex,
    architecture: images.find(({ image }) => image.index === index)?.image.architecture ?? "none",
    damage,
    ...inside,
  };
}

async function readFacts(path: string): Promise<WimFacts | Omit<Unreadable, "readable">> {
  await using file = await open(path, "r");
  try {
    return await readWim(readAtOf(file), (await file.stat()).size);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    const problem = thrown.message;
    if (thrown.code === "media-unsupported" && /solid/.test(problem)) return { why: "lzms", problem };
    return { why: thrown.code === "media-not-wim" ? "not-wim" : "damaged", problem };
  }
}

type Unreadable = Extract<BootWim, { readable: false }>;
type Inside = Pick<Extract<BootWim, { readable: true }>, "winload" | "offers">;

const nothingInside: Inside = {
  winload: { bios: null, uefi: null },
  offers: {
    bootmgr: false,
    bootSdi: false,
    biosStore: false,
    efiStore: false,
    efiLoader: null,
    efiLoader2023: false,
  },
};

async function lookInside(wim: string, index: number, into: string, work: MediaWork): Promise<Inside> {
  const found = await findPaths(wim, index, Object.values(INSIDE), work);
  const paths = [INSIDE.winloadBios, INSIDE.winloadUefi, INSIDE.efiLoader, INSIDE.efiLoader2023].flatMap(
    (path) => found.get(path) ?? [],
  );
  if (paths.length > 0) await extractPaths(wim, index, paths, into, work);
  const machineAt = async (path: string) => {
    const written = found.get(path);
    return written === undefined ? null : machineOf(join(into, written));
  };
  const loader = found.get(INSIDE.efiLoader) ?? found.get(INSIDE.efiLoader2023);
  return {
    winload: { bios: await machineAt(INSIDE.winloadBios), uefi: await machineAt(INSIDE.winloadUefi) },
    offers: {
      bootmgr: found.has(INSIDE.bootmgr),
      bootSdi: found.has(INSIDE.bootSdi) || found.has(INSIDE.bootSdiBios),
      biosStore: found.has(INSIDE.biosStore),
      efiStore: found.has(INSIDE.efiStore),
      efiLoader:
        loader === undefined ? null : await lookAtLoader(join(into, loader), `boot.wim ${shown(loader)}`),
      efiLoader2023: found.has(INSIDE.efiLoader2023),
    },
  };
}

async function storeKind(path: string | null): Promise<StoreKind> {
  if (path === null) return "none";
  await using file = await open(path, "r");
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.toString("latin1") === "regf" ? "windows" : "other";
}

async function lookAtLoader(file: string, path: string): Promise<EfiLoader> {
  const bytes = await readProgram(file);
  const machine = bytes === null ? null : (parsePe(bytes)?.machine ?? null);
  if (bytes === null || machine === null)
    return { path, machine: null, signatures: [], unreadableSignatures: 0 };
  const { signatures, unreadable } = programSignatures(bytes);
  return { path, machine, signatures, unreadableSignatures: unreadable };
}

async function machineOf(file: string): Promise<Architecture | null> {
  const bytes = await readProgram(file);
  return bytes === null ? null : (parsePe(bytes)?.machine ?? null);
}

async function readProgram(file: string): Promise<Uint8Array | null> {
  return (await stat(file)).size > MOST_PROGRAM_BYTES ? null : readFile(file);
}

function shown(path: string): string {
  return path.replaceAll("/", "\\");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
