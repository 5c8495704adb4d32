import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createMedium } from "../../electron/engine/media/create/create-medium.ts";
import { openLibrary } from "../../electron/engine/media/library.ts";
import { CreateRequest } from "../../shared/media-create.ts";
import { makeBootImage } from "../support/source-images.ts";
import { benchMedium } from "./support/medium.ts";

/**
 * Creating a medium side by side with `wimlib-imagex export` of its OS image alone. Same files, same machine, one run.
 *
 *   node test/bench/media-create.ts [--megabytes 300] [--files 2000] [--rounds 3]
 */
const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "300" },
    files: { type: "string", default: "2000" },
    rounds: { type: "string", default: "3" },
  },
});

const dir = mkdtempSync(join(tmpdir(), "prestage-bench-"));
try {
  const os = benchMedium(Number(values.megabytes), Number(values.files));
  const boot = await makeBootImage(dir);
  const library = await openLibrary({ dir: join(dir, "library") });
  const [alone, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    const target = join(dir, `export-${round}.wim`);
    const args = ["export", os, "1", target, "--check"];
    alone.push(await seconds(async () => execFileSync("wimlib-imagex", args, { stdio: "ignore" })));
    rmSync(target);
    const path = join(dir, `medium-${round}.wim`);
    const request = CreateRequest.parse({
      name: "Bench medium",
      destination: { to: "file", path },
      stagingFolder: dir,
      password: "bench",
      certificate: { kind: "none" },
      bootImage: { from: "file", path: boot },
      osImage: { path: os },
    });
    whole.push(await seconds(() => createMedium(request, { library, software: "bench" })));
    rmSync(path);
  }
  const [exportSeconds, createSeconds] = [median(alone), median(whole)];
  console.log(`wimlib-imagex export alone  ${exportSeconds.toFixed(2)} s`);
  console.log(`prestage media create       ${createSeconds.toFixed(2)} s`);
  console.log(`ratio                       ${(createSeconds / exportSeconds).toFixed(2)}`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
