import type { Drive } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Machine } from "../staging/machine.ts";
import type { TrainingBays } from "../staging/ports.ts";
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
  bays: number;
  bayBytes: number;
  allowLoop: boolean;
}

/** Opens the bench that was asked for. @throws StagingFault root-needed, not-on-this-bench */
export async function openBench(
  options: BenchOptions,
  paths: { training: string },
  masterPath: (key: string) => string,
): Promise<Bench> {
  if (options.bench === "training") {
    const { bays, bayBytes } = options;
    const machine = new TrainingMachine({ dir: paths.training, bays, bayBytes, masterPath });
    const clearSignatures = async () => {
      throw new StagingFault("not-on-this-bench", "Training drives carry nothing that has to be cleared.");
    };
    return { machine, training: machine, blocked: () => machine.blocked(), clearSignatures };
  }
  const { LinuxMachine } = await import("./linux/linux-machine.ts");
  const machine = new LinuxMachine({ home: options.home, allowLoop: options.allowLoop, masterPath });
  return {
    machine,
    training: null,
    blocked: () => machine.blocked(),
    clearSignatures: (drive) => machine.clearSignatures(drive),
  };
}
