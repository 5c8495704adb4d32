import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Clock } from "../../electron/engine/content/clock.ts";
import type { ContentRooms } from "../../electron/engine/content/commands.ts";
import { openContent } from "../../electron/engine/content/open-content.ts";
import { openLibrary, type Library } from "../../electron/engine/media/library.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { createFeed } from "../../electron/engine/staging/feed.ts";
import { Tasks } from "../../electron/engine/tasks.ts";
import type { StateEvent } from "../../shared/contract.ts";
import { LocationInput } from "../../shared/content.ts";
import { tempDir } from "./temp-dir.ts";

/** What a pull came to: "done", or the words of its fault with their code. */
export type Ending = "done" | { code: string; message: string };

/** A library and content locations as the engine composes them, with pauses that are a hundredth as long. */
export interface ContentRoom extends ContentRooms {
  dir: string;
  library: Library;
  tasks: Tasks;
  /** All that tasks said they were doing. */
  said: string[];
  /** Adds a location; its address may be a port of 127.0.0.1. @returns its id */
  add(name: string, where: number | string, more?: object): string;
  /** The content with this name. */
  find(name: string): Promise<string>;
  pull(name: string, location?: string): Promise<Ending>;
  ended(task: string): Promise<Ending>;
}

export const fastClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  async sleep(ms, signal) {
    await delay(Math.min(ms, 1000) / 100, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  },
};

/** The limit makes a copy wait after its first pieces: that is the middle. */
export function clockOfTheMiddle(): { clock: Clock; middle: Promise<void> } {
  const held = Promise.withResolvers<void>();
  const clock: Clock = {
    ...fastClock,
    async sleep(ms, signal) {
      held.resolve();
      await fastClock.sleep(ms, signal);
    },
  };
  return { clock, middle: held.promise };
}

export async function contentRoom({
  dir = tempDir(),
  clock = fastClock,
  stallMs = 400,
} = {}): Promise<ContentRoom> {
  const records = openRecords(join(dir, "records.db"));
  onTestFinished(() => records.close());
  const library = await openLibrary({ dir: join(dir, "media") });
  const said: string[] = [];
  const failed = new Map<string, Ending>();
  const feed = createFeed("test", () => {
    throw new Error("nobody watches");
  });
  const publish = (event: StateEvent) => {
    if (event.type === "tasks") said.push(...event.tasks.map(({ doing }) => doing));
    if (event.type === "task-failed")
      failed.set(event.task.task, { code: event.code, message: event.message });
  };
  const tasks = new Tasks(
    () => ({ ...feed, publish }),
    () => {},
  );
  const rooms = openContent({
    tokens: join(dir, "tokens.json"),
    records,
    library,
    tasks,
    imported: () => {},
    log: () => {},
    clock,
    stallMs,
  });
  const { locations, catalogue, pulls } = rooms;
  const find = async (name: string) => {
    const { items, problems } = await catalogue.list(null, true, true);
    const item = items.find((one) => one.name === name);
    if (!item) throw new Error(`no ${name} in the catalogue: ${JSON.stringify({ items, problems })}`);
    return item.content;
  };
  const ended = async (task: string): Promise<Ending> => {
    while (tasks.list().some((one) => one.task === task)) await delay(5);
    return failed.get(task) ?? "done";
  };
  return {
    ...rooms,
    dir,
    library,
    tasks,
    said,
    find,
    ended,
    add(name, where, more = {}) {
      const folder = typeof where === "string" && where.startsWith("/");
      const address = typeof where === "number" ? `http://127.0.0.1:${where}/` : where;
      const kind = folder ? "folder" : "http";
      return locations.save(LocationInput.parse({ name, site: "N01", kind, address, ...more }));
    },
    async pull(name, location) {
      return ended(await pulls.start(await find(name), location ?? null));
    },
  };
}

/** Puts files of a .wim's kind into a folder with an index of them, as any location has it. */
export function publishFiles(dir: string, files: Readonly<Record<string, Buffer>>): void {
  mkdirSync(dir, { recursive: true });
  const items = Object.entries(files).map(([path, bytes]) => {
    writeFileSync(join(dir, path), bytes);
    return {
      kind: "medium",
      name: path.replace(/\.wim$/, ""),
      version: "1.0",
      sha256: sha256Of(bytes),
      sizeBytes: bytes.length,
      path,
      architecture: "x64",
      modifiedAt: statSync(join(dir, path)).mtime.toISOString(),
    };
  });
  writeIndex(dir, items);
}

export function writeIndex(dir: string, items: unknown[]): void {
  const about = { prestageContent: 1, name: "North", site: "N01", parentSite: null };
  const generatedAt = new Date().toISOString();
  writeFileSync(join(dir, "prestage-content.json"), JSON.stringify({ ...about, generatedAt, items }));
}

export function readIndexOf(dir: string): { items: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(join(dir, "prestage-content.json"), "utf8")) as {
    items: Record<string, unknown>[];
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
