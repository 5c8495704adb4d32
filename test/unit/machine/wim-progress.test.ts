import { expect, test } from "vitest";
import { parseProgress } from "../../../electron/engine/machine/wim-apply.ts";

const MIB = 2 ** 20;

test.each([
  ["Extracting file data: 97 MiB of 98 MiB (98%) done", { doneBytes: 97 * MIB, totalBytes: 98 * MIB }],
  [
    "Extracting file data: 3 GiB of 20 GiB (19%) done",
    { doneBytes: 0.19 * 20 * 2 ** 30, totalBytes: 20 * 2 ** 30 },
  ],
  ["Extracting file data: 512 bytes of 900 bytes (56%) done", { doneBytes: 512, totalBytes: 900 }],
  ["Creating files: 12 of 900 (1%) done", null],
  ["", null],
])("%o is read as the progress it tells", (line, progress) => {
  expect(parseProgress(line)).toEqual(progress && { ...progress, doneBytes: Math.floor(progress.doneBytes) });
});
