import { expect, test } from "vitest";
import { memoryOf, type Memory } from "../../../electron/engine/machine/memory.ts";
import { withRetries } from "../../../electron/engine/machine/writer/retries.ts";
import type { DriveIo } from "../../../electron/engine/machine/writer/drive-io.ts";

type Answer = number | string;

/** A drive that answers as told: bytes taken, or an error's code. Remembers where each request began. */
function scripted(answers: Answer[]): { io: DriveIo; asked: number[] } {
  const asked: number[] = [];
  const next = async (memory: Memory, offset: number) => {
    asked.push(offset);
    const answer = answers.shift() ?? memory.length;
    if (typeof answer === "string") throw Object.assign(new Error(answer), { code: answer });
    return answer;
  };
  return {
    asked,
    io: {
      write: next,
      read: next,
      flush: async () => void (await next(memoryOf(new Uint8Array(1)), -1)),
    },
  };
}

async function write(answers: Answer[], signal = new AbortController().signal) {
  const { io, asked } = scripted(answers);
  const retried: number[] = [];
  const patient = withRetries(io, {
    pausesMs: [0, 0, 0],
    sectorBytes: 512,
    signal,
    retried: (offset) => retried.push(offset),
  });
  const end = await patient.write(memoryOf(new Uint8Array(4096)), 8192).then(
    (count) => count,
    (thrown: NodeJS.ErrnoException) => thrown.code,
  );
  return { end, asked, retried };
}

test.each<[string, Answer[], { end: Answer; asked: number[]; retried: number[] }]>([
  ["a request that goes through is sent once", [4096], { end: 4096, asked: [8192], retried: [] }],
  [
    "one that fails once is sent again and counted",
    ["EIO", 4096],
    { end: 4096, asked: [8192, 8192], retried: [8192] },
  ],
  [
    "one that keeps failing is sent four times in all, and then fails with what the drive said",
    ["EIO", "EIO", "ETIMEDOUT", "EIO", 4096],
    { end: "EIO", asked: [8192, 8192, 8192, 8192], retried: [8192, 8192, 8192] },
  ],
  ["a drive that is gone is not asked again", ["ENODEV"], { end: "ENODEV", asked: [8192], retried: [] }],
  ["a full disk is not asked again", ["ENOSPC"], { end: "ENOSPC", asked: [8192], retried: [] }],
  ["a short write goes on at its rest", [1024, 3072], { end: 4096, asked: [8192, 9216], retried: [9216] }],
  [
    "a drive that takes nothing more returns what it took",
    [1024, 0, 0, 0],
    { end: 1024, asked: [8192, 9216, 9216, 9216], retried: [9216, 9216, 9216] },
  ],
  ["a short write in the middle of a sector cannot go on", [1000], { end: 1000, asked: [8192], retried: [] }],
])("%s", async (_what, answers, told) => {
  expect(await write(answers)).toEqual(told);
});

test("a drive that is being cancelled is not given three more chances", async () => {
  expect(await write(["EIO", 4096], AbortSignal.abort())).toEqual({ end: "EIO", asked: [8192], retried: [] });
});

test("a flush that failed is never tried again", async () => {
  const { io, asked } = scripted(["EIO"]);
  const { signal } = new AbortController();
  const patient = withRetries(io, { pausesMs: [0], sectorBytes: 512, signal, retried: () => {} });
  await expect(patient.flush()).rejects.toMatchObject({ code: "EIO" });
  expect(asked).toEqual([-1]);
});
