import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { takeIds, type IdsNeeded } from "../../electron/engine/staging/ids.ts";
import { tempDir } from "../support/temp-dir.ts";

const uefi: IdsNeeded = { style: "gpt", partitions: 4, volumes: ["FAT32", "NTFS", "NTFS"] };
const bios: IdsNeeded = { style: "mbr", partitions: 2, volumes: ["NTFS", "NTFS"] };

/** Bytes that repeat themselves all the time: each fourth answer is one that was given before. */
function poorRandom(): (bytes: number) => Uint8Array {
  const given = new Map<number, Uint8Array[]>();
  let state = 1;
  return (bytes) => {
    const before = given.get(bytes) ?? [];
    const again = before.length > 0 && (state = (Math.imul(state, 1_664_525) + 1) >>> 0) % 4 === 0;
    if (again) return before[state % before.length] ?? new Uint8Array(bytes);
    const fresh = Uint8Array.from(
      { length: bytes },
      () => (state = (Math.imul(state, 48_271) + 11) >>> 0) >>> 24,
    );
    given.set(bytes, [...before, fresh]);
    return fresh;
  };
}

test("of 64 drives, half of them for UEFI, no two share an id, over a restart as well", () => {
  const path = join(tempDir(), "records.db");
  const random = poorRandom();
  const all: string[] = [];
  for (let engine = 0; engine < 2; engine++) {
    const records = openRecords(path);
    onTestFinished(() => records.close());
    for (let n = 0; n < 32; n++) {
      const ids = takeIds({ records, random }, n % 2 ? uefi : bios, `job-${engine}-${n}`);
      const signature = ids.diskSignature ? [`signature ${ids.diskSignature}`] : [];
      all.push(
        ...signature,
        ...ids.volumeSerials,
        ...ids.partitionGuids,
        ...(ids.diskGuid ? [ids.diskGuid] : []),
      );
    }
  }
  expect(all).toHaveLength(32 * 3 + 32 * 8);
  expect(new Set(all).size).toBe(all.length);
});

test("a UEFI drive gets GUIDs of version 4 and a short serial for its FAT volume, and no disk signature", () => {
  const records = openRecords(join(tempDir(), "records.db"));
  onTestFinished(() => records.close());
  const ids = takeIds({ records, random: poorRandom() }, uefi, "job-1");
  const guid = /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;
  expect([ids.diskGuid, ...ids.partitionGuids].filter((each) => !guid.test(each ?? ""))).toEqual([]);
  expect([ids.diskSignature, ids.volumeSerials.map(({ length }) => length)]).toEqual([0, [8, 16, 16]]);
});
