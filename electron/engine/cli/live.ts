import type { Terminal } from "./terminal.ts";

const REDRAW_MS = 100;
const PLAIN_MS = 5000;

/** Lines that change while something goes on. The last of them sums the others up. */
export interface Live {
  /** What stands there now. On a terminal it is drawn over; elsewhere the sum is printed every few seconds. */
  show(lines: readonly string[]): void;
  /** A line that stays. */
  tell(line: string): void;
  /** Keeps still while a person is asked something. */
  during<T>(asking: () => Promise<T>): Promise<T>;
  /** Ends drawing over; what stands there stays. */
  end(): void;
}

/** @param now milliseconds of a clock that never goes back */
export function createLive(terminal: Terminal, now: () => number = () => performance.now()): Live {
  return terminal.columns === null ? plain(terminal, now) : drawn(terminal, now);
}

function plain(terminal: Terminal, now: () => number): Live {
  let last = now();
  return {
    show(lines) {
      const sum = lines.at(-1);
      if (sum === undefined || now() - last < PLAIN_MS) return;
      last = now();
      terminal.word(`${sum}\n`);
    },
    tell: (line) => terminal.word(`${line}\n`),
    during: (asking) => asking(),
    end() {},
  };
}

function drawn(terminal: Terminal, now: () => number): Live {
  let standing = 0;
  let shown: readonly string[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let held: string[] | null = null;
  const up = () => (standing === 0 ? "" : `\x1b[${standing}A\r\x1b[J`);

  function draw(above = ""): void {
    if (held) return void held.push(above);
    const width = Math.max(20, (terminal.columns ?? 80) - 1);
    const lines = shown.map((line) => `${line.slice(0, width)}\n`).join("");
    terminal.word(`${up()}${above}${lines}`);
    standing = shown.length;
    last = now();
  }

  return {
    show(lines) {
      shown = lines;
      if (now() - last >= REDRAW_MS) draw();
    },
    tell: (line) => draw(`${line}\n`),
    async during(asking) {
      held = [];
      standing = 0;
      try {
        return await asking();
      } finally {
        const above = held.join("");
        held = null;
        draw(above);
      }
    },
    end() {
      if (shown.length > 0) draw();
      shown = [];
      standing = 0;
    },
  };
}
