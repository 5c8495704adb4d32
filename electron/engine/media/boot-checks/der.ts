/** One value of an ASN.1 structure in DER. Views into the bytes it was read from. */
export interface Der {
  /** The first byte: 0x30 SEQUENCE, 0x31 SET, 0x02 INTEGER, 0x04 OCTET STRING, 0x06 OID, 0xa0… [0]…. */
  tag: number;
  content: Uint8Array;
  /** With tag and length. */
  whole: Uint8Array;
}

/** The bytes are not what they should be. Only ever caught by whoever began to read. */
export class DerError extends Error {
  override readonly name = "DerError";
}

export const DER = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
const MOST_CHILDREN = 4096;

/**
 * Reads one value; bytes behind it are let be. Lengths are definite and within the bytes: nothing is read twice and
 * nothing outside. Source: ITU-T X.690. @throws DerError
 */
export function readDer(bytes: Uint8Array, at = 0): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError("it ends inside a value");
  if ((tag & 0x1f) === 0x1f) throw new DerError("a tag of several bytes");
  let start = at + 2;
  let length = first;
  if (first > 0x7f) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError(`a length of ${count} bytes`);
    length = 0;
    for (let n = 0; n < count; n++) length = length * 256 + (bytes[start + n] ?? 0);
    start += count;
  }
  if (start + length > bytes.length) throw new DerError("a value is longer than what holds it");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

/** What a SEQUENCE, SET or explicit tag holds. @throws DerError */
export function readChildren(parent: Der): Der[] {
  const children: Der[] = [];
  for (let at = 0; at < parent.content.length;) {
    if (children.length >= MOST_CHILDREN) throw new DerError(`more than ${MOST_CHILDREN} values in one`);
    const child = readDer(parent.content, at);
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** @throws DerError unless it is there and has this tag */
export function expectDer(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new DerError(`a value ${hex(value?.tag)} where ${hex(tag)} should be`);
  return value;
}

/** "1.2.840.113549.1.7.2". @throws DerError */
export function readOid(value: Der | undefined): string {
  const { content } = expectDer(value, DER.oid);
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (number > Number.MAX_SAFE_INTEGER) throw new DerError("an object's name is too long");
    if (byte & 0x80) continue;
    if (numbers.length === 0) numbers.push(Math.min(2, Math.floor(number / 40)));
    numbers.push(numbers.length === 1 ? number - (numbers[0] ?? 0) * 40 : number);
    number = 0;
  }
  return numbers.join(".");
}

function hex(tag: number | undefined): string {
  return tag === undefined ? "missing" : `0x${tag.toString(16)}`;
}
