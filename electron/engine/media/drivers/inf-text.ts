/** The file is no INF that Windows would read. `message` is for people. Only ever caught by whoever began to read. */
export class InfError extends Error {
  override readonly name = "InfError";
}

/** One line of a section. `key` is what stands before "=", null where there is none. Quotes are gone. */
export interface InfLine {
  key: string | null;
  values: string[];
}

/** The lines of each section, by its name in lower case. A name that is there twice is one section. */
export type InfSections = ReadonlyMap<string, readonly InfLine[]>;

/** Real ones of drivers have up to about 3 MB, and those of disks and networks far less. */
export const MOST_INF_BYTES = 8 << 20;
const MOST_LINES = 300_000;
const MOST_VALUES = 600_000;

/**
 * Text of an INF: by its mark UTF-16 or UTF-8, else UTF-16 that looks like it, UTF-8 that is right, or Western Windows.
 */
export function decodeInf(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return decode("utf-16le", bytes);
  if (a === 0xfe && b === 0xff) return decode("utf-16be", bytes);
  if (a === 0xef && b === 0xbb && c === 0xbf) return decode("utf-8", bytes);
  if (a !== 0 && b === 0) return decode("utf-16le", bytes);
  if (a === 0 && b !== 0) return decode("utf-16be", bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decode("windows-1252", bytes);
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * Takes the text apart. Source: "General Syntax Rules for INF Files" of Windows' driver documentation.
 * @throws InfError for what Windows would not read, and for more lines than any real one has
 */
export function readSections(text: string): InfSections {
  const sections = new Map<string, InfLine[]>();
  let section: InfLine[] | null = null;
  let lines = 0;
  let values = 0;
  for (const { text: line, number } of logicalLines(text)) {
    if (line.startsWith("[")) {
      const name = sectionName(line, number);
      section = sections.get(name) ?? [];
      sections.set(name, section);
    } else if (section) {
      const read = readLine(line, MOST_VALUES - values);
      values += read.values.length;
      section.push(read);
    }
    if (++lines > MOST_LINES || values >= MOST_VALUES)
      throw new InfError(`It has more lines or values than any driver's INF (line ${number}).`);
  }
  return sections;
}

function sectionName(line: string, number: number): string {
  const end = line.indexOf("]");
  if (end < 0) throw new InfError(`The name of a section is not closed (line ${number}).`);
  return line.slice(1, end).trim().toLowerCase();
}

/** Without comments and empty ones; a line that ends in a backslash goes on in the next. */
function* logicalLines(text: string): Generator<{ text: string; number: number }> {
  let number = 0;
  let pieces: string[] = [];
  for (let at = 0; at <= text.length;) {
    const lineEnd = endOfLine(text, at);
    const line = withoutComment(text.slice(at, lineEnd)).trim();
    at = text.startsWith("\r\n", lineEnd) ? lineEnd + 2 : lineEnd + 1;
    number++;
    if (line.endsWith("\\") && at <= text.length && !endsInQuotes(line)) {
      pieces.push(line.slice(0, -1));
      continue;
    }
    const whole = pieces.length === 0 ? line : [...pieces, line].join(" ").trim();
    if (pieces.length > 0) pieces = [];
    if (whole !== "") yield { text: whole, number };
  }
}

function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

function withoutComment(line: string): string {
  if (!line.includes(";")) return line;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '"') quoted = !quoted;
    else if (char === ";" && !quoted) return line.slice(0, at);
  }
  return line;
}

function endsInQuotes(line: string): boolean {
  return line.includes('"') && line.split('"').length % 2 === 0;
}

/** In one pass: a line may be as long as the file. */
function readLine(line: string, mostValues: number): InfLine {
  let key: string | null = null;
  const values: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < line.length && values.length < mostValues; at++) {
    const char = line[at];
    if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "=" && key === null && values.length === 0) {
      key = unquoted(line.slice(start, at));
      start = at + 1;
    } else if (char === ",") {
      values.push(unquoted(line.slice(start, at)));
      start = at + 1;
    }
  }
  if (values.length < mostValues) values.push(unquoted(line.slice(start)));
  return { key, values };
}

/** ` "Say ""yes""" ` → `Say "yes"` */
function unquoted(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes('"')) return trimmed;
  let result = "";
  let quoted = false;
  for (let at = 0; at < trimmed.length; at++) {
    const char = trimmed[at] ?? "";
    if (char !== '"') result += char;
    else if (quoted && trimmed[at + 1] === '"') {
      result += char;
      at++;
    } else quoted = !quoted;
  }
  return result;
}
