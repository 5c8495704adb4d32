/** What a screen shows: three bytes (red, green, blue) for each dot, row after row. */
export interface Screen {
  width: number;
  height: number;
  dots: Uint8Array;
}

const MOST_DOTS = 8192 * 8192;

/** Reads QEMU's screendump in PPM ("P6", width, height, 255). Null for anything else, or a file that is cut short. */
export function parseScreen(bytes: Uint8Array): Screen | null {
  const head = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  const found = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/.exec(head);
  if (!found) return null;
  const [width, height] = [Number(found[1]), Number(found[2])];
  if (width === 0 || height === 0 || width * height > MOST_DOTS) return null;
  const dots = bytes.subarray(found[0].length, found[0].length + width * height * 3);
  return dots.length === width * height * 3 ? { width, height, dots } : null;
}

/** A cursor that blinks, a clock, a few moving dots: not more than this share of the screen counts as no change. */
const STILL_SHARE = 0.005;

/** Whether two screens show the same, but for little things that move. */
export function sameScreen(a: Screen, b: Screen): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  let different = 0;
  const most = a.width * a.height * STILL_SHARE;
  for (let at = 0; at < a.dots.length; at += 3)
    if (a.dots[at] !== b.dots[at] || a.dots[at + 1] !== b.dots[at + 1] || a.dots[at + 2] !== b.dots[at + 2])
      if (++different > most) return false;
  return true;
}

const COLOUR_TOLERANCE = 6;

/** Which share of the screen, 0 to 1, has a colour given as "#rrggbb". */
export function shareOf({ dots }: Screen, colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const near = (found: number | undefined, wanted: number | undefined) =>
    Math.abs((found ?? 0) - (wanted ?? 0)) <= COLOUR_TOLERANCE;
  let count = 0;
  for (let at = 0; at < dots.length; at += 3)
    if (near(dots[at], red) && near(dots[at + 1], green) && near(dots[at + 2], blue)) count++;
  return count / (dots.length / 3);
}

const ROWS = 25;
const COLUMNS = 80;
/** What a VGA keeps of 80 by 25 characters: the character, then its colours. */
export const TEXT_MEMORY = { address: 0xb8000, bytes: ROWS * COLUMNS * 2 };

/** Whether a screen is that of a PC in its first mode, which shows text: 80 by 25 characters of 9 by 16 dots. */
export function showsText({ width, height }: Screen): boolean {
  return width === COLUMNS * 9 && height === ROWS * 16;
}

/** The lines of a VGA's text memory, without the blanks at their ends. What is not ASCII is a blank. */
export function textOfScreen(memory: Uint8Array): string {
  return Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => memory[(row * COLUMNS + column) * 2] ?? 0)
      .map((code) => (code > 0x20 && code < 0x7f ? String.fromCharCode(code) : " "))
      .join("")
      .trimEnd(),
  ).join("\n");
}
