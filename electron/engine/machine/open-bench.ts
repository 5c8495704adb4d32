import type { Drive } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Machine } from "../staging/machine.ts";
import type { TrainingBays } from "../staging/ports.ts";
import { secondOpinion } from "./second-opinion.ts";
import { writerLimits } from "./writer/watched-writer.ts";
import { TrainingMachine } from "./training/training-machine.ts";

export interface Bench {
  machine: Machine;
  training: TrainingBays | null;
  blocked(): ReadonlySet<string>;
  clearSignatures(drive: Drive): Promise<void>;
}

interface BenchOptions {
  home: string;
  bench: "training" | "real";
  bays: number | null;
  bayBytes: number;
  baySectorBytes: 512 | 4096;
  allowLoop: boolean;
  stallMs: number;
}

/** Opens the bench that was asked for. @throws StagingFault root-needed, not-on-this-bench */
export async function openBench(
  options: BenchOptions,
  paths: { training: string },
  masterPath: (key: string) => string,
  log: (line: string) => void,
): Promise<Bench> {
  const limits = writerLimits(options.stallMs);
  if (options.bench === "training") {
    const { bays, bayBytes, baySectorBytes } = options;
    const machine = new TrainingMachine({
      dir: paths.training,
      bays,
      bayBytes,
      baySectorBytes,
      masterPath,
      limits,
    });
    const clearSignatures = async () => {
      throw new StagingFault("not-on-this-bench", "Training drives carry nothing that has to be cleared.");
    };
    return { machine, training: machine, blocked: () => machine.blocked(), clearSignatures };
  }
  const { LinuxMachine } = await import("./linux/linux-machine.ts");
  const machine = new LinuxMachine({ home: options.home, allowLoop: options.allowLoop, masterPath, limits });
  void compareOpinions(machine, log);
  return {
    machine,
    training: null,
    blocked: () => machine.blocked(),
    clearSignatures: (drive) => machine.clearSignatures(drive),
  };
}

/** Another program's idea of which drives are the system's, for the log: it never overrules the guard. */
async function compareOpinions(machine: Machine, log: (line: string) => void): Promise<void> {
  const drives = await machine.listDrives();
  const opinions = await secondOpinion(drives.map(({ path }) => path));
  for (const { path, uses } of drives) {
    const ours = uses.some(({ use }) => use === "system") ? "system" : "not-system";
    const theirs = opinions.get(path) ?? "unknown";
    if (theirs !== "unknown" && theirs !== ours)
      log(`${path}: the guard says ${ours}, drivelist says ${theirs}`);
  }
}
