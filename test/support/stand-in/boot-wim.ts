import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SECTOR = 512;
/** Behind a header of 208 bytes the next content then begins at byte 512. */
const FIRST_FILE_BYTES = 304;

/** A real, verified boot.wim with a kernel and an initrd in it, each at a whole sector. Returns its GRUB commands. */
export function makeBootWim(folder: string, path: string, kernel: Buffer, initrd: Buffer): string {
  const tree = join(folder, "boot-tree");
  const [kernelWhole, initrdWhole] = [wholeSectors(kernel), wholeSectors(initrd)];
  mkdirSync(join(tree, "standin"), { recursive: true });
  writeFileSync(join(tree, "0pad"), Buffer.alloc(FIRST_FILE_BYTES, 0x2e));
  writeFileSync(join(tree, "standin", "initrd.gz"), initrdWhole);
  writeFileSync(join(tree, "standin", "vmlinuz"), kernelWhole);
  const quiet: ExecFileSyncOptions = { stdio: ["ignore", "ignore", "pipe"] };
  const capture = ["capture", tree, path, "Stand-in PE", "--compress=none", "--boot", "--no-acls"];
  execFileSync("wimlib-imagex", capture, quiet);
  const more = join(folder, "boot-more");
  mkdirSync(join(more, "System32"), { recursive: true });
  writeFileSync(join(more, "System32", "winpeshl.ini"), "[LaunchApp]\r\nAppPath = stand-in\r\n");
  // Behind the first ones: a small file before them would move them off their sectors.
  execFileSync("wimlib-imagex", ["update", path, "1", `--command=add --no-acls ${more} /Windows`], quiet);
  execFileSync("wimlib-imagex", ["verify", path], quiet);
  const blobs = execFileSync("wimlib-imagex", ["info", path, "--blobs"], { encoding: "utf8" });
  const at = (bytes: Buffer) => `(wim)${blobOffset(blobs, bytes) / SECTOR}+${bytes.length / SECTOR}`;
  return [
    "loopback wim /sources/boot.wim",
    `linux ${at(kernelWhole)} console=tty0 console=ttyS0,115200 quiet`,
    `initrd ${at(initrdWhole)}`,
    "",
  ].join("\n");
}

function wholeSectors(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((SECTOR - (bytes.length % SECTOR)) % SECTOR)]);
}

function blobOffset(listed: string, bytes: Buffer): number {
  const sha1 = createHash("sha1").update(bytes).digest("hex");
  const block = listed.split(/\n\s*\n/).find((each) => each.toLowerCase().includes(sha1));
  const offset = Number(/Offset in WIM\s*=\s*(\d+)/i.exec(block ?? "")?.[1] ?? Number.NaN);
  if (!Number.isInteger(offset) || offset % SECTOR !== 0)
    throw new Error(`a content of boot.wim lies at byte ${offset}, on no whole sector`);
  return offset;
}
