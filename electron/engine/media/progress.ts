/** Tells what is being done, how much of it, of how much. */
export type MediaProgress = (doing: string, doneBytes: number, totalBytes: number) => void;

/** How long work on a medium may be told to stop, and where it tells how far it is. */
export interface MediaWork {
  signal?: AbortSignal;
  /** At most four times a second, and at the beginning and end of each thing that is done. */
  progress?: MediaProgress;
}

const EVERY_MS = 250;

/** Lets through what `MediaWork.progress` promises, however often it is called. */
export function paced(progress?: MediaProgress): MediaProgress {
  let told = { doing: "", atMs: 0 };
  return (doing, doneBytes, totalBytes) => {
    const atMs = performance.now();
    if (doing === told.doing && doneBytes < totalBytes && atMs - told.atMs < EVERY_MS) return;
    told = { doing, atMs };
    progress?.(doing, doneBytes, totalBytes);
  };
}
