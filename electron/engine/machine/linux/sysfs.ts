import fs from "node:fs";
import path from "node:path";

/** What the kernel tells in files, under `root` ("" for this computer; tests have trees of their own). Paths absolute. */
export interface KernelFiles {
  /** Trimmed; null when there is no such file or the kernel will not tell. */
  text(file: string): string | null;
  bytes(file: string): Uint8Array | null;
  /** 0 when there is no such number. */
  number(file: string): number;
  /** Names in a folder; none when there is no such folder. */
  names(folder: string): string[];
  /** Where links lead in the end, without `root`; the path itself when it leads nowhere. */
  real(file: string): string;
}

/** Reading these waits for no drive: the kernel answers from memory. So it is done at once, which is faster for many. */
export function kernelFiles(root = ""): KernelFiles {
  const realRoot = root === "" ? "" : fs.realpathSync.native(root);
  const bytes = (file: string) => orNull(() => fs.readFileSync(realRoot + file));
  const text = (file: string) => orNull(() => fs.readFileSync(realRoot + file, "utf8").trim());
  return {
    bytes,
    text,
    number: (file) => Number(text(file) ?? 0) || 0,
    names: (folder) => orNull(() => fs.readdirSync(realRoot + folder)) ?? [],
    real: (file) =>
      orNull(() => fs.realpathSync.native(realRoot + file).slice(realRoot.length)) ?? path.resolve(file),
  };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // a drive that is pulled while it is looked at, or a fact that this kind of drive does not have
  }
}
