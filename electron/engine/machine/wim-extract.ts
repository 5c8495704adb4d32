import { mkdir } from "node:fs/promises";
import { refuseLinks } from "../refuse-links.ts";
import { runTool } from "../tool.ts";
import { wimFault } from "./wim-apply.ts";

/** One image of a .wim. */
export interface WimImage {
  file: string;
  index: number;
}

/** How many paths one call takes: a command line has an end. */
const PATHS_AT_A_TIME = 200;

/** All paths of an image, as it spells them: "/EFI/Boot/bootx64.efi". @throws StagingFault as `applyImage` does */
export async function listPaths({ file, index }: WimImage, signal: AbortSignal): Promise<string[]> {
  const paths: string[] = [];
  const onLine = (line: string) => void (line.startsWith("/") && paths.push(line));
  const result = await runTool("wimlib-imagex", ["dir", file, String(index)], { signal, onLine });
  if (result.code !== 0) throw wimFault(result, index);
  return paths;
}

/** Unpacks files to the same paths under a folder. @throws StagingFault media-unsafe-path (a link); as `applyImage` does */
export async function extractPaths(
  { file, index }: WimImage,
  paths: readonly string[],
  dir: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const how = ["--preserve-dir-structure", "--no-acls", "--no-attributes", "--no-globs", `--dest-dir=${dir}`];
  for (let n = 0; n < paths.length; n += PATHS_AT_A_TIME) {
    const some = paths.slice(n, n + PATHS_AT_A_TIME);
    const args = ["extract", file, String(index), ...some, ...how];
    const result = await runTool("wimlib-imagex", args, { signal });
    if (result.code !== 0) throw wimFault(result, index);
    await refuseLinks(dir, some);
  }
}

/** Which image of a boot.wim starts: the one it is marked with, else the first. */
export async function bootImageIndex(file: string, signal: AbortSignal): Promise<number> {
  const result = await runTool("wimlib-imagex", ["info", file], { signal });
  if (result.code !== 0) throw wimFault(result, 1);
  return Number(/^Boot Index:\s+(\d+)/m.exec(result.stdout)?.[1] ?? 0) || 1;
}
