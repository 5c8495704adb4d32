/** One place of a pattern: any run of characters, or one character that a set allows. */
export type Token = "any" | ((character: string) => boolean);

/** Matches in time bounded by pattern times text, whatever the pattern. Case makes no difference. */
export function matches(pattern: readonly Token[], text: string): boolean {
  const characters = Array.from(text.toLowerCase());
  let p = 0;
  let c = 0;
  let star = -1;
  let from = 0;
  while (c < characters.length) {
    const token = pattern[p];
    if (token === "any") {
      star = p++;
      from = c;
    } else if (token?.(characters[c] ?? "")) {
      p++;
      c++;
    } else if (star >= 0) {
      p = star + 1;
      c = ++from;
    } else return false;
  }
  while (pattern[p] === "any") p++;
  return p === pattern.length;
}

/** `like` of a task sequence variable: `*` is any run of characters, `?` one. */
export function consolePattern(text: string): Token[] {
  return Array.from(text.toLowerCase()).map((character) => {
    if (character === "*") return "any";
    return character === "?" ? () => true : (other) => other === character;
  });
}

/** LIKE of WQL: `%` any run, `_` one, `[abc]`, `[a-f]`, `[^abc]` one of (not of) a set. */
export function wqlPattern(text: string): Token[] {
  const characters = Array.from(text.toLowerCase());
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    const end = character === "[" ? characters.indexOf("]", at + 1) : -1;
    if (end > 0) {
      tokens.push(setOf(characters.slice(at + 1, end)));
      at = end;
    } else if (character === "%") tokens.push("any");
    else if (character === "_") tokens.push(() => true);
    else tokens.push((other) => other === character);
  }
  return tokens;
}

function setOf(inside: readonly string[]): (character: string) => boolean {
  const negated = inside[0] === "^";
  const items = negated ? inside.slice(1) : inside;
  return (character) => {
    const found = items.some((item, n) => {
      if (item === character) return true;
      const [dash, last] = [items[n + 1], items[n + 2]];
      return (dash === "-" || dash === "=") && last !== undefined && item <= character && character <= last;
    });
    return found !== negated;
  };
}
