import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Fault } from "../../shared/fault.ts";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const SMALL = ["--bays", "1", "--bay-size", "520M"];
const root = process.getuid?.() === 0;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "prestage-start-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("an engine that cannot start says why, and leaves everything as it is", () => {
  test("when another engine works in this home", async () => {
    await using first = await startEngine(home, SMALL);
    await expect(startEngine(home, SMALL)).rejects.toMatchObject({ code: "engine-running" });
    expect(first.bays()).toHaveLength(1);
  });

  test("when the records are damaged", async () => {
    const path = join(home, "records.db");
    writeFileSync(path, Buffer.alloc(8192, 7));
    await expect(startEngine(home, SMALL)).rejects.toMatchObject({ code: "database-corrupt" });
    expect(readFileSync(path)).toEqual(Buffer.alloc(8192, 7));
  });

  test("when the records are from a newer version", async () => {
    await (await startEngine(home, SMALL))[Symbol.asyncDispose]();
    const db = new Database(join(home, "records.db"));
    db.pragma("user_version = 9999");
    db.close();
    await expect(startEngine(home, SMALL)).rejects.toMatchObject({ code: "database-newer" });
  });

  test("when the records are write-protected", async () => {
    await (await startEngine(home, SMALL))[Symbol.asyncDispose]();
    chmodSync(join(home, "records.db"), 0o400);
    await expect(startEngine(home, SMALL)).rejects.toMatchObject({ code: "database-read-only" });
  });

  test("when there is a file where the home should be", async () => {
    const file = join(home, "file");
    writeFileSync(file, "");
    await expect(startEngine(file, SMALL)).rejects.toMatchObject({ code: "home-not-writable" });
  });

  test("when its port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    await expect(startEngine(home, [...SMALL, "--port", String(port)])).rejects.toMatchObject({
      code: "port-in-use",
    });
    server.close();
  });

  test.skipIf(!root)("when the real bench is asked for without root", async () => {
    const own = join(home, "nobody");
    mkdirSync(own);
    chownSync(own, 65534, 65534);
    chmodSync(home, 0o755);
    await expect(startEngine(own, ["--bench", "real"], { uid: 65534 })).rejects.toMatchObject({
      code: "root-needed",
    });
  });

  test.each([
    ["--bench", "blue"],
    ["--bays", "0"],
    ["--bay-size", "ten"],
    ["--port", "99999"],
    ["--no-such-flag", "1"],
  ])("when %s is “%s”", async (flag, value) => {
    await expect(startEngine(home, [flag, value])).rejects.toMatchObject({ code: "bad-input" });
  });
});

function faultOf(engine: EngineProcess, job: string): Fault | undefined {
  for (const event of engine.events)
    if (event.type === "job" && event.job === job && event.event.type === "failed") return event.event.fault;
  return undefined;
}

test("without wimlib no drive is staged, and the line that installs it is told", async () => {
  const wim = makeTestMedium(home, { files: 2 });
  await using engine = await startEngine(home, SMALL);
  const media = await importInto(engine, wim);
  await engine[Symbol.asyncDispose]();
  await using bare = await startEngine(home, SMALL, { env: { ...process.env, PATH: "/nonexistent" } });
  // At once when the medium's boot files are still to be looked at, else when the drive wants its master.
  const fault = await startBays(bare, media.id).then(
    ({ jobs: [job = ""] }) => bare.until(() => faultOf(bare, job)),
    (thrown: unknown) => thrown,
  );
  expect(fault).toMatchObject({
    code: "tool-missing",
    message: expect.stringContaining("sudo apt-get install") as string,
  });
  expect(bare.bays()[0]?.carries).toBeNull();
});

test("an engine that was killed is followed by another, and its socket and lock are no hindrance", async () => {
  const first = await startEngine(home, SMALL);
  await first.kill();
  expect(existsSync(join(home, "engine.json"))).toBe(true);
  await using second = await startEngine(home, SMALL);
  expect(second.bays()).toHaveLength(1);
});

test("bays keep their drives, characters and serials over a restart", async () => {
  const first = await startEngine(home, ["--bays", "2", "--bay-size", "520M"]);
  await first.client.setCharacter({ bay: 2, character: { kind: "slow", bytesPerSecond: 1_000_000 } });
  const before = await first.until(() => (first.bays()[1]?.character?.kind === "slow" ? first.bays() : null));
  await first[Symbol.asyncDispose]();
  await using second = await startEngine(home, ["--bays", "2", "--bay-size", "520M"]);
  expect(second.bays()).toEqual(before);
});

describe("the door for browsers", () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; cookie: string; location: string }>((resolve, reject) => {
      get(url, { headers }, (response) => {
        response.resume();
        const cookie = response.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
        resolve({ status: response.statusCode ?? 0, cookie, location: response.headers.location ?? "" });
      }).on("error", reject);
    });
  const knock = (url: string, headers: Record<string, string>) =>
    new Promise<"open" | "refused">((resolve) => {
      const socket = new WebSocket(url, { headers });
      socket.on("open", () => (socket.close(), resolve("open")));
      socket.on("error", () => resolve("refused"));
    });

  test("opens with the token alone, takes it out of the address, and lets no other page or name in", async () => {
    await using engine = await startEngine(home, [...SMALL, "--port", "0"]);
    const url = new URL(engine.url ?? "");
    const base = url.origin;
    expect((await ask(`${base}/`)).status).toBe(401);
    expect((await ask(`${base}/?token=wrong`)).status).toBe(401);
    const greeted = await ask(url.href);
    expect(greeted).toMatchObject({ status: 303, location: "/" });
    const { cookie } = greeted;
    expect((await ask(`${base}/../../package.json`, { cookie })).status).toBe(404);
    expect((await ask(`${base}/`, { cookie, host: "evil.example" })).status).toBe(403);
    const ws = `ws://${url.host}/ws`;
    expect(await knock(ws, { cookie })).toBe("open");
    expect(await knock(ws, { cookie, origin: base })).toBe("open");
    expect(await knock(ws, { cookie, origin: "http://evil.example" })).toBe("refused");
    expect(await knock(ws, {})).toBe("refused");
  });
});
