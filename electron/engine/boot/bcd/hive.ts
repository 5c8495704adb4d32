import { StagingFault } from "../../../../shared/fault.ts";

/** A registry hive as a tree. The format is that of the public descriptions of "regf" files. */
export interface HiveKey {
  name: string;
  values: HiveValue[];
  keys: HiveKey[];
}

export interface HiveValue {
  /** Empty for a key's default value. */
  name: string;
  /** One of `valueTypes`, or any other number. */
  type: number;
  data: Uint8Array;
}

export const valueTypes = { text: 1, binary: 3, number: 4, texts: 7 } as const;

export const BASE_BLOCK_BYTES = 4096;
/** Of a hbin, before its first cell. */
export const BIN_HEADER_BYTES = 32;
export const BIN_ALIGN_BYTES = 4096;
/** In place of an offset: there is nothing. */
export const NOTHING = 0xffffffff;

/** XOR of the first 127 words of a base block; 0 and all ones are stored as their neighbours. */
export function baseChecksum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true);
  sum >>>= 0;
  if (sum === 0xffffffff) return 0xfffffffe;
  return sum === 0 ? 1 : sum;
}

/** The hash that lh lists keep of a name. */
export function nameHash(name: string): number {
  let hash = 0;
  for (const character of name.toUpperCase())
    hash = (Math.imul(hash, 37) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}

export function childKey(key: HiveKey | undefined, name: string): HiveKey | undefined {
  return key?.keys.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

export function valueOf(key: HiveKey | undefined, name: string): HiveValue | undefined {
  return key?.values.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

/** For a hive that contradicts itself. `what` completes "is damaged: ". */
export function damagedHive(what: string): StagingFault {
  return new StagingFault("media-corrupt", `The boot store is damaged: ${what}.`);
}
