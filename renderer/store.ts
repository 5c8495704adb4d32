import { create } from "zustand";
import type { Client, Frame, JobProgress, Snapshot, WatchMessage } from "../shared/contract.ts";
import { StagingFault } from "../shared/fault.ts";
import type { LimitedBy } from "../shared/limit.ts";
import { connect, type Port } from "../shared/rpc.ts";
import { applyEvent, emptyBench, fromSnapshot, jobShownAt, type BenchState } from "./bench-state.ts";

/** How the window stands to the engine. `since` is when it was last heard, ISO 8601. */
export type Link =
  { status: "connecting" } | { status: "live" } | { status: "lost"; since: string | null; attempt: number };

export interface Station extends BenchState {
  link: Link;
  progress: Record<string, JobProgress>;
  taskProgress: Record<string, Frame["tasks"][number]>;
  limitedBy: LimitedBy | null;
}

export const useStation = create<Station>()(() => ({
  ...emptyBench,
  link: { status: "connecting" },
  progress: {},
  taskProgress: {},
  limitedBy: null,
}));

export const useBay = (bay: number) => useStation((s) => s.bays.find((one) => one.bay === bay));
export const useLive = () => useStation((s) => s.link.status === "live");

/** The job that a bay shows; stays the same object until that job changes. */
export const useJobAt = (bay: number) =>
  useStation((s) => {
    const found = s.bays.find((one) => one.bay === bay);
    return found && jobShownAt(s, found);
  });

let client: Client | undefined;

/** The engine's commands. @throws StagingFault engine-gone while there is no connection. */
export function engine(): Client {
  if (!client) throw new StagingFault("engine-gone", "There is no connection to the engine.");
  return client;
}

const BACKOFF_MS = [300, 600, 1200, 2500, 5000];

/** Connects, follows, and connects again whenever the line breaks, until the page ends. */
export async function stayConnected(openPort: () => Promise<Port>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const port = await openPort();
      await follow(port, () => (attempt = 0));
    } catch {
      // not there yet: told below, tried again after a pause
    }
    client = undefined;
    const { link } = useStation.getState();
    const since =
      link.status === "lost" ? link.since : link.status === "live" ? new Date().toISOString() : null;
    useStation.setState({ link: { status: "lost", since, attempt: attempt + 1 } });
    const pause = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 5000;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Follows one connection to its end. */
function follow(port: Port, onLive: () => void): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect(port, resolve);
    let asked = false;
    const again = () => {
      if (!asked) connection.watch(listener);
      asked = true;
    };
    const listener = (message: WatchMessage) => {
      if ("snapshot" in message) {
        asked = false;
        client = connection.client;
        onLive();
      }
      take(message, again);
    };
    again();
  });
}

/** Puts one message into the store; asks for a new snapshot when events are missing or cannot follow. */
export function take(message: WatchMessage, watchAgain: () => void): void {
  if ("frame" in message) return takeFrame(message.frame);
  if ("snapshot" in message) return takeSnapshot(message.snapshot);
  const state = pending ?? useStation.getState();
  if (message.seq <= state.seq) return;
  if (message.seq !== state.seq + 1) return watchAgain();
  try {
    showSoon(applyEvent(state, message.seq, message.event));
  } catch {
    watchAgain(); // the stream and we disagree: the snapshot is right
  }
}

function takeSnapshot(snapshot: Snapshot): void {
  pending = undefined;
  useStation.setState((s) => ({
    ...fromSnapshot(snapshot, s),
    link: { status: "live" },
    ...(s.engine?.epoch === snapshot.engine.epoch ? {} : { progress: {}, taskProgress: {} }),
  }));
}

/** 32 drives tell more in a second than a screen can show: events are folded at once, and drawn together. */
const DRAW_MS = 30;
let pending: BenchState | undefined;
let drawing: ReturnType<typeof setTimeout> | undefined;

function showSoon(state: BenchState): void {
  pending = state;
  drawing ??= setTimeout(showNow, DRAW_MS);
}

function showNow(): void {
  clearTimeout(drawing);
  drawing = undefined;
  if (pending) useStation.setState(pending);
  pending = undefined;
}

/** Someone has read what ended badly. */
export function dismissFailedTasks(): void {
  showNow();
  useStation.setState({ failedTasks: [] });
}

function takeFrame(frame: Frame): void {
  useStation.setState((s) => ({
    progress: { ...s.progress, ...Object.fromEntries(frame.jobs.map((one) => [one.job, one])) },
    taskProgress: Object.fromEntries(frame.tasks.map((one) => [one.task, one])),
    limitedBy: frame.limitedBy ?? null,
  }));
  for (const one of frame.jobs) remember(one);
}

const SAMPLES = 240;
const histories = new Map<string, number[]>();

/** The last rates of a job, oldest first, one for each frame; outside the store, so that nothing is drawn for it. */
export function rateHistory(job: string): readonly number[] {
  return histories.get(job) ?? [];
}

function remember({ job, bytesPerSecond }: JobProgress): void {
  const rates = histories.get(job) ?? [];
  rates.push(bytesPerSecond);
  if (rates.length > SAMPLES) rates.shift();
  histories.set(job, rates);
}
