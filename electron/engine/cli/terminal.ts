import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** The person's side of a command: results on stdout, words and progress on stderr, answers from stdin. */
export interface Terminal {
  /** A person can answer: stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** Characters in a line of it; null when progress goes to a file or a pipe. */
  readonly columns: number | null;
  result(text: string): void;
  word(text: string): void;
  /** Asks and waits for a line; "" when the person pressed Ctrl-C or closed the input. */
  ask(question: string): Promise<string>;
  /** The same for what nobody may read over the person's shoulder: nothing that is typed is shown. */
  askSecret(question: string): Promise<string>;
  /** Calls the listener at Ctrl-C. Returns the way to stop it. */
  onInterrupt(listener: () => void): () => void;
}

export function ownTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    interactive: stdin.isTTY && stderr.isTTY,
    get columns() {
      return stderr.isTTY ? stderr.columns || 80 : null; // some terminals do not know, and say 0
    },
    result: (text) => void stdout.write(text),
    word: (text) => void stderr.write(text),
    ask: (question) => answer(question, stderr),
    async askSecret(question) {
      stderr.write(question);
      const nowhere = new Writable({ write: (_typed, _encoding, done) => done() });
      const secret = await answer("", nowhere);
      stderr.write("\n");
      return secret;
    },
    onInterrupt(listener) {
      process.on("SIGINT", listener);
      return () => void process.off("SIGINT", listener);
    },
  };
}

async function answer(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  const left = new AbortController();
  lines.on("SIGINT", () => left.abort());
  lines.on("close", () => left.abort());
  try {
    return (await lines.question(question, { signal: left.signal })).trim();
  } catch (thrown) {
    if (!left.signal.aborted) throw thrown;
    return "";
  } finally {
    lines.close();
  }
}
