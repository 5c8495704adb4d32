import type { NameEntry } from "./name-list.ts";
import { Turns } from "./turns.ts";

/** So many are sorted in one go, which takes some thousandths of a second. */
const SORTED_AT_A_TIME = 2_000;
const MERGED_AT_A_TIME = 20_000;
/** Of a longer name no more is compared: Windows has none. */
const MOST_KEY_UNITS = 255;
/** Enough to say how long a number in a name is. */
const LENGTH_DIGITS = 4;

/** A name and what stands for it where names are compared. */
interface Keyed {
  key: string;
  entry: NameEntry;
}

/**
 * Folders first, then by name as people count, in whatever case; what is the same stays as it was. A folder may have
 * two million names, which a language's own rules would take minutes for: others have their turn meanwhile.
 */
export async function sortedByName(entries: Iterable<NameEntry>): Promise<NameEntry[]> {
  let runs: Keyed[][] = [];
  let slice: Keyed[] = [];
  const turns = new Turns();
  for (const entry of entries) {
    slice.push({ key: `${entry.isFolder ? 0 : 1}${keyOf(entry.name)}`, entry });
    if (turns.isDue(entry.listBytes)) await turns.pass();
    if (slice.length < SORTED_AT_A_TIME) continue;
    runs.push(slice.sort(byKey));
    slice = [];
  }
  runs.push(slice.sort(byKey));
  while (runs.length > 1) {
    const longer: Keyed[][] = [];
    for (let n = 0; n < runs.length; n += 2)
      longer.push(await merged(runs[n] ?? [], runs[n + 1] ?? [], turns));
    runs = longer;
  }
  return (runs[0] ?? []).map(({ entry }) => entry);
}

function byKey(a: Keyed, b: Keyed): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

async function merged(first: Keyed[], second: Keyed[], turns: Turns): Promise<Keyed[]> {
  if (second.length === 0) return first;
  const all: Keyed[] = [];
  for (let [n, m] = [0, 0]; n < first.length || m < second.length;) {
    const [a, b] = [first[n], second[m]];
    const isFirst = b === undefined || (a !== undefined && a.key <= b.key);
    const next = isFirst ? a : b;
    if (next) all.push(next);
    if (isFirst) n++;
    else m++;
    if (all.length % MERGED_AT_A_TIME === 0) await turns.pass();
  }
  return all;
}

/** Letters without case and accents; before each number how many digits it has, so that 9 comes before 10. */
function keyOf(name: string): string {
  const short = name.slice(0, MOST_KEY_UNITS);
  const plain = /[^ -~]/.test(short) ? short.normalize("NFKD").replaceAll(/\p{M}/gu, "") : short;
  return plain.toLowerCase().replaceAll(/\d+/g, (number) => {
    const digits = number.replace(/^0+/, "");
    return `${String(digits.length).padStart(LENGTH_DIGITS, "0")}${digits}`;
  });
}
