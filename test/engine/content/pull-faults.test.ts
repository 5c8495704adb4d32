import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContentRoom, Ending } from "../../support/content-room.ts";
import { nginxProgram } from "../../support/nginx.ts";
import {
  afterTheIndex,
  expectPulled,
  NAME,
  requestsFor,
  servedMedium,
  smallMedium,
  through,
} from "../../support/pull-room.ts";

let wim: Buffer;
beforeAll(() => {
  wim = smallMedium();
});
const served = (server?: string) => servedMedium(wim, server);
const expectWhole = (room: ContentRoom) => expectPulled(room, wim);

/** For whoever asks for it: what was done to a pull, and what came of it. */
const table: { fault: string; ending: string; connections: number | null }[] = [];
const note = (fault: string, ending: Ending, connections: number | null = null) =>
  table.push({
    fault,
    ending: ending === "done" ? ending : `${ending.code}: ${ending.message}`,
    connections,
  });
afterAll(() => {
  if (process.env["PRESTAGE_TABLE"]) console.table(table);
});

describe.skipIf(nginxProgram() === null)("a pull from a real nginx", () => {
  test("brings the medium into the library with its source", async () => {
    const { room, nginx } = await served();
    room.add("North", nginx.port);
    const ending = await room.pull(NAME);
    note("none", ending, requestsFor(nginx, ".wim").length);
    expect(ending).toBe("done");
    await expectWhole(room);
    expect(room.library.list()[0]).toMatchObject({
      name: "Field laptop",
      source: `North (http://127.0.0.1:${nginx.port}/)`,
    });
  });

  test("that is in the library already is refused", async () => {
    const { room, nginx } = await served();
    room.add("North", nginx.port);
    await room.pull(NAME);
    await expect(room.pull(NAME)).rejects.toThrow("is in the library already, as “Field laptop”");
  });

  test("whose connection drops again and again goes on at the byte where it broke", async () => {
    const { room, nginx } = await served();
    const proxy = await through(
      nginx.port,
      afterTheIndex(() => ({ kind: "cut", afterBytes: 500_000 })),
    );
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the connection is reset after each 500 kB", ending, proxy.connections() - 1);
    expect(ending).toBe("done");
    await expectWhole(room);
    const asked = requestsFor(nginx, ".wim").map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]));
    expect(asked).toEqual(asked.toSorted((a, b) => a - b));
    expect(new Set(asked).size).toBeGreaterThan(4);
  });

  test("whose answers end too early, as if that were all, goes on too", async () => {
    const { room, nginx } = await served();
    const proxy = await through(
      nginx.port,
      afterTheIndex(() => ({ kind: "end", afterBytes: 900_000 })),
    );
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the answer ends early after each 900 kB", ending, proxy.connections() - 1);
    expect(ending).toBe("done");
    await expectWhole(room);
  });

  test("that gives nothing any more fails in words, keeps what it has, and goes on from there later", async () => {
    const { room, nginx } = await served();
    let broken = true;
    const proxy = await through(
      nginx.port,
      afterTheIndex((n) =>
        !broken
          ? { kind: "whole" }
          : n === 0
            ? { kind: "end", afterBytes: 700_000 }
            : { kind: "cut", afterBytes: 0 },
      ),
    );
    room.add("North", proxy.port);
    const content = await room.find(NAME);
    const ending = await room.ended(await room.pulls.start(content, null));
    note("700 kB, then every connection is reset at once", ending, proxy.connections() - 1);
    expect(ending).toEqual({ code: "location-unreachable", message: "North: the connection broke." });
    const [kept] = await room.pulls.list();
    expect(kept).toMatchObject({ content, task: null, problem: "North: the connection broke." });
    // What had arrived but was not read yet is lost with the connection.
    expect(kept?.doneBytes).toBeGreaterThan(400_000);
    broken = false;
    expect(await room.ended(await room.pulls.start(content, null))).toBe("done");
    await expectWhole(room);
    expect(requestsFor(nginx, ".wim").at(-1)).toContain(`bytes=${kept?.doneBytes}-`);
  });

  test("from a stalled location goes over to the next, at the byte where the first stopped", async () => {
    const { room, nginx } = await served();
    const proxy = await through(
      nginx.port,
      afterTheIndex(() => ({ kind: "stall", afterBytes: 1_000_000 })),
    );
    room.add("Near", proxy.port, { nearness: 1 });
    room.add("Far", nginx.port, { nearness: 2 });
    const ending = await room.pull(NAME);
    note("the nearest stalls after 1 MB; another has it too", ending, proxy.connections() - 1);
    expect(ending).toBe("done");
    await expectWhole(room);
    const asked = requestsFor(nginx, ".wim").map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBeGreaterThan(900_000);
    expect(room.library.list()[0]?.source).toContain("Near");
    expect(room.library.list()[0]?.source).toContain("Far");
  });

  test("from a location that only ever stalls fails in words", async () => {
    const { room, nginx } = await served();
    const proxy = await through(
      nginx.port,
      afterTheIndex(() => ({ kind: "stall", afterBytes: 0 })),
    );
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("nothing comes, and the connection stays open", ending, proxy.connections() - 1);
    expect(ending).toEqual({ code: "location-unreachable", message: "North has sent nothing for 0.4 s." });
  });

  test("from a slow server is patient as long as something comes", async () => {
    const { room, nginx } = await served("limit_rate 3m;");
    room.add("North", nginx.port);
    const ending = await room.pull(NAME);
    note("the server sends 3 MB/s", ending, requestsFor(nginx, ".wim").length);
    expect(ending).toBe("done");
    await expectWhole(room);
  });

  test("whose file is replaced in mid-pull by one of another content is refused in words, and nothing imported", async () => {
    const { room, nginx, root } = await served();
    const proxy = await through(nginx.port, (n) => {
      if (n === 2) writeFileSync(join(root, `${NAME}.wim`), Buffer.alloc(wim.length, 7));
      return n === 1 ? { kind: "cut", afterBytes: 800_000 } : { kind: "whole" };
    });
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the file is replaced in mid-pull, the index not", ending, proxy.connections());
    expect(ending).toMatchObject({ code: "content-changed" });
    expect(ending).toHaveProperty("message", expect.stringContaining("is another file: its SHA-256 is"));
    expect(room.library.list()).toEqual([]);
  });

  test("whose file is only touched in mid-pull begins anew once, and ends well", async () => {
    const { room, nginx, root } = await served();
    const proxy = await through(nginx.port, (n) => {
      if (n === 2) utimesSync(join(root, `${NAME}.wim`), 1_000_000_000, 1_000_000_000);
      return n === 1 ? { kind: "cut", afterBytes: 800_000 } : { kind: "whole" };
    });
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the file is written anew in mid-pull, the same bytes", ending, proxy.connections());
    expect(ending).toBe("done");
    await expectWhole(room);
  });

  test("whose file keeps changing is refused in words after the second time", async () => {
    const { room, nginx, root } = await served();
    let seconds = 1_000_000_000;
    const proxy = await through(nginx.port, (n) => {
      if (n > 0) utimesSync(join(root, `${NAME}.wim`), ++seconds, seconds);
      return n === 0 ? { kind: "whole" } : { kind: "cut", afterBytes: 800_000 };
    });
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the file is written anew before each connection", ending, proxy.connections());
    expect(ending).toEqual({
      code: "content-changed",
      message: "field was changed at North while it was pulled.",
    });
  });

  test("whose file is gone fails in words, and whose file is gone from one location comes from the next", async () => {
    const { room, nginx, root } = await served();
    room.add("North", nginx.port);
    const content = await room.find(NAME);
    rmSync(join(root, `${NAME}.wim`));
    const alone = await room.ended(await room.pulls.start(content, null));
    note("the file is gone, the index is not (404)", alone);
    expect(alone).toEqual({ code: "content-missing", message: "North has no field.wim (404)." });
    const other = await served();
    room.add("South", other.nginx.port);
    const ending = await room.ended(await room.pulls.start(content, null));
    note("404 at the nearest; another has it", ending);
    expect(ending).toBe("done");
    await expectWhole(room);
  });

  test.each([
    ["longer than its index says", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(10)])],
    ["shorter than its index says", (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
    ["cut to nearly nothing", (bytes: Buffer) => bytes.subarray(0, 10)],
    ["empty", () => Buffer.alloc(0)],
  ])("of a file that is %s is refused in words", async (what, change) => {
    const { room, nginx, root } = await served();
    writeFileSync(join(root, `${NAME}.wim`), change(wim));
    room.add("North", nginx.port);
    const ending = await room.pull(NAME);
    note(`the file is ${what}`, ending, requestsFor(nginx, ".wim").length);
    expect(ending).toMatchObject({ code: "content-changed" });
    expect(room.library.list()).toEqual([]);
  });

  test("of a file of the right length and another content is refused, and comes from another location that has it right", async () => {
    const { room, nginx, root } = await served();
    const wrong = Buffer.from(wim);
    wrong.writeUInt8(wrong.readUInt8(2_000_000) ^ 1, 2_000_000);
    writeFileSync(join(root, `${NAME}.wim`), wrong);
    room.add("North", nginx.port, { nearness: 1 });
    const alone = await room.pull(NAME);
    note("one bit of the file is another", alone);
    expect(alone).toMatchObject({ code: "content-changed" });
    const other = await served();
    room.add("South", other.nginx.port, { nearness: 2 });
    const ending = await room.pull(NAME);
    note("one bit is another at the nearest; another has it right", ending);
    expect(ending).toBe("done");
    await expectWhole(room);
    expect(room.library.list()[0]?.source).toMatch(/^South/);
  });

  test("from a server that knows no ranges goes on all the same", async () => {
    const { room, nginx } = await served("max_ranges 0;");
    const proxy = await through(
      nginx.port,
      afterTheIndex((n) => (n === 0 ? { kind: "cut", afterBytes: 800_000 } : { kind: "whole" })),
    );
    room.add("North", proxy.port);
    const ending = await room.pull(NAME);
    note("the server knows no ranges, and breaks once", ending, proxy.connections() - 1);
    expect(ending).toBe("done");
    await expectWhole(room);
  });

  test.each([
    ["500, 503 or 429", "return 503;", "location-unreachable", "North cannot answer now (503)."],
    ["403", "return 403;", "location-denied", "North answers 403: it wants a token."],
    ["418", "return 418;", "location-broken", "North answers 418 when asked for field.wim."],
    [
      "a redirect elsewhere",
      "return 302 http://192.0.2.1/x.wim;",
      "location-broken",
      "North sends us elsewhere, to http://192.0.2.1. Give that address as a location of its own.",
    ],
    ["a redirect in a circle", "return 302 $uri;", "location-broken", "North sends us round in circles."],
  ])("to an answer of %s fails in words", async (what, answer, code, message) => {
    const { room, nginx } = await served(`absolute_redirect off; location = /${NAME}.wim { ${answer} }`);
    room.add("North", nginx.port);
    const ending = await room.pull(NAME);
    note(`the answer is ${what}`, ending);
    expect(ending).toEqual({ code, message });
  });

  test("follows a redirect that stays on the server", async () => {
    const { room, nginx, root } = await served(
      `absolute_redirect off; location = /${NAME}.wim { return 302 /copy.wim; }`,
    );
    writeFileSync(join(root, "copy.wim"), wim);
    room.add("North", nginx.port);
    expect(await room.pull(NAME)).toBe("done");
    await expectWhole(room);
  });

  test("sends its token, and is told in words when it is the wrong one", async () => {
    const { room, nginx } = await served('if ($http_authorization != "Bearer right") { return 401; }');
    const id = room.add("North", nginx.port, { token: "wrong" });
    const { look } = await room.locations.look(room.locations.place(id), asking(), true);
    expect(look.message).toBe("North answers 401: it does not take this token.");
    note("the token is wrong (401)", { code: "location-denied", message: look.message });
    room.locations.remove(id);
    room.add("North", nginx.port, { token: "right" });
    expect(await room.pull(NAME)).toBe("done");
  });
});

const asking = () => ({ stallMs: 2000, signal: AbortSignal.timeout(10_000) });
