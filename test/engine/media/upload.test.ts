import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../../support/engine-process.ts";
import { makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";

const skip = missingTool(["wimlib-imagex"]);

describe.skipIf(skip)("a file that a browser sends", () => {
  let dir: string;
  let wim: Buffer;
  let engine: EngineProcess;
  let address: URL;
  beforeEach(async () => {
    dir = tempDir();
    wim = readFileSync(await makeOsImage(dir, { bytes: 3_000_000 }));
    engine = await startEngine(join(dir, "home"), ["--bench", "real", "--port", "0"]);
    onTestFinished(() => engine[Symbol.asyncDispose]());
    address = new URL(engine.url ?? "");
  });

  const cookie = () => `prestage-${address.port}=${address.searchParams.get("token") ?? ""}`;
  const own = () => ({ cookie: cookie(), origin: address.origin });

  /** Sends `body`, saying it has `length` bytes, then ends, cuts the line or waits; gives the answer's status, or null when the line was cut. */
  function put(
    name: string,
    body: Uint8Array,
    {
      headers = own(),
      length = body.length,
      after = "end",
    }: { headers?: object; length?: number; after?: "end" | "cut" | "wait" } = {},
  ): Promise<{ status: number | undefined; text: string } | null> {
    return new Promise((resolve) => {
      const sent = request(`${address.origin}/import?name=${encodeURIComponent(name)}`, {
        method: "PUT",
        headers: { ...headers, "content-length": length },
      });
      sent.on("error", () => resolve(null));
      sent.on("response", (answer) => {
        let text = "";
        answer.on("data", (piece: Buffer) => (text += piece.toString()));
        answer.on("error", () => resolve(null));
        answer.on("end", () => resolve({ status: answer.statusCode, text }));
      });
      sent.write(body);
      if (after === "end") sent.end();
      if (after === "cut") setTimeout(() => sent.destroy(), 200);
    });
  }

  const inLibrary = () =>
    readdirSync(join(dir, "home", "media")).filter((name) => !engine.media().some(({ id }) => id === name));

  test("is imported under its own name, with nothing left beside it", async () => {
    expect((await put("Field laptop.wim", wim))?.status).toBe(201);
    const media = await engine.until(() => engine.media().find(({ state }) => state === "checked"));
    expect(media).toMatchObject({
      name: "Windows 11 Pro",
      sizeBytes: wim.length,
      source: "Field laptop.wim",
    });
    expect(inLibrary()).toEqual([]);
  });

  test("needs the token and the station's own page", async () => {
    const statuses = [
      await put("a.wim", wim, { headers: { origin: address.origin } }),
      await put("a.wim", wim, { headers: { cookie: cookie() } }),
      await put("a.wim", wim, { headers: { cookie: cookie(), origin: "http://elsewhere.example" } }),
      await put("a.wim", wim, { headers: { ...own(), host: "elsewhere.example" } }),
    ].map((answer) => answer?.status);
    expect(statuses).toEqual([401, 403, 403, 403]);
    expect([engine.media(), inLibrary()]).toEqual([[], []]);
  });

  test("is refused in words when it is no .wim, or calls itself by a path", async () => {
    for (const name of ["a.iso", "../a.wim", "a/b.wim", "a\\b.wim", "", ".wim"]) {
      const answer = await put(name, wim);
      expect([name, answer?.status, JSON.parse(answer?.text ?? "{}")]).toMatchObject([
        name,
        400,
        { code: "bad-input" },
      ]);
    }
    const text = Buffer.from("this is no wim ".repeat(100));
    expect(JSON.parse((await put("text.wim", text))?.text ?? "{}")).toMatchObject({ code: "media-not-wim" });
    expect([engine.media(), inLibrary()]).toEqual([[], []]);
  });

  test("that ends too early leaves nothing, and is told among what failed", async () => {
    await put("cut.wim", wim.subarray(0, 1_000_000), { length: wim.length, after: "cut" });
    const told = await engine.until(() => engine.events.find(({ type }) => type === "task-failed"));
    expect(told).toMatchObject({ code: "media-truncated", task: { kind: "import", subject: "cut.wim" } });
    expect([engine.media(), inLibrary()]).toEqual([[], []]);
  });

  test("larger than the disk is refused before it is received", async () => {
    const answer = await put("huge.wim", wim, { length: 900_000_000_000_000, after: "wait" });
    const told = await engine.until(() => engine.events.find(({ type }) => type === "task-failed"));
    expect([told, answer === null || answer.status === 400]).toMatchObject([{ code: "disk-full" }, true]);
    expect(inLibrary()).toEqual([]);
  });

  test("can be cancelled like any import", async () => {
    const sending = put("slow.wim", wim.subarray(0, 1_000_000), { length: wim.length, after: "wait" });
    const task = await engine.until(() =>
      engine.events
        .flatMap((event) => (event.type === "tasks" ? event.tasks : []))
        .find(({ doing }) => doing === "Receiving the file"),
    );
    await engine.client.cancelTask({ task: task.task });
    await sending;
    await engine.until(() => inLibrary().length === 0);
    expect(engine.media()).toEqual([]);
  });
});
