/**
 * A command line of a sequence as a shell's script. For each %VARIABLE% it has a reference to a variable of the
 * shell's: a value is never read as a part of the command, whatever is in it. A name of one letter that nobody set
 * stays, for `date +%Y%m%d`.
 */
export interface ShellScript {
  script: string;
  /** The values it wants, in order, as $PRESTAGE_V1, $PRESTAGE_V2, … */
  names: string[];
  /** Names that no variable has. */
  unknown: string[];
  /** A variable between single quotes, where the shell puts no value in; null when there is none. */
  quoted: string | null;
}

const TOKEN = /\\[\s\S]|['"]|%([A-Za-z_][A-Za-z0-9_.-]{0,255})%/g;

/** @param has whether there is a variable of this name */
export function shellScript(line: string, has: (name: string) => boolean): ShellScript {
  const names: string[] = [];
  const unknown: string[] = [];
  let quoted: string | null = null;
  let quote = "";
  const script = line.replace(TOKEN, (token: string, name: string | undefined) => {
    if (name === undefined) {
      quote = quoteAfter(quote, token);
      return token;
    }
    if (!has(name)) {
      if (name.length > 1) unknown.push(name);
      return token;
    }
    if (quote === "'") quoted ??= name;
    names.push(name);
    return `\${PRESTAGE_V${names.length}}`;
  });
  return { script, names, unknown, quoted };
}

/** Which quotes are open behind a quote or a backslash with its letter. Between single quotes a backslash is plain. */
function quoteAfter(quote: string, token: string): string {
  const sign = quote === "'" ? token.slice(-1) : token;
  if (sign !== "'" && sign !== '"') return quote;
  if (quote === "") return sign;
  return quote === sign ? "" : quote;
}
