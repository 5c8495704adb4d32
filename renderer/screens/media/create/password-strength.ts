/**
 * How long a password would hold someone who has the medium, and tries without end. An estimate on the safe side: what
 * people choose is easier than what chance chooses, so likely patterns count for little.
 */
export interface Strength {
  /** Bits of guessing, rounded down. */
  bits: number;
  level: "weak" | "fair" | "strong";
  /** How long it would take to try half of them. */
  holds: "seconds" | "hours" | "days" | "years" | "centuries";
}

/** Every guess costs 64 MiB and about a tenth of a second (variables-file.ts): a large machine does some thousands. */
const GUESSES_PER_SECOND = 10_000;
const FAIR_BITS = 42;
const STRONG_BITS = 60;

const COMMON = new RegExp(
  [
    "password passwort passw0rd p@ssw0rd letmein welcome admin administrator root secret login master",
    "qwerty qwertz azerty asdf iloveyou dragon monkey football baseball summer winter spring autumn",
    "windows microsoft laptop deploy config default changeme test temp guest user company office",
  ]
    .join(" ")
    .replaceAll(" ", "|"),
  "gi",
);

export function strengthOf(password: string): Strength {
  const bits = Math.floor(bitsOf(password));
  const seconds = 2 ** (bits - 1) / GUESSES_PER_SECOND;
  const level = bits < FAIR_BITS ? "weak" : bits < STRONG_BITS ? "fair" : "strong";
  return { bits, level, holds: holds(seconds) };
}

/** Bits of: a word that everyone takes, a year, a letter of any other word, what stands between words. */
const BITS = { common: 6, year: 6, letter: 2.3, space: 1 } as const;

/** Takes what is likely out of it, piece by piece; only the rest costs what chance would. */
function bitsOf(password: string): number {
  let rest = password;
  let bits = 0;
  const take = (pattern: RegExp, worth: (found: string) => number) => {
    rest = rest.replaceAll(pattern, (found) => ((bits += worth(found)), "\0"));
  };
  take(COMMON, () => BITS.common);
  take(/(19|20)\d\d/g, () => BITS.year);
  take(/[A-Za-z]{4,}/g, (word) => BITS.letter * countsOf(word));
  take(/ +/g, () => BITS.space);
  const left = rest.replaceAll("\0", "");
  return bits + countsOf(left) * Math.log2(alphabetOf(left) || 1);
}

/** Repeats and runs ("aaa", "1234") count as their first two. */
function countsOf(text: string): number {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const step = (n: number) => (codes[n] ?? 0) - (codes[n - 1] ?? 0);
  return codes.filter((_, n) => n < 2 || Math.abs(step(n)) > 1 || step(n) !== step(n - 1)).length;
}

function alphabetOf(password: string): number {
  const sets: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^\x20-\x7e]/, 60],
  ];
  return sets.reduce((sum, [set, size]) => sum + (set.test(password) ? size : 0), 0);
}

function holds(seconds: number): Strength["holds"] {
  if (seconds < 3600) return "seconds";
  if (seconds < 86_400 * 2) return "hours";
  if (seconds < 86_400 * 365) return "days";
  return seconds < 86_400 * 36_500 ? "years" : "centuries";
}
