import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bcdWarnings, deviceText, neededFiles } from "../../../electron/engine/boot/bcd/describe.ts";
import {
  decodeDevice,
  encodeDevice,
  join,
  utf16,
  type BcdDevice,
} from "../../../electron/engine/boot/bcd/device.ts";
import { ramdiskBcd } from "../../../electron/engine/boot/bcd/ramdisk-store.ts";
import { decodeBcd, elements, encodeBcd, type Bcd } from "../../../electron/engine/boot/bcd/store.ts";

const WIM = "\\sources\\boot.wim";
const SDI = "\\boot\\boot.sdi";
const WINLOAD = "\\windows\\system32\\boot\\winload.exe";
const boot: BcdDevice = { kind: "boot" };
const mbr = { kind: "mbr-partition" as const, diskSignature: 0x5a5a1234, offsetBytes: 105_906_176 };

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [n, value] of values.entries()) view.setUint32(n * 4, value, true);
  return bytes;
}

/** A device element as a store holds it: options that are none, a type, the length, and what follows. */
function element(type: number, data: Uint8Array): Uint8Array {
  return join(new Uint8Array(16), words(type, 0, 16 + data.length, 0), data);
}

const locate = (how: number, named: number, onAt = 0, more: Uint8Array = new Uint8Array()) =>
  element(8, join(words(how, named, onAt), more));
const partitionBytes = encodeDevice(mbr).subarray(16);

describe("a device that is searched for", () => {
  test.each([
    ["by the loader's path", locate(0, elements.path), "whichever partition has its loader"],
    ["by its system root", locate(0, elements.systemRoot), "whichever partition has its system root"],
    [
      "by another element",
      locate(0, 0x12000099),
      "whichever partition has what another of its elements names",
    ],
    ["by a path", locate(1, 0, 0, utf16("\\marker.txt")), "whichever partition has \\marker.txt"],
    [
      "on one disk alone",
      locate(0, elements.path, 28, partitionBytes),
      "whichever partition of partition at byte 105906176 of the disk with signature 5A5A1234 has its loader",
    ],
    ["by bytes that do not say", element(8, words(0)), "whichever partition has what it looks for"],
  ])("%s is told in words, and keeps its bytes", (_, bytes, text) => {
    const device = decodeDevice(bytes);
    expect(deviceText(device)).toBe(text);
    expect(encodeDevice(device)).toEqual(bytes);
  });
});

test.each([
  [4, words(), "the network"],
  [3, words(), "a serial port"],
  [0, words(0, 0, 0, 0, 0, 0), "a hard disk without a partition"],
  [0, words(2, 0, 0), "a CD or DVD"],
  [0, words(6, 0, 0), "a virtual disk (VHD)"],
  [12, words(1, 2, 3), "a device that is not understood here"],
  [0, words(99), "a device that is not understood here"],
])("a device of type %i (%j) is told in words, and keeps its bytes", (type, data, text) => {
  const bytes = element(type, data);
  expect([deviceText(decodeDevice(bytes)), encodeDevice(decodeDevice(bytes))]).toEqual([text, bytes]);
});

/** A store whose entry's device has these bytes. */
function storeOn(data: Uint8Array): Bcd {
  const on = { wimOn: boot, wimPath: WIM, sdiOn: boot, sdiPath: SDI };
  const { objects } = ramdiskBcd({ firmware: "bios", ...on });
  const replaced = objects.map((object) => ({
    ...object,
    elements: object.elements.map((each) =>
      each.type === elements.device && object.type === 0x10200003
        ? { ...each, value: { format: "other" as const, data } }
        : each,
    ),
  }));
  return decodeBcd(encodeBcd({ objects: replaced }, 16_384));
}

const layout = (...having: (readonly string[])[]) => ({
  system: { ...mbr, offsetBytes: 1_048_576 },
  partitions: having.map((paths, n) => ({
    device: { ...mbr, offsetBytes: n === 0 ? 1_048_576 : mbr.offsetBytes },
    label: n === 0 ? "System" : "OSDisk",
    has: (path: string) => paths.includes(path.toLowerCase()),
  })),
});

