import type { Frame, Snapshot, StateEvent, WatchMessage } from "../../../shared/contract.ts";

/** The one stream of what happens: snapshot, then every state event with its `seq`, with progress frames in between. */
export interface Feed {
  readonly epoch: string;
  publish(event: StateEvent): void;
  /** Latest wins; never numbered, never kept. */
  frame(frame: Frame): void;
  watch(send: (message: WatchMessage) => void): () => void;
  watchers(): number;
}

/** @param epoch new for each engine run, so that a watcher sees that numbers began anew */
export function createFeed(epoch: string, snapshot: (seq: number) => Snapshot): Feed {
  const watchers = new Set<(message: WatchMessage) => void>();
  let seq = 0;
  const tell = (message: WatchMessage) => watchers.forEach((send) => send(message));
  return {
    epoch,
    publish(event) {
      tell({ seq: ++seq, event });
    },
    frame(frame) {
      if (frame.jobs.length > 0 || frame.tasks.length > 0) tell({ frame });
    },
    watch(send) {
      send({ snapshot: snapshot(seq) });
      watchers.add(send);
      return () => void watchers.delete(send);
    },
    watchers: () => watchers.size,
  };
}
