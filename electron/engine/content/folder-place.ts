import { createHash } from "node:crypto";
import { constants, open, realpath, stat, type FileHandle } from "node:fs/promises";
import { join, sep } from "node:path";
import { contentLimits, INDEX_NAME, segmentsOf } from "../../../shared/content-index.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { wimFilesUnder } from "./folder-files.ts";
import { parseIndex } from "./index-file.ts";
import { stalled } from "./network-fault.ts";
import { within } from "./patience.ts";
import type { Asking, Found, OpenedContent, Place, PlaceItem, Wanted } from "./place.ts";
import { describeWim } from "./wim-description.ts";

const PIECE_BYTES = 1 << 20;
const LEAST_PIECE_BYTES = 16 << 10;

/** @throws StagingFault location-unreachable, location-denied, location-unreadable; `asking.signal.reason` */
export async function lookAtFolder(place: Place, asking: Asking): Promise<Found> {
  const late = () => stalled(place, asking.stallMs);
  const looking = readIndex(place).then((bytes) => bytes ?? null);
  const bytes = await within(looking, asking.stallMs, late, asking.signal).catch((thrown: unknown) =>
    folderFault(place, thrown, asking.signal),
  );
  if (bytes) return { by: "index", items: parseIndex(bytes, place.name).items, notes: [] };
  return scan(place, asking.signal).catch((thrown: unknown) => folderFault(place, thrown, asking.signal));
}

/** Null when the folder has none. */
async function readIndex({ address }: Place): Promise<Uint8Array | null> {
  const folder = await stat(address);
  if (!folder.isDirectory()) throw Object.assign(new Error("it is no folder"), { code: "ENOTDIR" });
  return readSmall(join(address, INDEX_NAME), contentLimits.indexBytes + 1);
}

/** Known by where they lie, how long they are and when they were written: what is in them is not read. */
async function scan(place: Place, signal: AbortSignal): Promise<Found> {
  const items: PlaceItem[] = [];
  const notes: string[] = [];
  for (const { file, path } of await wimFilesUnder(place.address, signal)) {
    try {
      const { size, mtimeMs } = await stat(file);
      const modifiedAt = new Date(mtimeMs).toISOString();
      items.push({ ...(await describeWim(file, signal)), sha256: null, sizeBytes: size, path, modifiedAt });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof StagingFault) || thrown.code === "tool-missing") throw thrown;
      notes.push(`${path}: ${thrown.message}`);
    }
  }
  return { by: "scan", items, notes };
}

/** What names a file of a folder without an index, as long as it is that file. */
export function scannedName(place: Pick<Place, "id">, { path, sizeBytes, modifiedAt }: PlaceItem): string {
  const known = [place.id, path, sizeBytes, modifiedAt].join("\0");
  return `scan-${createHash("sha256").update(known).digest("hex")}`;
}

/** @throws StagingFault content-missing, location-… */
export async function readSmallFile(
  place: Place,
  path: string,
  most: number,
  asking: Asking,
): Promise<Buffer> {
  const late = () => stalled(place, asking.stallMs);
  const reading = insideOf(place, path).then((file) => readSmall(file, most + 1));
  const bytes = await within(reading, asking.stallMs, late, asking.signal).catch((thrown: unknown) =>
    folderFault(place, thrown, asking.signal),
  );
  if (!bytes) throw new StagingFault("content-missing", `${place.name} has no ${path}.`);
  if (bytes.length > most)
    throw new StagingFault("location-broken", `${path} at ${place.name} has more than ${most} bytes.`);
  return bytes;
}

async function readSmall(path: string, most: number): Promise<Buffer | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: unknown) => {
    if (codeOf(thrown) === "ENOENT") return null;
    throw thrown;
  });
  if (!file) return null;
  await using opened = file;
  const buffer = Buffer.alloc(Math.min(most, (await opened.stat()).size + 1));
  let bytes = 0;
  for (let read = -1; read !== 0 && bytes < buffer.length; bytes += read)
    read = (await opened.read(buffer, bytes, buffer.length - bytes, bytes)).bytesRead;
  return buffer.subarray(0, bytes);
}

