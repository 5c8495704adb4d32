import { open, type FileHandle } from "node:fs/promises";
import { freemem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Firmware } from "../../../../shared/boot-finding.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Proof, ProofDisk, ProofRule } from "../../../../shared/proof.ts";
import { blockSizeBytes, sectorBytes as sectorBytesOf } from "../libc.ts";
import { openCallHome, type CallHome } from "./call-home.ts";
import { findOvmf, qemuVersion, startComputer, type StartedComputer } from "./computer.ts";
import { hashStretches, stretchesToHash } from "./drive-hash.ts";
import { ruleWords, watchFor, type Sight } from "./rule.ts";
import { showsText } from "./screen.ts";

export interface ProofRequest {
  /** A drive, or a drive's image. Opened for reading only. */
  path: string;
  firmware: Firmware;
  rule: ProofRule;
  disk: ProofDisk;
  /** Of an image; a block device tells its own. */
  sectorBytes: number;
  /** Whether what the drive holds is hashed before and after. */
  hash: boolean;
  signal: AbortSignal;
  /** Bytes; 0 of 0 while nobody can tell how far it is. */
  progress: (doing: string, doneBytes: number, totalBytes: number) => void;
  timeoutMs?: number;
}

export interface ProofResult extends Pick<Proof, "outcome" | "message" | "ms" | "qemu" | "unchangedBytes"> {
  png: Uint8Array | null;
}

/** A first start takes 6 to 20 s. What it waits for a busy station's processors does not count, or not without end. */
export const PROOF_LIMIT_MS = 180_000;
const LONGEST_WAIT = 5;
const LOOK_EVERY_MS = 400;

/**
 * Starts a staged drive in a computer of QEMU's that cannot write to it, waits until the rule is kept, and takes a
 * picture. A drive that does not start is an answer, not an error.
 * @throws StagingFault tool-missing, drive-gone, root-needed, bad-input, sector-size-unsupported; `signal.reason`
 */
export async function prove(request: ProofRequest): Promise<ProofResult> {
  const { path, firmware, signal, progress } = request;
  const qemu = await qemuVersion();
  if (firmware === "uefi") findOvmf();
  await using drive = await openDrive(path);
  const { handle, sizeBytes } = drive;
  const sectorBytes = drive.sectorBytes ?? request.sectorBytes;
  if (sectorBytes !== 512 && request.disk === "ide")
    throw new StagingFault(
      "sector-size-unsupported",
      `${path} has ${sectorBytes}-byte sectors, which no IDE disk has. Prove it as an NVMe or virtio disk.`,
    );
  const stretches = request.hash ? await stretchesToHash(handle, sizeBytes, sectorBytes) : [];
  const hash = (doing: string) =>
    hashStretches(handle, stretches, signal, (done, total) => progress(doing, done, total));
  const before = request.hash ? await hash("Hashing the drive before the start") : null;
  const started = performance.now();
  const seen = await startAndWatch(request, drive, sectorBytes === 4096 ? 4096 : 512);
  const ms = Math.round(performance.now() - started);
  const after = request.hash ? await hash("Hashing the drive after the start") : null;
  if (before?.sha256 !== after?.sha256)
    return {
      ...seen,
      ms,
      qemu,
      unchangedBytes: null,
      outcome: "not-proved",
      message: "What the drive holds changed while it was proved: somebody else writes to it.",
    };
  return { ...seen, ms, qemu, unchangedBytes: before?.bytes ?? null };
}

interface OpenedDrive extends AsyncDisposable {
  handle: FileHandle;
  sizeBytes: number;
  blockDevice: boolean;
  /** Null of a file. */
  sectorBytes: number | null;
}

async function openDrive(path: string): Promise<OpenedDrive> {
  const handle = await open(path, "r").catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "EACCES" || code === "EPERM")
      throw new StagingFault("root-needed", `This user may not read ${path}.`, { cause });
    throw new StagingFault("drive-gone", `There is nothing at ${path}.`, { cause });
  });
  const found = await handle.stat();
  const close = { handle, [Symbol.asyncDispose]: () => handle.close() };
  if (found.isFile()) return { ...close, sizeBytes: found.size, blockDevice: false, sectorBytes: null };
  if (found.isBlockDevice()) {
    const { fd } = handle;
    return { ...close, sizeBytes: blockSizeBytes(fd), blockDevice: true, sectorBytes: sectorBytesOf(fd) };
  }
  await handle.close();
  throw new StagingFault("bad-input", `${path} is neither a drive nor a disk image.`);
}

type Seen = Pick<ProofResult, "outcome" | "message" | "png">;

async function startAndWatch(
  request: ProofRequest,
  { handle, blockDevice }: OpenedDrive,
  sectorBytes: 512 | 4096,
): Promise<Seen> {
  const { firmware, disk, rule, signal } = request;
  const sight = watchFor(rule);
  let atCall: Uint8Array | null = null;
  let computer: StartedComputer | null = null;
  await using home = await callHomeFor(rule, async (called) => {
    atCall ??= (await computer?.picture()) ?? null;
    sight.called(called);
  });
  const netdev = home?.netdev ?? null;
  const options = { firmware, disk, sectorBytes, memoryMb: memoryMb(), blockDevice, netdev };
  await using running = await startComputer(options, handle.fd, signal);
  computer = running;
  const seen = await watch(running, sight, request);
  return { ...seen, png: atCall ?? (await running.picture()) };
}

async function callHomeFor(
  rule: ProofRule,
  called: (request: string) => Promise<void>,
): Promise<CallHome | null> {
  return rule.kind === "call-home" ? openCallHome(called) : null;
}

/** Enough for a Windows boot image where the station has it; a guest that uses less takes less. */
function memoryMb(): number {
  const half = Math.floor(freemem() / 2 ** 21);
  return Math.max(512, Math.min(2048, half));
}

async function watch(
  computer: StartedComputer,
  sight: Sight,
  { rule, signal, progress, timeoutMs = PROOF_LIMIT_MS }: ProofRequest,
): Promise<Omit<Seen, "png">> {
  const begin = performance.now();
  const notProved = (message: string) => ({ outcome: "not-proved" as const, message });
  for (;;) {
    signal.throwIfAborted();
    const screen = await computer.screen();
    const wallMs = performance.now() - begin;
    const atMs = wallMs - computer.waitedMs();
    if (screen) sight.screen(screen, atMs, await computer.reads());
    if (screen && showsText(screen)) sight.text((await computer.text()) ?? "");
    sight.serial(computer.serial());
    const gaveUp = sight.gaveUp();
    if (gaveUp !== null) return notProved(`The drive does not start: ${gaveUp}.`);
    const kept = sight.kept();
    if (kept !== null) return { outcome: "proved", message: kept };
    const stopped = computer.stopped() ?? computer.gone();
    if (stopped !== null) return notProved(`The computer stopped before that: ${stopped}.`);
    if (atMs >= timeoutMs || wallMs >= LONGEST_WAIT * timeoutMs)
      return notProved(`Within ${Math.round(wallMs / 1000)} seconds ${ruleWords(rule)}.`);
    progress("Starting from the drive and watching", 0, 0);
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {}); // the loop tells of it
  }
}
