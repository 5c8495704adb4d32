import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as libc from "../../electron/engine/machine/libc.ts";
import { makeLoop, whyNoLoops, type LoopDevice } from "../support/loop-device.ts";

const MIB = 1 << 20;

describe.skipIf(whyNoLoops() !== null)("an open block device", () => {
  let loop: LoopDevice;
  let fd: number;
  beforeAll(() => {
    loop = makeLoop({ sizeBytes: 8 * MIB, sectorBytes: 4096 });
    fs.writeFileSync(loop.path, Buffer.alloc(8 * MIB, 0xaa));
    fd = fs.openSync(loop.path, "r+");
    fs.fsyncSync(fd);
  });
  afterAll(() => {
    fs.closeSync(fd);
    loop.remove();
  });

  test("tells its size, sector, insertion and whether it may be written", () => {
    const facts = {
      sizeBytes: libc.blockSizeBytes(fd),
      sectorBytes: libc.sectorBytes(fd),
      readOnly: libc.isReadOnly(fd),
      diskseq: libc.diskSequence(fd),
    };
    const diskseq = Number(fs.readFileSync(`/sys/block/${path.basename(loop.path)}/diskseq`, "utf8"));
    expect(facts).toEqual({ sizeBytes: 8 * MIB, sectorBytes: 4096, readOnly: false, diskseq });
  });

  test("can be made zero by stretches, and nothing beside the stretch changes", async () => {
    await libc.zeroOut(fd, { offset: MIB, length: MIB });
    await libc.discard(fd, { offset: 4 * MIB, length: MIB });
    await libc.flushBuffers(fd);
    const expected = Buffer.alloc(8 * MIB, 0xaa)
      .fill(0, MIB, 2 * MIB)
      .fill(0, 4 * MIB, 5 * MIB);
    expect(fs.readFileSync(loop.path).equals(expected)).toBe(true);
  });

  test("says by name why it cannot do something", async () => {
    const beyond = libc.zeroOut(fd, { offset: 8 * MIB, length: MIB });
    await expect(beyond).rejects.toMatchObject({ code: "EINVAL", message: "BLKZEROOUT: EINVAL" });
  });
});

test.skipIf(whyNoLoops() !== null)("a read-only block device says that it is one", () => {
  const loop = makeLoop({ sizeBytes: MIB, readOnly: true });
  try {
    const fd = fs.openSync(loop.path, "r");
    expect(libc.isReadOnly(fd)).toBe(true);
    fs.closeSync(fd);
  } finally {
    loop.remove();
  }
});

describe("a plain file", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "prestage-libc-"));
  const file = path.join(folder, "master.img");
  const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
  fs.writeFileSync(file, content);
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  test("is locked by one at a time", () => {
    const first = fs.openSync(file, "r");
    const second = fs.openSync(file, "r");
    expect([libc.lockExclusive(first), libc.lockExclusive(second)]).toEqual([true, false]);
    fs.closeSync(first);
    expect(libc.lockExclusive(second)).toBe(true);
    fs.closeSync(second);
  });

  test("that is no block device has no device facts", () => {
    const fd = fs.openSync(file, "r");
    expect(() => libc.diskSequence(fd)).toThrow("BLKGETDISKSEQ: ENOTTY");
    fs.closeSync(fd);
  });
});
