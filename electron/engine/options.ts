import { parseArgs } from "node:util";
import { StagingFault } from "../../shared/fault.ts";
import { homeFolder } from "./home.ts";

export interface EngineOptions {
  home: string;
  bench: "training" | "real";
  bays: number;
  bayBytes: number;
  allowLoop: boolean;
  /** Loopback TCP for a browser; 0 lets the system choose; null for none. */
  port: number | null;
  /** No progress for this long and a drive counts as stalled. */
  stallMs: number;
  /** Ends by itself once its last client has left and nothing runs. */
  transient: boolean;
}

const MAX_BAYS = 64;
const MIN_BAY_BYTES = 512e6;

/** Reads the engine's own flags. @throws StagingFault bad-input, home-not-writable */
export function readOptions(args: readonly string[]): EngineOptions {
  const { values } = parseFlags(args);
  const bench = values.bench;
  if (bench !== "training" && bench !== "real") throw bad(`--bench is “${bench}”; it is training or real`);
  const bays = Number(values.bays);
  if (!Number.isInteger(bays) || bays < 1 || bays > MAX_BAYS)
    throw bad(`--bays is “${values.bays}”; it is 1 to ${MAX_BAYS}`);
  const bayBytes = parseSize(values["bay-size"]);
  if (bayBytes < MIN_BAY_BYTES) throw bad(`--bay-size is “${values["bay-size"]}”; a bay has at least 512M`);
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw bad(`--port is “${values.port}”`);
  const stallMs = Number(values["stall-seconds"]) * 1000;
  if (!(stallMs >= 1000 && stallMs <= 3_600_000))
    throw bad(`--stall-seconds is “${values["stall-seconds"]}”; it is 1 to 3600`);
  const { "allow-loop": allowLoop, transient } = values;
  return { home: homeFolder(values.home), bench, bays, bayBytes, allowLoop, port, stallMs, transient };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        home: { type: "string" },
        bench: { type: "string", default: "training" },
        bays: { type: "string", default: "8" },
        "bay-size": { type: "string", default: "8G" },
        "allow-loop": { type: "boolean", default: false },
        port: { type: "string" },
        "stall-seconds": { type: "string", default: "180" },
        transient: { type: "boolean", default: false },
      },
    });
  } catch (thrown) {
    throw bad(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
}

/** "8G", "512M", "8000000000": decimal, as drives are sold. Rounded down to whole MiB, as partitions are. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)B?$/i.exec(text.trim());
  if (!match) throw bad(`“${text}” is not a size; write 8G or 512M`);
  const factor = { "": 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }[match[2]?.toUpperCase() ?? ""] ?? 1;
  const MIB = 2 ** 20;
  return Math.floor((Number(match[1]) * factor) / MIB) * MIB;
}

function bad(message: string, cause?: unknown): StagingFault {
  return new StagingFault("bad-input", `${message}.`, { cause });
}
