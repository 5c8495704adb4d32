import type {
  CommandName,
  Engine,
  Frame,
  Parsed,
  Snapshot,
  StateEvent,
  WatchMessage,
} from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import { follow } from "../../shared/follow.ts";
import type { JobEvent } from "../../shared/job.ts";
import type { Watch } from "../../shared/rpc.ts";

/** One command that arrived, as the engine's side parsed it. */
export interface Call {
  command: CommandName;
  input: unknown;
}

type Answers = Partial<{ [K in CommandName]: (input: Parsed<K>) => unknown }>;

/**
 * An engine that does what a test tells it, behind the real contract: the test sets the state, publishes events and
 * frames, and looks at the commands that arrived. It stages nothing.
 */
export interface ScriptedEngine {
  engine: Engine;
  watch: Watch;
  calls: Call[];
  snapshot(): Snapshot;
  /** Replaces the whole state, as a new run of the engine: a new epoch for whoever watches next. */
  reset(snapshot: Snapshot): void;
  publish(event: StateEvent): void;
  /** Publishes an event of a job, now. */
  job(job: string, event: JobEvent): void;
  frame(frame: Partial<Frame>): void;
  /** It happens and is numbered, but nobody is told: as if the message had been lost. */
  lose(event: StateEvent): void;
  inputsOf(command: CommandName): unknown[];
}

export function scriptEngine(first: Snapshot, answers: Answers = {}): ScriptedEngine {
  let state = first;
  const watchers = new Set<(message: WatchMessage) => void>();
  const calls: Call[] = [];
  const tell = (message: WatchMessage) => watchers.forEach((send) => send(message));
  const apply = (event: StateEvent) => (state = follow(state, state.seq + 1, event));
  const handler = (command: CommandName) => async (input: unknown) => {
    calls.push({ command, input });
    const answer = answers[command] as ((input: unknown) => unknown) | undefined;
    return answer ? answer(input) : (quiet[command] ?? {});
  };
  return {
    engine: new Proxy({} as Engine, { get: (_engine, command) => handler(command as CommandName) }),
    watch(send) {
      send({ snapshot: structuredClone(state) });
      watchers.add(send);
      return () => void watchers.delete(send);
    },
    calls,
    snapshot: () => state,
    reset: (snapshot) => void (state = snapshot),
    publish(event) {
      apply(event);
      tell({ seq: state.seq, event });
    },
    job(job, event) {
      this.publish({ type: "job", job, at: new Date().toISOString(), event });
    },
    frame: (frame) => tell({ frame: { jobs: [], tasks: [], ...frame } }),
    lose: (event) => void apply(event),
    inputsOf: (command) => calls.filter((call) => call.command === command).map((call) => call.input),
  };
}

/** What a command answers when the test does not say. */
const quiet: Partial<Record<CommandName, unknown>> = {
  stagedBefore: [],
  listBatches: [],
  batchUnits: [],
  findUnits: [],
  jobEvents: [],
  start: { batch: "B-2026-0001", jobs: [] },
  cancelAll: { cancelled: 0 },
  retryFailed: { jobs: [] },
  importMedia: { task: "import-1" },
  mediaDependents: { units: 0, masters: [], drafts: [], running: [] },
  masters: { masters: [], takenBytes: 0, limitBytes: 200e9, diskBytes: 1e12, freeBytes: 6e11 },
  dropMasters: { dropped: 0, freedBytes: 0, held: 0 },
  mediaHistory: [],
  mediaCounts: [],
  mediaUnits: { units: [], total: 0, stale: 0 },
  makeCurrent: [],
  retireMedia: [],
  reinstateMedia: [],
  models: [],
  bootDrivers: { drivers: null, task: null },
  checkModels: { verdicts: null },
  readDevices: { format: "ids", devices: [], problems: [], skipped: 0, notes: [] },
  contentLocations: [],
  contentCatalogue: { items: [], problems: [] },
  contentPulls: [],
  contentServed: { served: null },
  checkMedia: { task: "check-1" },
  security: { policy: "warn", trusted: [], certificates: [] },
};

/** For an answer that is a refusal. */
export function refuse(...fault: ConstructorParameters<typeof StagingFault>): () => never {
  return () => {
    throw new StagingFault(...fault);
  };
}
