import type { ProofRule } from "../../../../shared/proof.ts";
import { sameScreen, shareOf, type Screen } from "./screen.ts";

/** What has been seen of the started computer so far, as a rule asks for it. */
export interface Sight {
  /** A picture of the screen, when it was taken, and how often the drive had been read until then. */
  screen(screen: Screen, atMs: number, reads: number): void;
  /** What stands on a screen that shows text, line by line. */
  text(lines: string): void;
  /** All that came out of the serial port until now. */
  serial(text: string): void;
  /** It asked our address for something: "GET /hello". */
  called(request: string): void;
  /** The rule is kept: what was seen, in words. Null while it is not. */
  kept(): string | null;
  /** It gave up: what it said. Null while it did not. */
  gaveUp(): string | null;
}

/** Firmware and our boot records say such lines before they stop for good. */
const GIVEN_UP = [
  /(?:NTFS|FAT) boot: [^\r\n]+/,
  /MBR: [^\r\n]+/,
  /No bootable device[^\r\n]*/,
  /This is not a bootable disk[^\r\n]*/i,
  /No bootable option or device was found[^\r\n]*/,
  /BdsDxe: failed to start [^\r\n]+/,
  /Missing operating system[^\r\n]*/i,
  /Operating system not found[^\r\n]*/i,
];
/** Windows' boot manager, where it has no picture to show: "Status: 0xc000000f". */
const WINDOWS_CODE = /(?:status|code)\W{1,3}(0xc0[0-9a-f]{6})\b/i;
/** OVMF opens it when nothing else can be started. */
const SHELL = /UEFI Interactive Shell v/;

function refusalIn(text: string): string | null {
  for (const pattern of GIVEN_UP) {
    const said = pattern.exec(text)?.[0].trim();
    if (said !== undefined) return `“${said}”`;
  }
  const code = WINDOWS_CODE.exec(text)?.[1];
  if (code !== undefined) return `Windows' boot manager shows ${code.toLowerCase()}`;
  return SHELL.test(text) ? "the firmware found no loader on it, and opened its own shell" : null;
}

/** The firmware's last words before the drive's program runs: SeaBIOS's, and OVMF's with the name of what it starts. */
const HANDED_OVER = /Booting from Hard Disk\.\.\.|BdsDxe: starting Boot[^\r\n]*/;

/** Watches for one rule. Pure: it is told what is seen, and when. */
export function watchFor(rule: ProofRule): Sight {
  let kept: string | null = null;
  let gaveUp: string | null = null;
  let driveSpoke = false;
  let handedOver = false;
  const still = stillness();
  return {
    screen(screen, atMs, reads) {
      if (rule.kind === "settles" && handedOver) {
        const seconds = still(screen, atMs, reads, driveSpoke) / 1000;
        if (seconds >= rule.seconds)
          kept ??= `What the drive shows came to rest and stayed so for ${rule.seconds} s. The picture tells what it is.`;
      } else if (rule.kind === "colour") {
        const share = shareOf(screen, rule.colour);
        if (share >= rule.share)
          kept ??= `${Math.round(share * 100)} % of the screen has the colour ${rule.colour}.`;
      }
    },
    text(lines) {
      if (rule.kind === "text" && lines.includes(rule.text)) kept ??= `“${rule.text}” stands on the screen.`;
      gaveUp ??= refusalIn(lines);
    },
    serial(text) {
      if (rule.kind === "serial" && text.includes(rule.text))
        kept ??= `“${rule.text}” came out of the serial port.`;
      if (rule.kind === "text" && text.includes(rule.text))
        kept ??= `“${rule.text}” came out of the serial port.`;
      const handOver = HANDED_OVER.exec(text);
      handedOver = handOver !== null;
      driveSpoke = handOver !== null && text.slice(handOver.index + handOver[0].length).trim() !== "";
      gaveUp ??= refusalIn(text);
    },
    called(request) {
      if (rule.kind === "call-home") kept ??= `The started system called home: ${request}.`;
    },
    kept: () => kept,
    gaveUp: () => gaveUp,
  };
}

/** A system at rest still reads now and then; one that is being loaded does nothing else. */
const READS_AT_REST = 20;

/**
 * For how many milliseconds the screen has not changed, and the drive was hardly read, since the drive began to show
 * something; 0 until then: what the firmware shows comes to rest as well, before a drive on which nothing starts.
 */
function stillness(): (screen: Screen, atMs: number, reads: number, driveSpoke: boolean) => number {
  let first: Screen | null = null;
  let last: { screen: Screen; sinceMs: number; reads: number } | null = null;
  return (screen, atMs, reads, driveSpoke) => {
    first ??= screen;
    const begun = last !== null || driveSpoke || !sameScreen(first, screen);
    if (!begun) return 0;
    // Always against the first picture of the rest: a slow drift is a change as well.
    const restless = !last || !sameScreen(last.screen, screen) || reads - last.reads > READS_AT_REST;
    if (!last || restless) last = { screen, sinceMs: atMs, reads };
    return atMs - last.sinceMs;
  };
}

/** What was waited for, for words when it did not come. */
export function ruleWords(rule: ProofRule): string {
  switch (rule.kind) {
    case "settles":
      return "nothing that the drive shows came to rest on the screen";
    case "serial":
      return `“${rule.text}” did not come out of the serial port`;
    case "text":
      return `“${rule.text}” did not come to stand on the screen`;
    case "colour":
      return `the screen did not turn ${rule.colour}`;
    case "call-home":
      return "it did not call home";
  }
}
