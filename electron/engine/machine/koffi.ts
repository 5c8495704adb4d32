import { createRequire } from "node:module";
import type koffiApi from "koffi";

export type { KoffiFunc } from "koffi";

type Koffi = typeof koffiApi;

/**
 * koffi by its native part alone, from the package that it comes in for this platform. Its own way in first finds out
 * which one that is, and takes a fifth of the time that a writer needs to start; there is a writer for each drive.
 */
function native(): Koffi {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  try {
    return require(`@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`) as Koffi;
  } catch {
    return require("koffi") as Koffi; // musl, or a platform that is named in another way
  }
}

export const koffi: Koffi = native();
