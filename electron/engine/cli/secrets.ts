import { readFileSync, readSync } from "node:fs";
import type { Flag, Given } from "./command.ts";
import { UsageError } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

const MOST_BYTES = 4096;

/** The flags by which a secret is handed over; never by its value, which others on this computer could see. */
export function secretFlags(name: string, what: string): Record<string, Flag> {
  return {
    [`${name}-file`]: {
      value: "FILE",
      words: `${what} is the first line of this file; - for standard input`,
    },
    [`${name}-fd`]: { value: "N", words: `${what} is the first line of this open file descriptor` },
  };
}

/**
 * A secret from a file, a descriptor, or typed by the person without being shown.
 * @returns null when it was not given, and nobody can be asked
 * @throws UsageError
 */
export async function readSecret(
  name: string,
  given: Given,
  terminal: Terminal,
  questions: readonly string[],
): Promise<string | null> {
  const [file, fd] = [given.text(`${name}-file`), given.text(`${name}-fd`)];
  if (file !== undefined && fd !== undefined)
    throw new UsageError(`Give either --${name}-file or --${name}-fd.`);
  if (file !== undefined) return firstLine(file === "-" ? readAll(0) : readNamed(file), `--${name}-file`);
  if (fd !== undefined) return firstLine(readAll(descriptor(fd, name)), `--${name}-fd`);
  if (!terminal.interactive) return null;
  const answers: string[] = [];
  for (const question of questions) answers.push(await terminal.askSecret(question));
  if (new Set(answers).size > 1) throw new UsageError("The two do not match. Nothing was changed.");
  return answers[0] || null;
}

/** The same for a secret that there must be. */
export async function mustReadSecret(...asked: Parameters<typeof readSecret>): Promise<string> {
  const secret = await readSecret(...asked);
  if (secret !== null) return secret;
  throw new UsageError(`It needs a pass phrase: give --${asked[0]}-file or --${asked[0]}-fd.`);
}

function descriptor(text: string, name: string): number {
  if (!/^\d{1,4}$/.test(text))
    throw new UsageError(`--${name}-fd wants the number of an open file descriptor.`);
  return Number(text);
}

function readNamed(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

function readAll(fd: number): string {
  const bytes = Buffer.alloc(MOST_BYTES);
  let done = 0;
  try {
    for (let read = -1; read !== 0 && done < bytes.length; done += read)
      read = readSync(fd, bytes, done, bytes.length - done, null);
  } catch {
    throw new UsageError(
      fd === 0 ? "Standard input cannot be read." : `Nothing can be read from descriptor ${fd}.`,
    );
  }
  return bytes.toString("utf8", 0, done);
}

function firstLine(text: string, flag: string): string {
  const [line = ""] = text.split(/\r?\n/);
  if (line === "") throw new UsageError(`The first line of ${flag} is empty.`);
  return line;
}
