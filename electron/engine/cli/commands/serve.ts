import { spawn } from "node:child_process";
import { StagingFault } from "../../../../shared/fault.ts";
import { browserUrl, connectEngine, type EngineConnection } from "../../client.ts";
import type { Command, Context } from "../command.ts";
import { engineArgs, serveFlags } from "../engine-flags.ts";
import { engineProgram, hasEnded } from "../engine-start.ts";
import { exitCodes } from "../exit-codes.ts";
import { startAndConnect, watchStation } from "../station.ts";

const PATIENCE_MS = 20_000;

export const serve: Command = {
  name: "serve",
  takes: "",
  words: [0, 0],
  summary: "Runs the engine in this folder, until it is stopped",
  about:
    "With --detach it makes sure that an engine runs there, starting one that outlives this terminal when there is " +
    "none, and tells its address.",
  flags: { ...serveFlags, detach: { words: "in the background" } },
  async run(context) {
    const args = engineArgs(context.given);
    if (context.given.has("detach")) return inBackground(context, args);
    (await lastingEngine(context, false))?.close(); // it refuses another by itself, in words
    return inForeground(context, args);
  },
};

async function inBackground(context: Context, args: readonly string[]): Promise<number> {
  const { home, output, given } = context;
  const running = await lastingEngine(context, given.has("port"));
  const connection = running ?? (await startAndConnect(home, args));
  try {
    await checkBench(connection, home, given.text("bench"));
    const url = browserUrl(connection.engine);
    const { pid, socket } = connection.engine;
    output.result({ ready: true, pid, socket, url, started: running === null }, () =>
      [running ? "The engine runs already." : "The engine runs.", ...(url === null ? [] : [url])].join("\n"),
    );
    return exitCodes.ok.code;
  } finally {
    connection.close();
  }
}

/**
 * The engine that runs here and can be built on. One that serves a command only, or has no port though one is wanted,
 * may be about to end: that is waited for a while.
 * @throws StagingFault engine-running when it does not end
 */
async function lastingEngine(
  { home, output }: Context,
  wantsPort: boolean,
): Promise<EngineConnection | null> {
  const connection = await connectEngine(home);
  if (connection === null) return null;
  const { pid, transient, port } = connection.engine;
  if (transient !== true && (port !== null || !wantsPort)) return connection;
  connection.close();
  output.note("Waiting for the engine of an earlier command to end …");
  if (await hasEnded(pid, PATIENCE_MS)) return null;
  throw new StagingFault(
    "engine-running",
    `The engine in ${home} was started for one command, or without a port for browsers.`,
  );
}

async function checkBench(
  connection: EngineConnection,
  home: string,
  wanted: string | undefined,
): Promise<void> {
  if (wanted === undefined) return;
  const { bench } = (await watchStation(connection)).snapshot().engine;
  if (bench === wanted) return;
  throw new StagingFault(
    "engine-running",
    `The engine in ${home} works on the ${bench} bench, and the ${wanted} bench was asked for.`,
  );
}

/** The engine prints its own ready line; a signal to this process is meant for it. */
function inForeground({ home }: Context, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [engineProgram, "--home", home, ...args], { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => {
    // A terminal's Ctrl-C reaches the engine by itself.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code === 0 ? exitCodes.ok.code : exitCodes.engine.code);
    });
  });
}
