import { randomBytes } from "node:crypto";
import { access, constants, link, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";

const WORK = "prestage-create-";
const HALF = ".creating";

/** A folder to work in, gone when it is disposed of. What a maker left that was killed is swept away first. */
export async function makeWorkFolder(parent: string | null): Promise<AsyncDisposable & { path: string }> {
  const within = resolve(parent ?? tmpdir());
  await sweep(within, new RegExp(`^${WORK}(\\d+)-`));
  const path = await mkdtemp(join(within, `${WORK}${process.pid}-`)).catch((cause: unknown) => {
    throw refusal(within, "be worked in", cause);
  });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Where a medium file is going to be: written under another name, which is swept away later if need be. */
export interface Place extends AsyncDisposable {
  /** Write here. */
  half: string;
  /** The moment it becomes the medium. @throws StagingFault bad-input: something has that name by now */
  commit(): Promise<void>;
}

/** @throws StagingFault bad-input (it is there already), home-not-writable */
export async function makePlace(path: string): Promise<Place> {
  const folder = dirname(path);
  if (await stat(path).catch(() => null)) throw taken(path);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw refusal(folder, "be written", cause);
  });
  await sweep(folder, /^\..*\.(\d+)-[0-9a-f]{8}(\.parts)?\.creating$/);
  const half = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}${HALF}`);
  return {
    half,
    commit: () => placeAs(half, path),
    [Symbol.asyncDispose]: () => rm(half, { force: true }),
  };
}

/** Gives a finished file its name, unless something has it. */
export async function placeAs(half: string, path: string): Promise<void> {
  try {
    await link(half, path);
    await rm(half);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    if (code === "EEXIST") throw taken(path);
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP")
      throw refusal(path, "be written", thrown);
    // FAT and some shares know no links: there the look and the rename are two steps.
    if (await stat(path).catch(() => null)) throw taken(path);
    await rename(half, path);
  }
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}

function taken(path: string): StagingFault {
  return new StagingFault(
    "bad-input",
    `${path} is there already. Choose another name, or take it away first.`,
  );
}

function refusal(path: string, what: string, cause: unknown): StagingFault {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  return new StagingFault(
    code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "home-not-writable",
    `${path} cannot ${what}: ${reason}.`,
    { cause },
  );
}

/** Names that hold the id of the process that made them; those of living ones are left alone. */
async function sweep(folder: string, name: RegExp): Promise<void> {
  for (const entry of await readdir(folder).catch(() => [])) {
    const pid = Number(name.exec(entry)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || pid === process.pid || isAlive(pid)) continue;
    await rm(join(folder, entry), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
