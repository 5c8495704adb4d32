import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BOOTMGR = fileURLToPath(new URL("../../resources/boot-code/training-bootmgr.bin", import.meta.url));

/**
 * Captures a small medium with wimlib: `files` files of `fileBytes` each, and a \bootmgr that says on COM1 that it was
 * reached. Deterministic content, little of it compressible.
 */
export function makeTestMedium(
  dir: string,
  { files = 60, fileBytes = 200_000, name = "Test medium", bootmgr = true } = {},
): string {
  const tree = join(dir, "tree");
  mkdirSync(join(tree, "Windows", "System32"), { recursive: true });
  mkdirSync(join(tree, "sources"), { recursive: true });
  if (bootmgr) copyFileSync(BOOTMGR, join(tree, "bootmgr"));
  let state = 12345;
  for (let n = 0; n < files; n++) {
    const bytes = Buffer.alloc(fileBytes);
    for (let at = 0; at + 4 <= fileBytes; at += 4) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bytes.writeUInt32LE(state, at);
    }
    writeFileSync(join(tree, "Windows", "System32", `file-${n}.dll`), bytes);
  }
  const wim = join(dir, "medium.wim");
  execFileSync("wimlib-imagex", ["capture", tree, wim, name, "--compress=XPRESS", "--check", "--no-acls"], {
    stdio: "ignore",
  });
  return wim;
}
