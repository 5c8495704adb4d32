import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { contentRoom, publishFiles, sha256Of, type ContentRoom } from "./content-room.ts";
import { cuttingProxy, type CuttingProxy, type Fate } from "./cutting-proxy.ts";
import { startNginx, type Nginx } from "./nginx.ts";
import { tempDir } from "./temp-dir.ts";
import { makeTestMedium } from "./test-medium.ts";

/** What the medium is called in the index of its location. */
export const NAME = "field";

/** Three megabytes that are a medium. */
export function smallMedium(): Buffer {
  const dir = mkdtempSync(join(tmpdir(), "prestage-wim-"));
  try {
    return readFileSync(makeTestMedium(dir, { files: 20, fileBytes: 150_000, name: "Field laptop" }));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** nginx with one medium in its folder, and a room that has no location yet. */
export async function servedMedium(
  wim: Buffer,
  server = "",
): Promise<{ room: ContentRoom; nginx: Nginx; root: string }> {
  const root = join(tempDir(), "root");
  publishFiles(root, { [`${NAME}.wim`]: wim });
  const nginx = await startNginx({ root, dir: join(tempDir(), "nginx"), server });
  onTestFinished(() => nginx[Symbol.asyncDispose]());
  return { room: await contentRoom(), nginx, root };
}

export async function through(port: number, fate: (connection: number) => Fate): Promise<CuttingProxy> {
  const proxy = await cuttingProxy(port, fate);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return proxy;
}

/** The medium is in the library, byte by byte, and nothing of the pull is left. */
export async function expectPulled(room: ContentRoom, wim: Buffer): Promise<void> {
  const [medium] = room.library.list();
  expect(medium?.sha256).toBe(sha256Of(wim));
  expect(readFileSync(room.library.pathOf(medium?.id ?? "")).equals(wim)).toBe(true);
  expect(await room.pulls.list()).toEqual([]);
}

/** The requests for what ends with this, as nginx saw them: "206 bytes=0-99 /x.wim". */
export const requestsFor = (nginx: Nginx, path: string) =>
  readFileSync(nginx.log, "utf8")
    .split("\n")
    .filter((line) => line.endsWith(path));

/** The first connection asks for the index. */
export const afterTheIndex = (fate: (connection: number) => Fate) => (connection: number) =>
  connection === 0 ? ({ kind: "whole" } as const) : fate(connection - 1);
