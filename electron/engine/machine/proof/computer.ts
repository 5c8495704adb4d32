import { spawn, type ChildProcess } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import { runTool } from "../../tool.ts";
import { connectQmp, type Qmp } from "./qmp.ts";
import { qemuArguments, type Computer } from "./qemu-arguments.ts";
import { parseScreen, TEXT_MEMORY, textOfScreen, type Screen } from "./screen.ts";
import { waitedMs } from "./waited.ts";

const QEMU = "qemu-system-x86_64";
const OVMF = [
  { code: "/usr/share/OVMF/OVMF_CODE_4M.fd", variables: "/usr/share/OVMF/OVMF_VARS_4M.fd" },
  { code: "/usr/share/OVMF/OVMF_CODE.fd", variables: "/usr/share/OVMF/OVMF_VARS.fd" },
];
const CHILD_DRIVE_FD = 3;
const MOST_SERIAL_CHARS = 1 << 20;

/** What QEMU calls itself. @throws StagingFault tool-missing with the line that installs it */
export async function qemuVersion(): Promise<string> {
  const { stdout } = await runTool(QEMU, ["--version"]);
  return stdout.split("\n")[0]?.trim() ?? QEMU;
}

/** The UEFI firmware for QEMU. @throws StagingFault tool-missing with the line that installs it */
export function findOvmf(places: typeof OVMF = OVMF): { code: string; variables: string } {
  const found = places.find(({ code, variables }) => existsSync(code) && existsSync(variables));
  if (found) return found;
  throw new StagingFault(
    "tool-missing",
    "OVMF, the UEFI firmware for QEMU, is not installed on this station. Install it: sudo apt-get install ovmf",
  );
}

/** A computer that was switched on. It ends with this object, and nothing of it is left. */
export interface StartedComputer extends AsyncDisposable {
  /** All of the serial port until now. */
  serial(): string;
  /** Null when there is none at this moment. */
  screen(): Promise<Screen | null>;
  /** What a screen that shows text has on it; null when that cannot be told. */
  text(): Promise<string | null>;
  /** The screen as a PNG; null when QEMU is gone. */
  picture(): Promise<Uint8Array | null>;
  /** For how long it could not go on because this station's processors had other work, in milliseconds. */
  waitedMs(): number;
  /** How often the drive has been read. */
  reads(): Promise<number>;
  /** It switched itself off or began anew: what it did. Null while it runs. */
  stopped(): string | null;
  /** QEMU itself is gone: what it said. Null while it runs. */
  gone(): string | null;
}

/** Switches a computer on. `driveFd` is open for reading only, and stays the caller's. @throws `signal.reason` */
export async function startComputer(
  computer: Omit<Computer, "driveFd" | "qmpSocket" | "uefi">,
  driveFd: number,
  signal: AbortSignal,
): Promise<StartedComputer> {
  const folder = await mkdtemp(join(tmpdir(), "prestage-proof-"));
  try {
    const uefi = computer.firmware === "uefi" ? await ownVariables(folder) : null;
    const qmpSocket = join(folder, "qmp");
    const args = qemuArguments({ ...computer, uefi, qmpSocket, driveFd: CHILD_DRIVE_FD });
    return await watched(switchOn(args, driveFd), folder, qmpSocket, signal);
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true });
    throw thrown;
  }
}

async function ownVariables(folder: string): Promise<Computer["uefi"]> {
  const { code, variables } = findOvmf();
  const own = join(folder, "variables.fd");
  await copyFile(variables, own);
  return { code, variables: own };
}

/** By way of setpriv, so that it does not outlive an engine that is killed. */
function switchOn(args: readonly string[], driveFd: number): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "KILL", "--no-new-privs", QEMU, ...args], {
    stdio: ["ignore", "pipe", "pipe", driveFd],
  });
}

async function watched(
  child: ChildProcess,
  folder: string,
  qmpSocket: string,
  signal: AbortSignal,
): Promise<StartedComputer> {
  const said = { serial: "", errors: "", stopped: null as string | null, gone: null as string | null };
  child.stdout?.setEncoding("latin1").on("data", (text: string) => {
    said.serial = (said.serial + text).slice(-MOST_SERIAL_CHARS);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said.errors += text));
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => ((said.gone = error.message), resolve()));
    child.once("close", () => ((said.gone = said.errors.trim() || "QEMU ended"), resolve()));
  });
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const early = new AbortController();
  void ended.then(() => early.abort(new Error(`QEMU did not start: ${said.gone}`)));
  try {
    const qmp = await connectQmp(qmpSocket, AbortSignal.any([signal, early.signal]), (name, data) => {
      if (name === "SHUTDOWN") said.stopped ??= stopWords(data);
    });
    return {
      serial: () => said.serial,
      stopped: () => said.stopped,
      gone: () => said.gone,
      reads: () => readsOf(qmp),
      waitedMs: () => (child.pid === undefined ? 0 : waitedMs(child.pid)),
      ...pictures(qmp, folder),
      async [Symbol.asyncDispose]() {
        await qmp[Symbol.asyncDispose]();
        await end();
      },
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

function pictures(qmp: Qmp, folder: string): Pick<StartedComputer, "screen" | "picture" | "text"> {
  let count = 0;
  const file = async (ask: (filename: string) => Promise<unknown>): Promise<Uint8Array | null> => {
    const filename = join(folder, `screen-${++count}`);
    try {
      await ask(filename);
      return await readFile(filename);
    } catch {
      return null; // between two modes there is no screen; when QEMU is gone, `gone` tells
    } finally {
      await rm(filename, { force: true });
    }
  };
  const dump = (format: "ppm" | "png") => file((filename) => qmp.ask("screendump", { filename, format }));
  return {
    picture: () => dump("png"),
    async text() {
      const { address: val, bytes: size } = TEXT_MEMORY;
      const memory = await file((filename) => qmp.ask("pmemsave", { val, size, filename }));
      return memory && textOfScreen(memory);
    },
    async screen() {
      const bytes = await dump("ppm");
      return bytes && parseScreen(bytes);
    },
  };
}

async function readsOf(qmp: Qmp): Promise<number> {
  const told = await qmp.ask("query-blockstats").catch(() => null);
  const devices = (Array.isArray(told) ? told : []) as { stats?: { rd_operations?: number } }[];
  return devices.reduce((sum, { stats }) => sum + (stats?.rd_operations ?? 0), 0);
}

function stopWords(data: unknown): string {
  const reason = typeof data === "object" && data !== null && "reason" in data ? data.reason : null;
  return reason === "guest-reset" ? "it began to start anew" : "it switched itself off";
}
