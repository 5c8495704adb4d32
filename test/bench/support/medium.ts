import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BOOTMGR = fileURLToPath(new URL("../../../resources/boot-code/training-bootmgr.bin", import.meta.url));

/** A medium for measuring: `megabytes` of content in `files` files, half of it compressible. Made once per machine. */
export function benchMedium(megabytes: number, files: number): string {
  const wim = join(tmpdir(), `prestage-bench-${megabytes}-${files}.wim`);
  if (existsSync(wim)) return wim;
  const tree = `${wim}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  copyFileSync(BOOTMGR, join(tree, "bootmgr"));
  const bytes = Math.floor((megabytes * 1e6) / files / 4) * 4;
  let state = 1;
  for (let n = 0; n < files; n++) {
    const folder = join(tree, "Windows", `folder-${n % 97}`);
    mkdirSync(folder, { recursive: true });
    const content = Buffer.alloc(bytes);
    for (let at = 0; at < bytes; at += 4) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      content.writeUInt32LE(at % 64 < 32 ? state : n, at);
    }
    writeFileSync(join(folder, `file-${n}.bin`), content);
  }
  const args = ["capture", tree, `${wim}.new`, "Bench medium", "--compress=LZX", "--check", "--no-acls"];
  execFileSync("wimlib-imagex", args, { stdio: "ignore" });
  renameSync(`${wim}.new`, wim);
  rmSync(tree, { recursive: true });
  return wim;
}
