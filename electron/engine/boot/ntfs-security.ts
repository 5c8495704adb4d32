import { viewOf, type ByteRange, type ReadBytes } from "./byte-range.ts";
import { damaged, readFully } from "./ntfs-bytes.ts";
import { undoFixups } from "./ntfs-record.ts";

const SECURITY_DESCRIPTOR = 0x50;
const END = 0xffffffff;
const STRIDE_BYTES = 512;
const FULL_CONTROL = 0x1f01ff;
const READ_AND_RUN = 0x1200a9;
/** What is made in the folder gets it as well. */
const INHERITED_BY_ALL = 0x03;

/**
 * A security descriptor as Windows gives to what it makes in its own folders: the system and administrators may do
 * everything, users may read. Source: [MS-DTYP] 2.4.6, self-relative.
 * @param folder whether what is made in it gets the same
 */
export function plainDescriptor(folder: boolean): Uint8Array {
  const system = sid(5, [18]);
  const administrators = sid(5, [32, 544]);
  const users = sid(5, [32, 545]);
  const flags = folder ? INHERITED_BY_ALL : 0;
  const entries = [
    allow(flags, FULL_CONTROL, system),
    allow(flags, FULL_CONTROL, administrators),
    allow(flags, READ_AND_RUN, users),
  ];
  const list = join([acl(entries.length, entries), ...entries]);
  const header = new Uint8Array(20);
  const view = viewOf(header);
  header[0] = 1;
  view.setUint16(2, 0x8004, true); // self-relative, with a list
  view.setUint32(4, 20 + list.length, true);
  view.setUint32(8, 20 + list.length + administrators.length, true);
  view.setUint32(16, 20, true);
  return join([header, list, administrators, administrators]);
}

function sid(authority: number, parts: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * parts.length);
  bytes.set([1, parts.length, 0, 0, 0, 0, 0, authority]);
  for (const [n, part] of parts.entries()) viewOf(bytes).setUint32(8 + 4 * n, part, true);
  return bytes;
}

function allow(flags: number, rights: number, who: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + who.length);
  bytes[1] = flags;
  viewOf(bytes).setUint16(2, bytes.length, true);
  viewOf(bytes).setUint32(4, rights, true);
  bytes.set(who, 8);
  return bytes;
}

function acl(count: number, entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes[0] = 2;
  viewOf(bytes).setUint16(
    2,
    entries.reduce((sum, { length }) => sum + length, 8),
    true,
  );
  viewOf(bytes).setUint16(4, count, true);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * A FILE record with another security descriptor in the place of its own; what is behind it moves.
 * @throws StagingFault media-corrupt when the record has none, or no room
 */
export async function withDescriptor(
  read: ReadBytes,
  range: ByteRange,
  descriptor: Uint8Array,
): Promise<Uint8Array> {
  const record = undoFixups(await readFully(read, range), "FILE", "a file record").bytes;
  const view = viewOf(record);
  const used = view.getUint32(0x18, true);
  const at = descriptorAt(view, used);
  const length = view.getUint32(at + 4, true);
  const wanted = 24 + Math.ceil(descriptor.length / 8) * 8;
  const moved = record.slice(at + length, used);
  if (used + wanted - length > record.length) throw damaged("a file record has no room for its security");
  record.fill(0, at + 24);
  record.set(descriptor, at + 24);
  record.set(moved, at + wanted);
  view.setUint32(at + 4, wanted, true);
  view.setUint32(at + 16, descriptor.length, true);
  view.setUint16(at + 20, 24, true);
  view.setUint32(0x18, used + wanted - length, true);
  return redoFixups(record);
}

function descriptorAt(view: DataView, used: number): number {
  let at = view.getUint16(0x14, true);
  while (at + 24 <= used && view.getUint32(at, true) !== END) {
    const length = view.getUint32(at + 4, true);
    const resident = view.getUint8(at + 8) === 0;
    if (view.getUint32(at, true) === SECURITY_DESCRIPTOR && resident) return at;
    if (length < 24) break;
    at += length;
  }
  throw damaged("a new file has no security descriptor of its own");
}

/** The last word of each stride goes into the update sequence, and its number in their place. */
function redoFixups(record: Uint8Array): Uint8Array {
  const view = viewOf(record);
  const sequenceAt = view.getUint16(4, true);
  const number = view.getUint16(sequenceAt, true);
  for (let stride = 0; stride < record.length / STRIDE_BYTES; stride++) {
    const wordAt = (stride + 1) * STRIDE_BYTES - 2;
    view.setUint16(sequenceAt + 2 + stride * 2, view.getUint16(wordAt, true), true);
    view.setUint16(wordAt, number, true);
  }
  return record;
}
