import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createMedium } from "../../electron/engine/media/create/create-medium.ts";
import { openLibrary, type Library } from "../../electron/engine/media/library.ts";
import { CreateRequest, type Destination } from "../../shared/media-create.ts";
import { makeBootImage } from "../support/source-images.ts";
import { benchMedium } from "./support/medium.ts";

/**
 * Creating a medium side by side with what wimlib-imagex alone does to its OS image. Same files, same machine, one run.
 *
 *   node test/bench/media-create.ts [--megabytes 1500] [--files 4000] [--rounds 3]
 *
 * `export --check` is what makes a .wim like ours: source compared with its integrity table, and one of its own.
 */
const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "1500" },
    files: { type: "string", default: "4000" },
    rounds: { type: "string", default: "3" },
  },
});

const dir = mkdtempSync(join(tmpdir(), "prestage-bench-"));
try {
  const os = benchMedium(Number(values.megabytes), Number(values.files));
  const boot = await makeBootImage(dir);
  const library = await openLibrary({ dir: join(dir, "library") });
  const times: Record<string, number[]> = {};
  const parts: Record<string, number[]> = {};
  const take = async (name: string, work: () => Promise<unknown>) =>
    (times[name] ??= []).push(await seconds(work));
  for (let round = 0; round < Number(values.rounds); round++) {
    const target = join(dir, `export-${round}.wim`);
    const alone = async (...more: string[]) =>
      execFileSync("wimlib-imagex", ["export", os, "1", target, ...more], { stdio: "ignore" });
    readFileSync(os); // everyone finds it in memory
    await take("export --check, flushed", async () => {
      await alone("--check");
      execFileSync("sync", [target]);
    });
    rmSync(target);
    await take("export, flushed", async () => {
      await alone();
      execFileSync("sync", [target]);
    });
    rmSync(target);
    const path = join(dir, `medium-${round}.wim`);
    await take("create, to a file", () =>
      create({ to: "file", path, partMegabytes: null }, os, boot, library, parts),
    );
    rmSync(path);
    await take("create, into the library", () => create({ to: "library" }, os, boot, library, {}));
    for (const { id } of library.list()) await library.remove(id);
  }
  console.log(`OS image ${(statSync(os).size / 1e6).toFixed(0)} MB, median of ${values.rounds}`);
  const whole = median(times["create, to a file"] ?? []);
  for (const [name, all] of Object.entries(times)) {
    const [time, ratio] = [median(all), whole / median(all)];
    const beside = name.startsWith("export") ? `   create is ${ratio.toFixed(2)} ×` : "";
    console.log(`${name.padEnd(46)}${time.toFixed(2).padStart(7)} s${beside}`);
  }
  for (const [name, all] of Object.entries(parts))
    console.log(`  ${name.padEnd(44)}${median(all).toFixed(2).padStart(7)} s`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Creates one medium, and adds how long each thing took that it told of. */
async function create(
  destination: Destination,
  os: string,
  boot: string,
  library: Library,
  parts: Record<string, number[]>,
): Promise<void> {
  const request = CreateRequest.parse({
    name: "Bench medium",
    destination,
    stagingFolder: dir,
    password: "bench",
    certificate: { kind: "none" },
    bootImage: { from: "file", path: boot },
    osImage: { path: os },
  });
  const taken: Record<string, number> = {};
  let [now, since] = ["Looking at the sources", performance.now()];
  const progress = (doing: string): void => {
    taken[now] = (taken[now] ?? 0) + performance.now() - since;
    [now, since] = [doing, performance.now()];
  };
  await createMedium(request, { library, software: "bench", progress });
  progress("");
  for (const [name, ms] of Object.entries(taken)) (parts[name] ??= []).push(ms / 1000);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
