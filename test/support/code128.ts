/** A reader of Code 128 in pictures, as a scanner sees it: it knows nothing of how the bars were made. Source: ISO/IEC 15417. */

const PATTERNS =
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 " +
  "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 " +
  "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 " +
  "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 " +
  "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 " +
  "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 " +
  "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 " +
  "211232 233111";
const values = new Map(PATTERNS.split(" ").map((pattern, value) => [pattern, value]));
const [CODE_C, CODE_B, CODE_A, START_A, START_C, STOP] = [99, 100, 101, 103, 105, 106];

export interface Picture {
  width: number;
  height: number;
  /** One byte a pixel, 0 black. */
  pixels: Uint8Array;
}

/** Reads a binary PGM, as pdftoppm -gray writes it. */
export function parsePgm(bytes: Uint8Array): Picture {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString("latin1"));
  if (!head) throw new Error("not a PGM");
  return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
}

/** Every bar code that a horizontal line through the picture meets, with checksum and quiet zones right. */
export function readBarcodes({ width, height, pixels }: Picture): Set<string> {
  const found = new Set<string>();
  for (let y = 0; y < height; y += 7) {
    const runs = runsOf(pixels.subarray(y * width, (y + 1) * width));
    for (let i = 1; i + 6 < runs.length; i += 2) {
      const text = decodeFrom(runs, i);
      if (text !== null) found.add(text);
    }
  }
  return found;
}

/** Lengths of white, black, white, … */
function runsOf(line: Uint8Array): number[] {
  const runs = [0];
  let black = false;
  for (const pixel of line) {
    if (pixel < 128 !== black) {
      black = !black;
      runs.push(0);
    }
    runs.push((runs.pop() ?? 0) + 1);
  }
  return runs;
}

function symbolAt(runs: readonly number[], i: number): { value: number | undefined; module: number } {
  const six = runs.slice(i, i + 6);
  const module = six.reduce((sum, run) => sum + run, 0) / 11;
  return { value: values.get(six.map((run) => Math.round(run / module)).join("")), module };
}

function decodeFrom(runs: readonly number[], start: number): string | null {
  const { value: first, module } = symbolAt(runs, start);
  if (first === undefined || first < START_A || first > START_C) return null;
  if ((runs[start - 1] ?? 0) < 9.5 * module) return null; // the quiet zone
  const symbols = [first];
  for (let i = start + 6; ; i += 6) {
    const { value } = symbolAt(runs, i);
    if (value === undefined) return null;
    if (value === STOP) return (runs[i + 7] ?? 0) < 9.5 * module ? null : textOf(symbols);
    symbols.push(value);
  }
}

function textOf(symbols: readonly number[]): string | null {
  const [first = 0, ...rest] = symbols;
  const check = rest.pop();
  if (rest.reduce((sum, value, index) => sum + value * (index + 1), first) % 103 !== check) return null;
  let set = first === START_C ? CODE_C : first === START_A ? CODE_A : CODE_B;
  let text = "";
  for (const value of rest) {
    if (set === CODE_C && value < 100) text += String(value).padStart(2, "0");
    else if (value === CODE_A || value === CODE_B || value === CODE_C) set = value;
    else text += String.fromCharCode(set === CODE_A && value >= 64 ? value - 64 : value + 32);
  }
  return text;
}
