import { parseArgs } from "node:util";
import { StagingFault } from "../../shared/fault.ts";
import { StationSettings } from "../../shared/settings.ts";
import { readSize } from "../../shared/size.ts";
import { contentFlags, readContentOptions } from "./content-options.ts";
import type { ServeOptions } from "./content/serve-library.ts";
import { homeFolder } from "./home.ts";

export interface EngineOptions {
  home: string;
  bench: "training" | "real";
  /** How many training bays; null for as many as there are, or eight at the first start. */
  bays: number | null;
  bayBytes: number;
  /** Logical sector of new training drives. */
  baySectorBytes: 512 | 4096;
  allowLoop: boolean;
  /** Loopback TCP for a browser; 0 lets the system choose; null for none. */
  port: number | null;
  /** No progress for this long and a drive counts as stalled. */
  stallMs: number;
  /** Settings that flags say: they hold as long as the engine runs. */
  given: Partial<StationSettings>;
  /** How many boot proofs at once; null for the bench's own: one on a real bench, two in training. */
  proofs: number | null;
  /** How other stations are let have the library; null for not at all. */
  content: ServeOptions | null;
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
  const bays = values.bays === undefined ? null : Number(values.bays);
  if (bays !== null && !(Number.isInteger(bays) && bays >= 1 && bays <= MAX_BAYS))
    throw bad(`--bays is “${values.bays ?? ""}”; it is 1 to ${MAX_BAYS}`);
  const bayBytes = wholeMebibytes(values["bay-size"]);
  if (bayBytes < MIN_BAY_BYTES) throw bad(`--bay-size is “${values["bay-size"]}”; a bay has at least 512M`);
  const sector = values["bay-sector"];
  if (sector !== "512" && sector !== "4096") throw bad(`--bay-sector is “${sector}”; it is 512 or 4096`);
  const baySectorBytes = sector === "4096" ? 4096 : 512;
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw bad(`--port is “${values.port}”`);
  const stallMs = Number(values["stall-seconds"]) * 1000;
  if (!(stallMs >= 1000 && stallMs <= 3_600_000))
    throw bad(`--stall-seconds is “${values["stall-seconds"]}”; it is 1 to 3600`);
  const proofs = readProofs(values.proofs);
  const { "allow-loop": allowLoop, transient } = values;
  const home = homeFolder(values.home);
  return {
    home,
    bench,
    bays,
    bayBytes,
    baySectorBytes,
    allowLoop,
    port,
    stallMs,
    given: readGiven(values),
    proofs,
    content: readContentOptions(values),
    transient,
  };
}

function readGiven(flags: {
  "usb-limit"?: string | undefined;
  "fail-outliers": boolean;
}): Partial<StationSettings> {
  const limit = flags["usb-limit"];
  if (limit !== undefined && !StationSettings.shape["usb-limit"].safeParse(limit).success)
    throw bad(`--usb-limit is “${limit}”; it is 1 to 9999, or none`);
  return {
    ...(limit !== undefined && { "usb-limit": limit }),
    ...(flags["fail-outliers"] && { outliers: "fail" as const }),
  };
}

function readProofs(text: string | undefined): number | null {
  if (text === undefined) return null;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 16) throw bad(`--proofs is “${text}”; it is 1 to 16`);
  return count;
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        home: { type: "string" },
        bench: { type: "string", default: "training" },
        bays: { type: "string" },
        "bay-size": { type: "string", default: "8G" },
        "bay-sector": { type: "string", default: "512" },
        "allow-loop": { type: "boolean", default: false },
        port: { type: "string" },
        "stall-seconds": { type: "string", default: "180" },
        "usb-limit": { type: "string" },
        proofs: { type: "string" },
        "fail-outliers": { type: "boolean", default: false },
        transient: { type: "boolean", default: false },
        ...contentFlags,
      },
    });
  } catch (thrown) {
    throw bad(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
}

/** Rounded down to whole MiB, as partitions are. */
function wholeMebibytes(text: string): number {
  const MIB = 2 ** 20;
  const bytes = readSize(text);
  if (bytes === null) throw bad(`--bay-size is “${text}”; write it like 8G`);
  return Math.floor(bytes / MIB) * MIB;
}

function bad(message: string, cause?: unknown): StagingFault {
  return new StagingFault("bad-input", `${message}.`, { cause });
}
