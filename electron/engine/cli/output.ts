import { faultWords } from "../../../shared/fault-words.ts";
import type { Fault } from "../../../shared/fault.ts";
import type { Terminal } from "./terminal.ts";
import { faultText } from "./words.ts";

/** How a command tells what it found: as words for people, or as JSON for programs. */
export interface Output {
  readonly json: boolean;
  /** The command's one result. */
  result(document: unknown, text: () => string): void;
  /** Something on the way: a line of JSON; people see the live lines instead. */
  event(document: unknown): void;
  /** A remark for people only. */
  note(text: string): void;
  fault(fault: Fault): void;
}

export function createOutput(terminal: Terminal, json: boolean): Output {
  const document = (value: unknown, indent?: number) =>
    terminal.result(`${JSON.stringify(value, null, indent)}\n`);
  return {
    json,
    result: (value, text) => (json ? document(value) : terminal.result(`${text()}\n`)),
    event: (value) => (json ? document(value) : undefined),
    note: (text) => (json ? undefined : terminal.word(`${text}\n`)),
    fault(fault) {
      if (json) return document({ fault: { ...fault, ...faultWords[fault.code] } });
      terminal.word(`${faultText(fault)}\n`);
      // Our own bugs have no figures to show; whoever looks after the station needs the stack.
      if (fault.code === "internal") terminal.word(`\n${fault.detail}\n`);
    },
  };
}
