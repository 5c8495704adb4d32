/** Hours of the day in which a location may be used: "22:00-06:00", or several: "12:00-13:00, 22:00-06:00". */

interface Span {
  /** Minutes since midnight. */
  from: number;
  to: number;
}

const DAY_MINUTES = 24 * 60;

/** What is wrong with it, in words; null when it is right, or empty. */
export function hoursProblem(text: string): string | null {
  if (text.trim() === "") return null;
  return text.split(",").every((part) => spanOf(part) !== null)
    ? null
    : "Write hours like 22:00-06:00; several with commas.";
}

/** Whether it may be used at this moment, by the station's local time. Always when there are no hours. */
export function isWithinHours(text: string, at: Date): boolean {
  const spans = spansOf(text);
  const minute = at.getHours() * 60 + at.getMinutes();
  return (
    spans.length === 0 ||
    spans.some(({ from, to }) => (from < to ? minute >= from && minute < to : minute >= from || minute < to))
  );
}

/** When it may be used next: `at` itself when that is within the hours. */
export function nextWithinHours(text: string, at: Date): Date {
  const next = new Date(at);
  for (let minute = 0; minute <= 2 * DAY_MINUTES; minute++) {
    if (isWithinHours(text, next)) return next;
    // By the clock on the wall: a day with a change of time has more or fewer minutes.
    next.setMinutes(next.getMinutes() + 1, 0, 0);
  }
  return next;
}

function spansOf(text: string): Span[] {
  return text.split(",").flatMap((part) => spanOf(part) ?? []);
}

function spanOf(part: string): Span | null {
  const [, from, to] = /^\s*(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})\s*$/.exec(part) ?? [];
  const [first, last] = [minutesOf(from), minutesOf(to)];
  return first === null || last === null || first === last || first === DAY_MINUTES
    ? null
    : { from: first, to: last };
}

function minutesOf(text = ""): number | null {
  const [hours = NaN, minutes = NaN] = text.split(":").map(Number);
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= DAY_MINUTES ? total : null;
}
