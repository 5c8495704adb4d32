import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveLibrary, type ServeOptions } from "../../../electron/engine/content/serve-library.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { ContentIndex } from "../../../shared/content-index.ts";
import { contentRoom } from "../../support/content-room.ts";
import { makeAuthority } from "../../support/server-certificates.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const TOKEN = "a-token-of-the-station";

async function station(change: Partial<ServeOptions> = {}) {
  const library = await openLibrary({ dir: join(tempDir(), "media") });
  const medium = await library.importFile(makeTestMedium(tempDir(), { files: 5, name: "Field laptop" }));
  const options = { host: "127.0.0.1", port: 0, tls: null, site: "N01", parentSite: null, ...change };
  const server = await serveLibrary(library, "Bench one", TOKEN, options);
  onTestFinished(() => server.close());
  const { address } = server.served;
  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(new URL(path, address), { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  const index = async () => ContentIndex.parse(await (await get("prestage-content.json")).json());
  const path = async () => (await index()).items[0]?.path ?? "";
  return {
    library,
    medium,
    server,
    address,
    get,
    index,
    path,
    bytes: readFileSync(library.pathOf(medium.id)),
  };
}

test("the library is an index with every medium that is not bad", async () => {
  const { index, medium, library } = await station();
  const about = { prestageContent: 1, name: "Bench one", site: "N01", parentSite: null };
  expect(await index()).toMatchObject({
    ...about,
    items: [{ name: "Field laptop", sha256: medium.sha256, sizeBytes: medium.sizeBytes }],
  });
  await library.markBad(medium.id, "a part of it is damaged");
  expect((await index()).items).toEqual([]);
});

test("another station pulls a medium out of it, with its signature", async () => {
  const { server, library, medium } = await station();
  writeFileSync(`${library.pathOf(medium.id)}.p7s`, "a signature");
  const room = await contentRoom();
  room.add("Bench one", server.served.address, { token: TOKEN });
  expect(await room.pull("Field laptop")).toBe("done");
  expect(room.library.list()[0]?.sha256).toBe(medium.sha256);
});

test("over TLS too, by its fingerprint", async () => {
  const { server, medium } = await station({ tls: makeAuthority(tempDir()).issue("DNS:bench") });
  const room = await contentRoom();
  const { address, fingerprint } = server.served;
  expect(address).toMatch(/^https:/);
  room.add("Bench one", address, { token: TOKEN, fingerprint });
  expect(await room.pull("Field laptop")).toBe("done");
  expect(room.library.list()[0]?.sha256).toBe(medium.sha256);
});

test.each([
  ["no token", {}],
  ["another token", { authorization: "Bearer another" }],
  ["a longer token", { authorization: `Bearer ${TOKEN}x` }],
  ["the token as a password", { authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString("base64")}` }],
])("with %s it answers 401, whatever is asked for", async (_what, headers) => {
  const { address, path } = await station();
  for (const one of ["prestage-content.json", await path(), "", "ws", "nothing"]) {
    const answer = await fetch(new URL(one, address), { headers: headers as Record<string, string> });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("Give the token.\n");
  }
});

test("it can only be read, and nothing but media", async () => {
  const { get, path, medium } = await station();
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    expect((await get(await path(), {}, method)).status).toBe(405);
  const ways = [
    "",
    "ws",
    "media/",
    `media/${medium.id}/media.json`,
    `media/${medium.id}/../../records.db`,
    `media/${medium.id}/%2e%2e%2f%2e%2e%2frecords.db`,
    "media/..%2f..%2frecords.db/x.wim",
    "media/00000000-0000-0000-0000-000000000000/x.wim",
  ];
  for (const one of ways) expect((await get(one)).status, one).toBe(404);
});

test("ranges, as RFC 9110 has them", async () => {
  const { get, path, bytes, medium } = await station();
  const at = await path();
  const size = bytes.length;
  const cases: [string, number, string | null, Buffer | null][] = [
    ["bytes=0-9", 206, `bytes 0-9/${size}`, bytes.subarray(0, 10)],
    [`bytes=${size - 5}-`, 206, `bytes ${size - 5}-${size - 1}/${size}`, bytes.subarray(-5)],
    ["bytes=-7", 206, `bytes ${size - 7}-${size - 1}/${size}`, bytes.subarray(-7)],
    [`bytes=10-${size * 9}`, 206, `bytes 10-${size - 1}/${size}`, bytes.subarray(10)],
    [`bytes=${size}-`, 416, `bytes */${size}`, null],
    ["bytes=-0", 416, `bytes */${size}`, null],
    ["bytes=0-1,5-6", 200, null, bytes],
    ["bytes=9-3", 200, null, bytes],
    ["lines=1-2", 200, null, bytes],
  ];
  for (const [range, status, contentRange, body] of cases) {
    const answer = await get(at, { range });
    expect([range, answer.status, answer.headers.get("content-range")]).toEqual([
      range,
      status,
      contentRange,
    ]);
    const got = Buffer.from(await answer.arrayBuffer());
    if (body) expect(got.equals(body), range).toBe(true);
  }
  const etag = `"${medium.sha256}"`;
  const changed = await get(at, { range: "bytes=0-9", "if-range": '"another"' });
  expect([changed.status, changed.headers.get("etag")]).toEqual([200, etag]);
  await changed.body?.cancel();
  expect((await get(at, { "if-none-match": etag })).status).toBe(304);
  const head = await get(at, {}, "HEAD");
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
    200,
    String(size),
    "",
  ]);
});

test("a port that is taken, a strange address and a broken certificate are told in words", async () => {
  const { address } = await station();
  await expect(station({ port: Number(new URL(address).port) })).rejects.toThrow("is taken");
  await expect(station({ host: "192.0.2.1" })).rejects.toThrow("The library cannot be served at 192.0.2.1:0");
  const cert = join(tempDir(), "cert.pem");
  writeFileSync(cert, "no certificate");
  await expect(station({ tls: { cert, key: cert } })).rejects.toThrow("cannot be used for TLS");
});

test("connections are bounded: one too many is closed, and the others go on", async () => {
  const { address, get } = await station();
  const port = Number(new URL(address).port);
  const sockets = await Promise.all(
    Array.from({ length: 64 }, async () => {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      return socket;
    }),
  );
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const extra = connect(port, "127.0.0.1").on("error", () => {});
  await once(extra, "close");
  sockets[0]?.destroy();
  await expect.poll(async () => (await get("prestage-content.json").catch(() => null))?.status).toBe(200);
});
