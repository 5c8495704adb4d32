import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ramdiskStore } from "../boot/bcd/ramdisk-store.ts";
import type { BootContent } from "../staging/masters.ts";
import { failed } from "./master-parts.ts";

/** Puts a store where the unit's own will lie: of the same length, and one that names [boot] alone. */
export async function addPlaceholder(
  tree: string,
  { store, firmware, imagePath }: BootContent,
): Promise<void> {
  if (!store) return;
  const boot = { kind: "boot" } as const;
  const bytes = ramdiskStore({
    firmware,
    wimOn: boot,
    wimPath: imagePath,
    sdiOn: boot,
    sdiPath: "\\Boot\\boot.sdi",
  });
  if (bytes.length !== store.lengthBytes)
    throw failed(`A boot store of ${store.lengthBytes} bytes was asked for; it has ${bytes.length}.`);
  const file = path.join(tree, ...store.path.split("\\").filter((part) => part !== ""));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
