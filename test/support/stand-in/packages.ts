import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Debian packages that are only unpacked, never installed: a kernel would bring its boot hooks along. Kept for the next
 * run; nothing of them is part of the product or its repository.
 */
const CACHE = join(tmpdir(), `prestage-stand-in-${process.getuid?.() ?? 0}`);

/** The folder into which a package was unpacked. @throws Error when it cannot be had */
export function unpackedPackage(name: string): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const work = join(CACHE, `.${name}-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const quiet = { cwd: work, stdio: "ignore", timeout: 120_000 } as const;
    execFileSync("apt-get", ["download", "-q", name], quiet);
    const deb = readdirSync(work).find((file) => file.endsWith(".deb"));
    if (!deb) throw new Error(`${name} did not come`);
    execFileSync("dpkg-deb", ["-x", deb, "root"], quiet);
    if (!existsSync(folder)) renameSync(join(work, "root"), folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** "linux-image-6.1.0-56-cloud-amd64": the newest small kernel, by whichever name it has now. */
export function kernelPackage(): string {
  const kept = existsSync(CACHE) && readdirSync(CACHE).find((name) => name.startsWith("linux-image-"));
  if (kept) return kept;
  const told = execFileSync("apt-cache", ["depends", "linux-image-cloud-amd64"], { encoding: "utf8" });
  const name = /Depends: (linux-image-\S+)/.exec(told)?.[1];
  if (!name) throw new Error("apt knows no kernel");
  return name;
}
