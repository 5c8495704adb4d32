import type { Drive } from "../../../shared/drive.ts";

/** How many drives may be staged at once behind one controller. Null: as many as there are. */
export interface LimitSettings {
  /** Behind one USB root hub. More of them starve each other, and some hosts lose drives. */
  usb: number | null;
  /** By the controller's name; before the kind's limit. */
  byController: Readonly<Record<string, number>>;
}

export const defaultLimits: LimitSettings = { usb: 10, byController: {} };

const USB_ROOT_HUB = /^(.*?\/usb\d*)(?:\/|$)/;
const HOST = /^(.*?\/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])(?:\/|$)/;

/**
 * What a drive shares with others: its USB root hub, or the PCI function nearest to the root that it hangs on; its own
 * port when it hangs on neither.
 * @param port the drive's bus path, such as "pci0000:00/0000:00:14.0/usb3/1.4:1.0/0:0:0"
 */
export function controllerOf(port: string): string {
  return USB_ROOT_HUB.exec(port)?.[1] ?? HOST.exec(port)?.[1] ?? port;
}

export function limitOf(controller: string, { usb, byController }: LimitSettings): number | null {
  return byController[controller] ?? (USB_ROOT_HUB.test(controller) ? usb : null);
}

/** A drive's right to run. Given back once. */
export type Slot = () => void;

/** Turns at the controllers: who came first goes first, and nobody overtakes behind the same controller. */
export interface Turns {
  /** A slot at once, or null when the controller has none left or others wait for it. */
  tryTake(drive: Pick<Drive, "port">): Slot | null;
  /** Waits for its turn. @throws signal.reason */
  take(drive: Pick<Drive, "port">, signal: AbortSignal): Promise<Slot>;
  /** The limits may be others than before: lets in who has a place now. */
  look(): void;
  /** How many drives run behind the same controller as this one. */
  beside(drive: Pick<Drive, "port">): number;
  /** Which controllers hold drives back now, and how many each. */
  holding(): { controller: string; limit: number; waiting: number }[];
}

interface Queue {
  running: number;
  waiting: ((slot: Slot) => void)[];
}

export function createTurns(settings: () => LimitSettings = () => defaultLimits): Turns {
  const queues = new Map<string, Queue>();

  function queueOf(controller: string): Queue {
    const known = queues.get(controller) ?? { running: 0, waiting: [] };
    queues.set(controller, known);
    return known;
  }

  function slot(controller: string, queue: Queue): Slot {
    queue.running++;
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      queue.running--;
      letIn(controller, queue);
    };
  }

  function hasPlace(controller: string, { running }: Queue): boolean {
    const limit = limitOf(controller, settings());
    return limit === null || running < limit;
  }

  function letIn(controller: string, queue: Queue): void {
    while (queue.waiting.length > 0 && hasPlace(controller, queue))
      queue.waiting.shift()?.(slot(controller, queue));
  }

  function tryTake({ port }: Pick<Drive, "port">): Slot | null {
    const controller = controllerOf(port);
    const queue = queueOf(controller);
    return queue.waiting.length === 0 && hasPlace(controller, queue) ? slot(controller, queue) : null;
  }

  return {
    tryTake,
    async take(drive, signal) {
      signal.throwIfAborted();
      const now = tryTake(drive);
      if (now) return now;
      const queue = queueOf(controllerOf(drive.port));
      return waitIn(queue.waiting, signal);
    },
    look: () => queues.forEach((queue, controller) => letIn(controller, queue)),
    beside: ({ port }) => queues.get(controllerOf(port))?.running ?? 0,
    holding: () =>
      [...queues].flatMap(([controller, { waiting }]) => {
        const limit = limitOf(controller, settings());
        return limit !== null && waiting.length > 0 ? [{ controller, limit, waiting: waiting.length }] : [];
      }),
  };
}

/** @throws signal.reason, once it has left the queue */
function waitIn(waiting: Queue["waiting"], signal: AbortSignal): Promise<Slot> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(signal.reason as Error);
    };
    const go = (mine: Slot) => {
      signal.removeEventListener("abort", leave);
      resolve(mine);
    };
    waiting.push(go);
    signal.addEventListener("abort", leave, { once: true });
  });
}
