import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StagingFault } from "../../../shared/fault.ts";
import { bcdWarnings, describeBcd, deviceText } from "../../../electron/engine/boot/bcd/describe.ts";
import { decodeDevice, encodeDevice, type BcdDevice } from "../../../electron/engine/boot/bcd/device.ts";
import { decodeHive } from "../../../electron/engine/boot/bcd/hive-read.ts";
import { encodeHive } from "../../../electron/engine/boot/bcd/hive-write.ts";
import { baseChecksum, type HiveKey } from "../../../electron/engine/boot/bcd/hive.ts";
import {
  BOOT_STORE_BYTES,
  ramdiskBcd,
  ramdiskStore,
  type RamdiskBoot,
} from "../../../electron/engine/boot/bcd/ramdisk-store.ts";
import { decodeBcd } from "../../../electron/engine/boot/bcd/store.ts";

const mbr: BcdDevice = { kind: "mbr-partition", diskSignature: 0x5a5a1234, offsetBytes: 105_906_176 };
const gpt: BcdDevice = {
  kind: "gpt-partition",
  diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
  partitionGuid: "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0",
};
const boot: BcdDevice = { kind: "boot" };
const on = (device: BcdDevice, firmware: "bios" | "uefi" = "bios"): RamdiskBoot => ({
  firmware,
  wimOn: device,
  wimPath: "\\sources\\boot.wim",
  sdiOn: device,
  sdiPath: "\\boot\\boot.sdi",
});

describe("a store for a boot image", () => {
  test.each([
    ["[boot]", boot],
    ["a partition by disk signature and offset", mbr],
    ["a partition by GUIDs", gpt],
  ])("that lies on %s reads as what was meant", (_, device) => {
    expect(decodeBcd(ramdiskStore(on(device)))).toEqual({
      objects: ramdiskBcd(on(device)).objects.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    });
  });

  test("is as long for one unit as for another, and the same on every day", () => {
    const stores = [boot, mbr, gpt].map((device) => ramdiskStore(on(device, "uefi")));
    expect(stores.map(({ length }) => length)).toEqual(Array(3).fill(BOOT_STORE_BYTES));
    expect(ramdiskStore(on(gpt, "uefi"))).toEqual(stores[2]);
  });

  test("names the loader that goes with the firmware", () => {
    const loaders = (["bios", "uefi"] as const).map(
      (firmware) => describeBcd(decodeBcd(ramdiskStore(on(boot, firmware)))).default?.loader,
    );
    expect(loaders).toEqual([
      "\\windows\\system32\\boot\\winload.exe",
      "\\windows\\system32\\boot\\winload.efi",
    ]);
  });

  test("is told in words: what it starts, from where, and how long it waits", () => {
    const { default: preset, timeoutSeconds } = describeBcd(decodeBcd(ramdiskStore(on(mbr))));
    expect([preset?.name, deviceText(preset?.device ?? null), timeoutSeconds]).toEqual([
      "Windows PE",
      "ramdisk [partition at byte 105906176 of the disk with signature 5A5A1234]\\sources\\boot.wim",
      0,
    ]);
  });
});

test("the device elements are those of the published examples, byte for byte", () => {
  const hex = (device: BcdDevice) => Buffer.from(encodeDevice(device)).toString("hex");
  const zeros = (bytes: number) => "00".repeat(bytes);
  expect(hex(boot)).toBe(`${zeros(16)}0500000000000000${"4800000000000000"}${zeros(56)}`);
  expect(hex(mbr)).toBe(
    `${zeros(16)}06000000000000004800000000000000${"0000500600000000"}${zeros(12)}01000000${"34125a5a"}${zeros(28)}`,
  );
  const ramdisk = encodeDevice({
    kind: "ramdisk",
    on: boot,
    path: "\\sources\\boot.wim",
    options: gpt.diskGuid,
  });
  expect([ramdisk.length, ramdisk[24], ramdisk[60]]).toEqual([176, 0xa0, 0x78]);
});

test("any device reads as what was written", () => {
  const guid = fc.uuid().map((text) => text.toUpperCase());
  const partition: fc.Arbitrary<BcdDevice> = fc.oneof(
    fc.constant(boot),
    fc.record({
      kind: fc.constant("mbr-partition" as const),
      diskSignature: fc.nat(0xffffffff),
      offsetBytes: fc.maxSafeNat(),
    }),
    fc.record({ kind: fc.constant("gpt-partition" as const), diskGuid: guid, partitionGuid: guid }),
  );
  const path = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !text.includes("\0"));
  const ramdisk = fc.record({
    kind: fc.constant("ramdisk" as const),
    on: partition,
    path,
    options: guid,
  });
  fc.assert(
    fc.property(fc.oneof(partition, ramdisk), (device) => {
      expect(decodeDevice(encodeDevice(device))).toEqual(device);
    }),
  );
});

