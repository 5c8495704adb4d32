import { spawn, spawnSync } from "node:child_process";

export interface BootResult {
  /** All that came out of COM1: what programs wrote there, and what they showed by the BIOS. */
  serial: string;
  /** QEMU's exit code: 2 x + 1 when the program wrote x to port F4h; null when it was ended from here. */
  exitCode: number | null;
  ms: number;
}

export interface BootOptions {
  timeoutMs?: number;
  /** Ends the computer when its output matches. By default: our boot code has given up. */
  until?: RegExp;
  /** The file is a floppy disk in drive 0 instead of a hard disk. */
  floppy?: boolean;
  memoryMb?: number;
}

const GIVEN_UP = /Press Ctrl\+Alt\+Del to restart\r\n|No bootable device/;
/** More at a time only slow each other down: QEMU interprets every instruction. */
const AT_A_TIME = 2;

/** Why a QEMU test cannot run here, or null. */
export const qemuMissing: string | null =
  spawnSync("qemu-system-x86_64", ["--version"]).status === 0 ? null : "qemu-system-x86_64 is not installed";

/**
 * Starts a PC by BIOS from a disk image, which is never written to, and waits for its end.
 * The image's first programs are told from their output; a computer that says nothing for long is an error.
 */
export async function bootBios(diskPath: string, options: BootOptions = {}): Promise<BootResult> {
  await takeSlot();
  try {
    return await run(diskPath, options);
  } finally {
    giveSlot();
  }
}

function run(diskPath: string, options: BootOptions): Promise<BootResult> {
  const { timeoutMs = 120_000, until = GIVEN_UP, floppy = false, memoryMb = 64 } = options;
  const begin = performance.now();
  const child = spawn("qemu-system-x86_64", qemuArguments(diskPath, floppy, memoryMb), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let serial = "";
    let errors = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.stdout.setEncoding("latin1").on("data", (text: string) => {
      serial += text;
      if (until.test(serial)) child.kill("SIGKILL");
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      if (late) reject(new Error(`no end after ${timeoutMs} ms; COM1 so far: ${JSON.stringify(serial)}`));
      else if (exitCode === 1) reject(new Error(`QEMU: ${errors}`));
      else resolve({ serial, exitCode, ms: Math.round(performance.now() - begin) });
    });
  });
}

function qemuArguments(diskPath: string, floppy: boolean, memoryMb: number): string[] {
  const drive = `file=${diskPath.replaceAll(",", ",,")},format=raw,if=${floppy ? "floppy" : "ide"},snapshot=on`;
  // graphics=off: SeaBIOS sends to COM1 what programs show on the screen, but late, from the timer's interrupt.
  // A program that writes to COM1 itself has to turn interrupts off first, or the two texts mix.
  const machine = `-machine pc,graphics=off -accel tcg -m ${memoryMb} -display none -vga none -net none -no-reboot`;
  const ends = "-serial stdio -monitor none -device isa-debug-exit,iobase=0xf4,iosize=1";
  return [...`${machine} ${ends} -boot ${floppy ? "a" : "c"}`.split(" "), "-drive", drive];
}

let running = 0;
const queue: (() => void)[] = [];

async function takeSlot(): Promise<void> {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => queue.push(resolve));
  else running++;
}

function giveSlot(): void {
  const next = queue.shift();
  if (next) next();
  else running--;
}
