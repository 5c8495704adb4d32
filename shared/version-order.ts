/** Words that make a version earlier than the same version without them: 3.2-rc1 comes before 3.2. */
const EARLIER = /^(alpha|beta|preview|pre|rc)$/;

/**
 * How people order versions: number by number (3.10 after 3.9, 3.2.1 after 3.2), letters after numbers alone (3.2b
 * after 3.2), and release candidates before their release. Below 0 when `a` is the older one.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let n = 0; n < Math.max(left.length, right.length); n++) {
    const order = compareParts(left[n], right[n]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): string[] {
  return (
    version
      .toLowerCase()
      .replace(/^v(?=\d)/, "")
      .match(/\d+|\p{L}+/gu) ?? []
  );
}

/** A part that is not there stands between what makes a version earlier and what makes it later. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return rank(a) - rank(b);
  const [isNumber, otherIsNumber] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumber && otherIsNumber) return compareNumbers(a, b);
  return rank(a) - rank(b) || a.localeCompare(b);
}

function rank(part: string | undefined): number {
  if (part === undefined) return 0;
  if (EARLIER.test(part)) return -1;
  return /^\d/.test(part) ? 2 : 1;
}

/** As many digits as there are: a build's date and time is larger than a number can be. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