describe("a searched device is held against the drive", () => {
  const byLoader = storeOn(locate(0, elements.path));

  test("what it needs is told, and it works where one partition has it", () => {
    expect(neededFiles(byLoader)).toEqual([WINLOAD, WINLOAD]);
    expect(bcdWarnings(byLoader, layout([], [WINLOAD]))).toEqual([]);
  });

  test("it cannot work where none has it", () => {
    expect(bcdWarnings(byLoader, layout([], []))).toEqual([
      `The entry “Windows PE” is looked for as ${WINLOAD} on every partition, and none has it.`,
    ]);
  });

  test("two that have it are told of: nobody knows which is started", () => {
    expect(bcdWarnings(byLoader, layout([WINLOAD], [WINLOAD]))).toEqual([
      `The entry “Windows PE” is looked for as ${WINLOAD} on every partition, and “System” and “OSDisk” have it: the first one found is started.`,
    ]);
  });

  test("a ramdisk on a searched device needs its image on one of them", () => {
    const on = decodeDevice(locate(1, 0, 0, utf16(WIM)));
    const bcd = ramdiskBcd({ firmware: "bios", wimOn: on, wimPath: WIM, sdiOn: on, sdiPath: SDI });
    expect(neededFiles(bcd)).toEqual([WIM, SDI]);
    expect(bcdWarnings(bcd, layout([], [WIM, SDI]))).toEqual([]);
    expect(bcdWarnings(bcd, layout([], [WIM]))).toHaveLength(1);
  });
});

test("what lies on the network, or on any other thing that is no drive, does not start from this one", () => {
  expect(bcdWarnings(storeOn(element(4, words())), layout([], []))).toEqual([
    "The entry “Windows PE” names the network, which is not on this drive.",
  ]);
});

test("a store for the other firmware is told of: its loader is found, and not started", () => {
  const gpt = (n: number): BcdDevice => ({
    kind: "gpt-partition",
    diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
    partitionGuid: `0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F${n}`,
  });
  const on = { wimOn: boot, wimPath: WIM, sdiOn: boot, sdiPath: SDI };
  const uefi = {
    system: gpt(1),
    partitions: [{ device: gpt(1), label: "System", has: () => true }],
  };
  expect(bcdWarnings(ramdiskBcd({ firmware: "bios", ...on }), uefi)).toEqual([
    `The entry “Windows PE” starts ${WINLOAD}, which UEFI cannot start.`,
  ]);
  expect(bcdWarnings(ramdiskBcd({ firmware: "uefi", ...on }), uefi)).toEqual([]);
});

test("no device element crashes the reader or keeps it, however it is changed", () => {
  const real = [
    locate(0, elements.path, 28, partitionBytes),
    locate(1, 0, 0, utf16("\\marker.txt")),
    encodeDevice({ kind: "ramdisk", on: mbr, path: WIM, options: "AE5534E0-A924-466C-B836-758539A3EE3A" }),
    encodeDevice(boot),
  ];
  const change = fc.tuple(fc.nat(60), fc.oneof(fc.nat(0xffffffff), fc.nat(100)));
  fc.assert(
    fc.property(
      fc.constantFrom(...real),
      fc.array(change, { maxLength: 4 }),
      fc.nat(200),
      (bytes, changes, cut) => {
        const changed = bytes.slice(0, Math.max(0, bytes.length - (cut > 150 ? cut - 150 : 0)));
        const view = new DataView(changed.buffer);
        for (const [word, value] of changes)
          if (word * 4 + 4 <= changed.length) view.setUint32(word * 4, value, true);
        expect(deviceText(decodeDevice(changed))).not.toBe("");
        expect(bcdWarnings(storeOn(changed), layout([], []))).toBeInstanceOf(Array);
      },
    ),
    { numRuns: 300 },
  );
});
