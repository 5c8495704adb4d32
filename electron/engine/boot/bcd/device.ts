import { viewOf } from "../byte-range.ts";
import { GUID_BYTES, guidAt, guidBytes } from "../guid.ts";

/** A partition as a boot store names it: by what stays the same wherever the drive is plugged in. */
export type BcdPartition =
  | { kind: "mbr-partition"; diskSignature: number; offsetBytes: number }
  | { kind: "gpt-partition"; diskGuid: string; partitionGuid: string };

/** What a device element names. */
export type BcdDevice =
  | { kind: "boot" } // the partition that bootmgr itself was loaded from
  | BcdPartition
  /** A .wim unpacked into memory; `options` is the object that tells of boot.sdi. */
  | { kind: "ramdisk"; on: BcdDevice; path: string; options: string }
  /**
   * Searched for on all partitions, or on what `on` names: the first one that has the file that `by` tells. Null where
   * its bytes do not say.
   */
  | { kind: "locate"; by: BcdLocateBy | null; on: BcdDevice | null; data: Uint8Array }
  /** No partition of a drive; `words` says what. */
  | { kind: "elsewhere"; words: string; data: Uint8Array }
  | { kind: "unknown"; data: Uint8Array };

/** What tells a searched device: another element of the same object has the path, or the path itself stands here. */
export type BcdLocateBy = { element: number } | { path: string };

const DESCRIPTOR_BYTES = 72;
const DESCRIPTOR_HEAD = 16;
const TYPE = { block: 0, partition: 6, boot: 5, locate: 8 } as const;
/** Types that no boot image of a staged drive lies on. */
const ELSEWHERE: Readonly<Record<number, string>> = {
  2: "a partition by its number",
  3: "a serial port",
  4: "the network",
  7: "a bus of a virtual machine",
  9: "an address on the network",
};
/** The same for what kind of block device it is. */
const BLOCK_DEVICES: Readonly<Record<number, string>> = {
  0: "a hard disk without a partition",
  1: "a floppy disk",
  2: "a CD or DVD",
  5: "a file",
  6: "a virtual disk (VHD)",
};
const LOCATE_BY_PATH = 1;
const LOCATE_HEAD = DESCRIPTOR_HEAD + 12;
const RAMDISK = 3;
const STYLE_GPT = 0;
const STYLE_MBR = 1;
const NO_OPTIONS = "00000000-0000-0000-0000-000000000000";
/** From the options to the head of the file that a ramdisk is made of, and that head. */
const RAMDISK_HEAD = GUID_BYTES + DESCRIPTOR_HEAD + 24;
const FILE_HEAD = 12;
/** Ramdisks do not lie on ramdisks. */
const MAX_DEPTH = 2;

/** A device element's value. Its length depends on the path alone, never on which partition it names. */
export function encodeDevice(device: BcdDevice): Uint8Array {
  switch (device.kind) {
    case "ramdisk":
      return encodeRamdisk(device);
    case "unknown":
    case "elsewhere":
      return device.data;
    case "boot":
    case "mbr-partition":
    case "gpt-partition":
    case "locate":
      return join(new Uint8Array(GUID_BYTES), descriptor(device));
  }
}

function encodeRamdisk({ on, path, options }: Extract<BcdDevice, { kind: "ramdisk" }>): Uint8Array {
  const tail = join(descriptor(on), utf16(path));
  const head = new Uint8Array(RAMDISK_HEAD + FILE_HEAD);
  const total = head.length + tail.length;
  const view = viewOf(head);
  head.set(guidBytes(options));
  view.setUint32(16, TYPE.block, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, total - GUID_BYTES, true);
  view.setUint32(32, RAMDISK, true);
  view.setUint32(RAMDISK_HEAD, 1, true);
  view.setUint32(RAMDISK_HEAD + 4, total - RAMDISK_HEAD, true);
  view.setUint32(RAMDISK_HEAD + 8, 5, true); // a file on a device
  return join(head, tail);
}

function descriptor(device: BcdDevice): Uint8Array {
  if (device.kind === "ramdisk" || device.kind === "unknown" || device.kind === "elsewhere")
    throw new Error(`a ramdisk cannot lie on a device of kind ${device.kind}`);
  if (device.kind === "locate") return device.data;
  const bytes = new Uint8Array(DESCRIPTOR_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, device.kind === "boot" ? TYPE.boot : TYPE.partition, true);
  view.setUint32(8, DESCRIPTOR_BYTES, true);
  if (device.kind === "mbr-partition") {
    view.setBigUint64(16, BigInt(device.offsetBytes), true);
    view.setUint32(36, STYLE_MBR, true);
    view.setUint32(40, device.diskSignature, true);
  } else if (device.kind === "gpt-partition") {
    bytes.set(guidBytes(device.partitionGuid), 16);
    view.setUint32(36, STYLE_GPT, true);
    bytes.set(guidBytes(device.diskGuid), 40);
  }
  return bytes;
}

