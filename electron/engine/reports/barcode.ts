import { createRequire } from "node:module";
import type { Sheet } from "./sheet.ts";

/** The package hides its types from a compiler that does not ask for the "node" condition; this much is used. */
interface Bwip {
  raw(options: { bcid: "code128"; text: string }): { sbs: number[] }[];
}
const bwip = createRequire(import.meta.url)("bwip-js") as Bwip;

/** What must stay blank on each side of the bars, in modules: scanners need it. */
const QUIET_MODULES = 10;
/** A module in points: as wide as there is room for, between these. 0.6 pt is 0.21 mm. */
const MODULE_PT = { min: 0.6, max: 0.95 };

/** Widths of bar, space, bar, …, in modules. */
export type Bars = readonly number[];

/** Code 128 of a text; null where it has no sign for a letter, since scanners disagree about all beyond ASCII. */
export function code128(text: string): Bars | null {
  if (!/^[\x20-\x7e]+$/.test(text)) return null;
  return bwip.raw({ bcid: "code128", text })[0]?.sbs ?? null;
}

/** The widest module with which the bars and the quiet zone right of them fit; null when scanners could not read it. */
export function moduleWidth(bars: Bars, width: number): number | null {
  const modules = bars.reduce((sum, bar) => sum + bar, QUIET_MODULES);
  const module = Math.min(width / modules, MODULE_PT.max);
  return module < MODULE_PT.min ? null : module;
}

/** Draws the bars as one filled path. The caller keeps the quiet zone left of x. */
export function drawBars(
  sheet: Sheet,
  bars: Bars,
  x: number,
  y: number,
  module: number,
  height: number,
): void {
  let at = x;
  for (const [index, bar] of bars.entries()) {
    if (index % 2 === 0) sheet.doc.rect(at, y, bar * module, height);
    at += bar * module;
  }
  sheet.doc.fill("black");
}
