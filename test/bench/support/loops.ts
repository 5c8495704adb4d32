import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Loop devices over sparse files in memory, of this run alone. */
export interface Loops extends Disposable {
  paths: string[];
}

export function memoryLoops(count: number, sizeBytes: number): Loops {
  const dir = mkdtempSync("/dev/shm/prestage-bench-");
  const files = Array.from({ length: count }, (_, n) => join(dir, `drive-${n + 1}.img`));
  for (const file of files) {
    writeFileSync(file, "");
    truncateSync(file, sizeBytes);
  }
  const paths = files.map((file) =>
    execFileSync("losetup", ["-f", "--show", file], { encoding: "utf8" }).trim(),
  );
  return {
    paths,
    [Symbol.dispose]() {
      for (const path of paths) execFileSync("losetup", ["-d", path]);
      rmSync(dir, { recursive: true });
    },
  };
}