/** Never throws: what is not understood is `unknown`, with its bytes. */
export function decodeDevice(bytes: Uint8Array): BcdDevice {
  const data = bytes.slice();
  if (data.length < GUID_BYTES + DESCRIPTOR_HEAD) return { kind: "unknown", data };
  const view = viewOf(data);
  const options = guidAt(view, 0);
  const isRamdisk =
    view.getUint32(16, true) === TYPE.block &&
    data.length >= RAMDISK_HEAD + FILE_HEAD + DESCRIPTOR_HEAD &&
    view.getUint32(32, true) === RAMDISK;
  if (isRamdisk) {
    const on = decodeDescriptor(data.subarray(RAMDISK_HEAD + FILE_HEAD), MAX_DEPTH);
    const pathAt = RAMDISK_HEAD + FILE_HEAD + on.length;
    return { kind: "ramdisk", on: on.device, path: textOf(data.subarray(pathAt)), options };
  }
  const { device } = decodeDescriptor(data.subarray(GUID_BYTES), 0);
  if (device.kind === "elsewhere") return { ...device, data };
  return device.kind === "unknown" || options !== NO_OPTIONS ? { kind: "unknown", data } : device;
}

function decodeDescriptor(bytes: Uint8Array, depth: number): { device: BcdDevice; length: number } {
  const unknown = { device: { kind: "unknown" as const, data: bytes.slice() }, length: bytes.length };
  if (bytes.length < DESCRIPTOR_HEAD || depth > MAX_DEPTH) return unknown;
  const view = viewOf(bytes);
  const type = view.getUint32(0, true);
  const length = view.getUint32(8, true);
  if (length < DESCRIPTOR_HEAD || length > bytes.length) return unknown;
  if (type === TYPE.boot) return { device: { kind: "boot" }, length };
  if (type === TYPE.locate) return { device: decodeLocate(bytes.slice(0, length), depth), length };
  const words = type === TYPE.block ? blockWords(view, length) : ELSEWHERE[type];
  if (words !== undefined) return { device: { kind: "elsewhere", words, data: bytes.slice() }, length };
  if (type !== TYPE.partition || length < 56) return { ...unknown, length };
  return { device: decodePartition(view), length };
}

function blockWords(view: DataView, length: number): string | undefined {
  return length < DESCRIPTOR_HEAD + 4 ? undefined : BLOCK_DEVICES[view.getUint32(DESCRIPTOR_HEAD, true)];
}

/**
 * u32 how, u32 element, u32 where in the descriptor the device to search stands (0: on all disks), then a path where
 * that is how. Source: what Microsoft's WMI class BcdDeviceLocateData and public dumps tell.
 */
function decodeLocate(data: Uint8Array, depth: number): BcdDevice {
  if (data.length < LOCATE_HEAD) return { kind: "locate", by: null, on: null, data };
  const view = viewOf(data);
  const [how, element, onAt] = [0, 4, 8].map((at) => view.getUint32(DESCRIPTOR_HEAD + at, true));
  const on = onAt ? decodeDescriptor(data.subarray(onAt), depth + 1).device : null;
  const by =
    how === LOCATE_BY_PATH ? { path: textOf(data.subarray(LOCATE_HEAD)) } : { element: element ?? 0 };
  return { kind: "locate", by, on, data };
}

function decodePartition(view: DataView): BcdDevice {
  const style = view.getUint32(36, true);
  if (style === STYLE_GPT)
    return { kind: "gpt-partition", diskGuid: guidAt(view, 40), partitionGuid: guidAt(view, 16) };
  const offsetBytes = view.getBigUint64(16, true);
  if (style !== STYLE_MBR || offsetBytes > BigInt(Number.MAX_SAFE_INTEGER))
    return {
      kind: "unknown",
      data: new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)),
    };
  return {
    kind: "mbr-partition",
    diskSignature: view.getUint32(40, true),
    offsetBytes: Number(offsetBytes),
  };
}

/** UTF-16 with its end mark. */
export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length + 1) * 2);
  const view = viewOf(bytes);
  for (let n = 0; n < text.length; n++) view.setUint16(n * 2, text.charCodeAt(n), true);
  return bytes;
}

/** Up to the first end mark. */
export function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-16le").decode(bytes.subarray(0, bytes.length & ~1));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