/** @throws StagingFault content-changed, content-missing, location-… */
export async function openInFolder(place: Place, wanted: Wanted): Promise<OpenedContent> {
  const { item, from, validator, stallMs, signal } = wanted;
  const late = () => stalled(place, stallMs);
  const opening = insideOf(place, item.path).then((path) =>
    open(path, constants.O_RDONLY | constants.O_NONBLOCK),
  );
  const file = await within(opening, stallMs, late, signal).catch(async (thrown: unknown) => {
    if (codeOf(thrown) === "ENOENT" && !signal.aborted && (await isThere(place, item)))
      throw new StagingFault("content-missing", `${place.name} has no ${item.path} any more.`);
    return folderFault(place, thrown, signal);
  });
  try {
    const now = await validatorOf(place, file, item);
    if (validator !== null && validator !== now) throw changed(place, item);
    const chunks = piecesOf(place, file, from, now, wanted);
    return { validator: now, chunks, close: () => void file.close().catch(() => {}) };
  } catch (thrown) {
    await file.close().catch(() => {});
    throw thrown;
  }
}

/** Where a share was mounted an empty folder is left: without its index the whole place is gone, and may come back. */
async function isThere({ address }: Place, item: PlaceItem): Promise<boolean> {
  const mark = item.sha256 === null ? address : join(address, INDEX_NAME);
  return stat(mark).then(
    () => true,
    () => false,
  );
}

async function* piecesOf(
  place: Place,
  file: FileHandle,
  from: number,
  validator: string,
  { item, stallMs, signal }: Wanted,
): AsyncGenerator<Uint8Array> {
  const late = () => stalled(place, stallMs);
  const pieceBytes = pieceSize(place.bytesPerSecond);
  try {
    for (let at = from; at < item.sizeBytes;) {
      // A new buffer each time: a read that hangs may still come back and fill the one it was given.
      const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, item.sizeBytes - at));
      const { bytesRead } = await within(file.read(buffer, 0, buffer.length, at), stallMs, late, signal);
      if (bytesRead === 0) throw changed(place, item);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    if ((await within(validatorOf(place, file, item), stallMs, late, signal)) !== validator)
      throw changed(place, item);
  } catch (thrown) {
    folderFault(place, thrown, signal);
  }
}

/** Small enough that a limited place is not taken from in great gulps. */
function pieceSize(bytesPerSecond: number | null): number {
  if (bytesPerSecond === null) return PIECE_BYTES;
  return Math.max(LEAST_PIECE_BYTES, Math.min(PIECE_BYTES, Math.floor(bytesPerSecond / 4)));
}

async function validatorOf(place: Place, file: FileHandle, item: PlaceItem): Promise<string> {
  const { size, mtimeNs } = await file.stat({ bigint: true });
  if (Number(size) !== item.sizeBytes)
    throw new StagingFault(
      "content-changed",
      `${item.name} has ${size} bytes at ${place.name}, and ${item.sizeBytes} were expected.`,
    );
  return `${size}-${mtimeNs}`;
}

/** The file itself, links resolved: an index may not lead out of its folder. */
async function insideOf({ address, name }: Place, path: string): Promise<string> {
  const file = await realpath(join(address, ...(segmentsOf(path) ?? ["."])));
  const root = await realpath(address);
  if (file.startsWith(root.endsWith(sep) ? root : root + sep)) return file;
  throw new StagingFault("location-broken", `${path} leads out of ${name}.`);
}

function changed(place: Place, item: PlaceItem): StagingFault {
  return new StagingFault(
    "content-changed",
    `${item.name} was changed at ${place.name} while it was copied.`,
  );
}

const reasons: Record<string, string> = {
  ENOENT: "the folder is not there. Is the share mounted?",
  ENOTDIR: "it is no folder",
  EIO: "it gave a read error",
  ESTALE: "the share was taken away",
  ENOTCONN: "the share was taken away",
  EHOSTDOWN: "the share's computer is gone",
  ELOOP: "its links go round in circles",
};

function folderFault(place: Place, thrown: unknown, signal: AbortSignal): never {
  signal.throwIfAborted();
  if (thrown instanceof StagingFault) throw thrown;
  const code = codeOf(thrown);
  if (code === "EACCES" || code === "EPERM")
    throw new StagingFault("location-denied", `${place.name}: this user may not read ${place.address}.`, {
      cause: thrown,
    });
  const reason = reasons[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  throw new StagingFault(
    "location-unreachable",
    `${place.name}: ${reason}${reason.endsWith("?") ? "" : "."}`,
    {
      cause: thrown,
    },
  );
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
