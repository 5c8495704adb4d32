import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createMedium, type CreatedMedium } from "../../electron/engine/media/create/create-medium.ts";
import { openLibrary, type Library } from "../../electron/engine/media/library.ts";
import type { MediaWork } from "../../electron/engine/media/progress.ts";
import { CreateRequest, type CreateRequestInput } from "../../shared/media-create.ts";
import { makeBootImage, makeOsImage } from "./source-images.ts";
import { tempDir } from "./temp-dir.ts";

/** A folder with a boot image and an OS image, a library, and a place for the medium made of them. */
export interface CreateRoom {
  dir: string;
  out: string;
  library: Library;
  request(change?: Partial<CreateRequestInput>): CreateRequest;
  create(change?: Partial<CreateRequestInput>, work?: MediaWork): Promise<CreatedMedium>;
  /** What a file of image 1 holds. */
  contentOf(path: string, wim?: string): Buffer;
  names(): string[];
  /** What is in the folder besides the sources and the library. */
  left(): string[];
}

export async function createRoom(): Promise<CreateRoom> {
  const dir = tempDir();
  const out = join(dir, "medium.wim");
  const library = await openLibrary({ dir: join(dir, "library") });
  const bootImage = { from: "file" as const, path: await makeBootImage(dir) };
  const osImage = { path: await makeOsImage(dir) };
  const request = (change: Partial<CreateRequestInput> = {}) =>
    CreateRequest.parse({
      name: "Field laptop",
      version: "3.2",
      createdBy: "Bench one",
      comment: "For the west",
      destination: { to: "file", path: out },
      stagingFolder: dir,
      certificate: { kind: "none" },
      bootImage,
      osImage,
      ...change,
    });
  return {
    dir,
    out,
    library,
    request,
    create: (change, work = {}) =>
      createMedium(request(change), { library, software: "Prestage test", ...work }),
    contentOf: (path, wim = out) => wimlib("extract", wim, "1", path, "--to-stdout"),
    names: () => wimlib("dir", out, "1").toString().trim().split("\n").toSorted(),
    left: () =>
      readdirSync(dir)
        .filter((name) => !/^(boot|install|library)/.test(name))
        .toSorted(),
  };
}

export function wimlib(...args: string[]): Buffer {
  return execFileSync("wimlib-imagex", args, { stdio: ["ignore", "pipe", "ignore"] });
}

export const hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