describe("a store that cannot work is told of", () => {
  const files =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path.toLowerCase());
  const layout = {
    system: { ...mbr, offsetBytes: 1_048_576 },
    partitions: [
      { device: { ...mbr, offsetBytes: 1_048_576 }, label: "System", has: files() },
      { device: mbr, label: "OSDisk", has: files("\\sources\\boot.wim", "\\boot\\boot.sdi") },
    ],
  };
  const warnings = (device: BcdDevice) => bcdWarnings(ramdiskBcd(on(device)), layout);

  test("when [boot] is meant and boot.wim lies on another partition", () => {
    expect(warnings(boot)).toEqual([
      "The entry “Windows PE” is looked for as \\sources\\boot.wim on [boot] (“System”) and is not there. It lies on “OSDisk”.",
      "The ramdisk's boot.sdi is looked for as \\boot\\boot.sdi on [boot] (“System”) and is not there. It lies on “OSDisk”.",
    ]);
  });

  test("when it names another drive", () => {
    const found = warnings({ kind: "mbr-partition", diskSignature: 1, offsetBytes: 105_906_176 });
    expect(found[0]).toBe(
      "The entry “Windows PE” names partition at byte 105906176 of the disk with signature 00000001, which is not on this drive.",
    );
  });

  test("and one that works is not", () => expect(warnings(mbr)).toEqual([]));
});

const leaf = fc.record({
  name: fc.string({
    unit: fc.constantFrom("a", "b", "Y", "Z", "0", "{", "}", "-", "_", " ", "é"),
    minLength: 1,
    maxLength: 20,
  }),
  values: fc.array(
    fc.record({
      name: fc.string({ unit: fc.constantFrom("a", "b", "Z"), maxLength: 8 }),
      type: fc.nat(11),
      data: fc.uint8Array({ maxLength: 40 }),
    }),
    { maxLength: 4 },
  ),
});
const tree = (depth: number): fc.Arbitrary<HiveKey> =>
  fc
    .tuple(leaf, depth > 0 ? fc.array(tree(depth - 1), { maxLength: 4 }) : fc.constant([]))
    .map(([own, keys]) => ({
      ...own,
      keys: [...new Map(keys.map((key) => [key.name.toUpperCase(), key])).values()],
    }));

test("any tree of keys and values reads as what was written, keys in the order of their names", () => {
  const inOrder = (key: HiveKey): HiveKey => ({
    ...key,
    keys: key.keys.map(inOrder).toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1)),
  });
  fc.assert(
    fc.property(tree(3), (root) => {
      expect(decodeHive(encodeHive(root, 1 << 18))).toEqual(inOrder(root));
    }),
  );
});

describe("no input crashes the reader or keeps it", () => {
  const told = (bytes: Uint8Array) => {
    try {
      describeBcd(decodeBcd(bytes));
      return "read";
    } catch (thrown) {
      if (thrown instanceof StagingFault) return thrown.code;
      throw thrown;
    }
  };
  const resum = (bytes: Uint8Array) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setUint32(508, baseChecksum(view), true);
    return bytes;
  };

  test("noise", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => told(bytes) === "media-corrupt"));
  });

  test("a store with some words changed", () => {
    const change = fc.tuple(fc.nat(BOOT_STORE_BYTES / 4 - 1), fc.oneof(fc.nat(0xffffffff), fc.nat(12_288)));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const bytes = ramdiskStore(on(mbr));
        const view = new DataView(bytes.buffer);
        for (const [word, value] of changes) view.setUint32(word * 4, value, true);
        expect(["read", "media-corrupt"]).toContain(told(resum(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  test("lists that lead to one another without end", () => {
    const bytes = new Uint8Array(4096 + 65_540 * 4 + 4096);
    bytes.set(ramdiskStore(on(boot)).subarray(0, 4096 + 2048));
    const view = new DataView(bytes.buffer);
    const listAt = 4096; // of the bin
    view.setInt32(4096 + listAt, -(65_535 * 4 + 8), true);
    bytes.set([0x72, 0x69, 0xff, 0xff], 4096 + listAt + 4);
    for (let n = 0; n < 65_535; n++) view.setUint32(4096 + listAt + 8 + n * 4, listAt, true);
    const root = view.getUint32(36, true);
    view.setUint32(4096 + root + 4 + 28, listAt, true);
    expect(told(resum(bytes))).toBe("media-corrupt");
  });

  test("a key that is its own child", () => {
    const bytes = ramdiskStore(on(boot));
    const view = new DataView(bytes.buffer);
    const root = view.getUint32(36, true);
    const list = view.getUint32(4096 + root + 4 + 28, true);
    view.setUint32(4096 + list + 8, root, true);
    expect(told(resum(bytes))).toBe("media-corrupt");
  });

  test("any device element", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void deviceText(decodeDevice(bytes))),
    );
  });
});
