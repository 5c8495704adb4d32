import type { Terminal } from "../../electron/engine/cli/terminal.ts";

/** A terminal that keeps what was printed, and answers from a list. */
export interface PaperTerminal extends Terminal {
  results: string;
  words: string;
  interrupt(): void;
}

export function paperTerminal(options: { columns?: number; answers?: string[] } = {}): PaperTerminal {
  const listeners = new Set<() => void>();
  const answers = [...(options.answers ?? [])];
  return {
    results: "",
    words: "",
    interactive: options.answers !== undefined,
    columns: options.columns ?? null,
    result(text) {
      this.results += text;
    },
    word(text) {
      this.words += text;
    },
    ask(question) {
      this.words += question;
      return Promise.resolve(answers.shift() ?? "");
    },
    askSecret(question) {
      return this.ask(question);
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    interrupt() {
      for (const listener of listeners) listener();
    },
  };
}
