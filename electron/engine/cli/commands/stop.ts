import { StagingFault } from "../../../../shared/fault.ts";
import { isOver } from "../../../../shared/job.ts";
import { connectEngine } from "../../client.ts";
import type { Command, Context } from "../command.ts";
import { hasEnded } from "../engine-start.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { watchStation, type Station } from "../station.ts";
import { parseBays } from "../values.ts";

const PATIENCE_MS = 10_000;

export const stop: Command = {
  name: "stop",
  takes: "",
  words: [0, 0],
  summary: "Ends the engine of this folder; refuses while drives are being staged",
  flags: {
    wait: { words: "wait until the drives that are being staged have ended, then stop" },
    cancel: { words: "cancel the drives that are being staged, then stop" },
  },
  async run({ home, output, given }) {
    const [wait, cancelled] = [given.has("wait"), given.has("cancel")];
    if (wait && cancelled) throw new UsageError("--wait and --cancel exclude each other.", "stop");
    const connection = await connectEngine(home);
    if (connection === null) {
      output.result({ stopped: false }, () => `No engine runs in ${home}.`);
      return exitCodes.ok.code;
    }
    await using engine = await watchStation(connection);
    const running = engine.snapshot().jobs.filter(({ state }) => !isOver(state)).length;
    if (running > 0 && wait) output.note(`Waiting for ${running} ${running === 1 ? "drive" : "drives"} …`);
    await askToStop(engine, wait ? "wait" : cancelled ? "cancel" : "refuse");
    await connection.closed;
    const { pid } = connection.engine;
    if (!(await hasEnded(pid, PATIENCE_MS)))
      throw new StagingFault(
        "engine-gone",
        `The engine (process ${pid}) has let go of all but has not ended.`,
      );
    output.result({ stopped: true }, () => "The engine has stopped.");
    return exitCodes.ok.code;
  },
};

async function askToStop(engine: Station, running: "refuse" | "wait" | "cancel"): Promise<void> {
  try {
    await engine.client.stop({ running });
  } catch (thrown) {
    // It may be gone before its answer is out: that is what was asked for.
    if (!(thrown instanceof StagingFault) || thrown.code !== "engine-gone") throw thrown;
  }
}

export const cancel: Command = {
  name: "cancel",
  takes: "BAYS|all",
  words: [1, 1],
  summary: "Cancels the drives that are being staged in these bays; the others do not notice",
  flags: {},
  async run({ home, output, given }: Context) {
    const wanted = parseBays(given.words[0] ?? "");
    const connection = await connectEngine(home);
    if (connection === null) throw new StagingFault("engine-gone", `No engine runs in ${home}.`);
    await using engine = await watchStation(connection);
    const jobs = engine
      .snapshot()
      .jobs.filter(({ bay, state }) => !isOver(state) && (wanted === "all" || wanted.includes(bay)));
    for (const { job } of jobs) await engine.client.cancelJob({ job });
    const bays = jobs.map(({ bay }) => bay);
    output.result({ cancelled: bays }, () =>
      bays.length === 0 ? "Nothing is being staged there." : `Cancelling bay ${bays.join(", ")}.`,
    );
    return exitCodes.ok.code;
  },
};
