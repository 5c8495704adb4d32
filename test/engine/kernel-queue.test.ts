import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openKernelQueue } from "../../electron/engine/machine/kernel-queue.ts";
import { lastingMemory } from "../../electron/engine/machine/memory.ts";
import { driveIo } from "../../electron/engine/machine/writer/drive-io.ts";
import { makeLoop, whyNoLoops, type LoopDevice } from "../support/loop-device.ts";

const MIB = 1 << 20;

/** Both ways to a drive: the kernel's own queue, and Node's threads where a kernel has none. */
const ways = [
  ["the kernel's queue", openKernelQueue],
  ["threads", () => null],
] as const;

describe.skipIf(whyNoLoops() !== null).each(ways)("a drive by %s", (_way, open) => {
  let loop: LoopDevice;
  let fd: number;
  beforeAll(() => {
    loop = makeLoop({ sizeBytes: 8 * MIB });
    fd = openSync(loop.path, constants.O_RDWR | constants.O_EXCL | constants.O_DIRECT);
  });
  afterAll(() => {
    closeSync(fd);
    loop.remove();
  });

  test("takes several requests at a time, each where it belongs, and gives them back", async () => {
    const io = driveIo(fd, 4, open(5));
    const pieces = [0, 1, 2, 3].map((n) => {
      const piece = lastingMemory(MIB);
      piece.bytes.fill(n + 1);
      return piece;
    });
    const written = await Promise.all(pieces.map((piece, n) => io.write(piece, (6 - n) * MIB)));
    await io.flush();
    expect(written).toEqual([MIB, MIB, MIB, MIB]);
    const found = readFileSync(loop.file);
    expect([...Array(8).keys()].map((n) => found[n * MIB + 4711])).toEqual([0, 0, 0, 4, 3, 2, 1, 0]);
    const into = lastingMemory(2 * MIB);
    expect(await io.read(into, 4 * MIB)).toBe(2 * MIB);
    expect([into.bytes[0], into.bytes[2 * MIB - 1]]).toEqual([3, 2]);
  });

  test("says how little it gave at its end, and by name why it gave nothing", async () => {
    const io = driveIo(fd, 2, open(3));
    const into = lastingMemory(2 * MIB);
    expect(await io.read(into, 7 * MIB)).toBe(MIB);
    await expect(io.write(into, 8 * MIB)).rejects.toMatchObject({ code: "ENOSPC" });
    await expect(io.read(into, 1)).rejects.toMatchObject({ code: "EINVAL" });
    const nowhere = driveIo(9999, 1, open(2));
    await expect(nowhere.read(into, 0)).rejects.toMatchObject({ code: "EBADF" });
    expect(await io.read(into, 0)).toBe(2 * MIB); // and goes on
  });
});

test.skipIf(process.platform !== "linux")(
  "a queue says so when it is given more than it was made for",
  async () => {
    const fd = openSync(process.execPath, "r");
    const queue = openKernelQueue(1);
    if (!queue) throw new Error("this kernel has no queue");
    const first = queue.read(fd, lastingMemory(4096), 0);
    await expect((async () => queue.read(fd, lastingMemory(4096), 0))()).rejects.toThrow(
      "More than 1 request",
    );
    expect(await first).toBe(4096);
    closeSync(fd);
  },
);
