import { viewOf } from "../byte-range.ts";
import { decodeDevice, encodeDevice, join, textOf, utf16, type BcdDevice } from "./device.ts";
import { decodeHive } from "./hive-read.ts";
import { encodeHive } from "./hive-write.ts";
import { childKey, damagedHive, valueOf, valueTypes, type HiveKey, type HiveValue } from "./hive.ts";

/** A boot configuration store: objects with elements, as Microsoft's BCD reference names them. */
export interface Bcd {
  objects: BcdObject[];
}

export interface BcdObject {
  /** Lower case, in braces. */
  id: string;
  type: number;
  elements: BcdElement[];
}

export interface BcdElement {
  /** 32 bits; the second digit of its 8 tells the format of the value. */
  type: number;
  value: BcdValue;
}

export type BcdValue =
  | { format: "device"; device: BcdDevice }
  | { format: "text"; text: string }
  | { format: "object"; id: string }
  | { format: "objects"; ids: string[] }
  | { format: "number"; number: number }
  | { format: "flag"; flag: boolean }
  | { format: "other"; data: Uint8Array };

/** The elements that decide what starts. */
export const elements = {
  device: 0x11000001,
  path: 0x12000002,
  description: 0x12000004,
  locale: 0x12000005,
  osDevice: 0x21000001,
  systemRoot: 0x22000002,
  default: 0x23000003,
  displayOrder: 0x24000001,
  timeoutSeconds: 0x25000004,
  detectHal: 0x26000010,
  winPe: 0x26000022,
  sdiDevice: 0x31000003,
  sdiPath: 0x32000004,
} as const;

export const objectTypes = { bootmgr: 0x10100002, osLoader: 0x10200003, ramdiskOptions: 0x30000000 } as const;

export const bootmgrId = "{9dea862c-5cdd-4e70-acc1-f32b344d4795}";

const FORMATS = { device: 1, text: 2, object: 3, objects: 4, number: 5, flag: 6 } as const;

/** @param lengthBytes the file's exact length, see `encodeHive` */
export function encodeBcd({ objects }: Bcd, lengthBytes: number): Uint8Array {
  const description: HiveKey = {
    name: "Description",
    values: [{ name: "KeyName", type: valueTypes.text, data: utf16("BCD00000000") }],
    keys: [],
  };
  const list: HiveKey = { name: "Objects", values: [], keys: objects.map(encodeObject) };
  return encodeHive({ name: "NewStoreRoot", values: [], keys: [description, list] }, lengthBytes);
}

function encodeObject({ id, type, elements: list }: BcdObject): HiveKey {
  const data = new Uint8Array(4);
  viewOf(data).setUint32(0, type, true);
  const keys = list.map((element) => ({
    name: element.type.toString(16).padStart(8, "0"),
    values: [{ name: "Element", ...encodeValue(element.value) }],
    keys: [],
  }));
  const description = {
    name: "Description",
    values: [{ name: "Type", type: valueTypes.number, data }],
    keys: [],
  };
  return { name: id, values: [], keys: [description, { name: "Elements", values: [], keys }] };
}

function encodeValue(value: BcdValue): Pick<HiveValue, "type" | "data"> {
  const { text, texts, binary } = valueTypes;
  switch (value.format) {
    case "device":
      return { type: binary, data: encodeDevice(value.device) };
    case "text":
      return { type: text, data: utf16(value.text) };
    case "object":
      return { type: text, data: utf16(value.id) };
    case "objects":
      return { type: texts, data: join(...value.ids.map(utf16), new Uint8Array(2)) };
    case "number": {
      const data = new Uint8Array(8);
      viewOf(data).setBigUint64(0, BigInt(value.number), true);
      return { type: binary, data };
    }
    case "flag":
      return { type: binary, data: Uint8Array.of(value.flag ? 1 : 0) };
    case "other":
      return { type: binary, data: value.data };
  }
}

/**
 * Reads any boot store.
 * @throws StagingFault media-corrupt when it is none, or is damaged
 */
export function decodeBcd(bytes: Uint8Array): Bcd {
  const list = childKey(decodeHive(bytes), "Objects");
  if (!list) throw damagedHive("it has no objects, so it is no boot store");
  return { objects: list.keys.map(decodeObject) };
}

function decodeObject(key: HiveKey): BcdObject {
  const type = valueOf(childKey(key, "Description"), "Type")?.data;
  const found = childKey(key, "Elements")?.keys ?? [];
  return {
    id: key.name.toLowerCase(),
    type: type && type.length >= 4 ? viewOf(type).getUint32(0, true) : 0,
    elements: found.flatMap((element) => {
      const value = valueOf(element, "Element");
      if (!value || !/^[0-9a-f]{8}$/i.test(element.name)) return [];
      const number = Number.parseInt(element.name, 16);
      return [{ type: number, value: decodeValue(number, value.data) }];
    }),
  };
}

function decodeValue(type: number, data: Uint8Array): BcdValue {
  switch ((type >>> 24) & 0x0f) {
    case FORMATS.device:
      return { format: "device", device: decodeDevice(data) };
    case FORMATS.text:
      return { format: "text", text: textOf(data) };
    case FORMATS.object:
      return { format: "object", id: textOf(data).toLowerCase() };
    case FORMATS.objects:
      return { format: "objects", ids: textsOf(data) };
    case FORMATS.number:
      return data.length === 8
        ? { format: "number", number: Number(viewOf(data).getBigUint64(0, true)) }
        : { format: "other", data };
    case FORMATS.flag:
      return data.length >= 1 ? { format: "flag", flag: data[0] !== 0 } : { format: "other", data };
    default:
      return { format: "other", data };
  }
}

function textsOf(data: Uint8Array): string[] {
  const whole = new TextDecoder("utf-16le").decode(data.subarray(0, data.length & ~1));
  return whole
    .split("\0")
    .filter((text) => text !== "")
    .map((text) => text.toLowerCase());
}
