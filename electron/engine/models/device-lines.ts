import type { DeviceKind, DeviceList, DeviceProblem, ModelDevice } from "../../../shared/target-model.ts";
import { modelLimits } from "../../../shared/target-model.ts";
import { unique } from "./device-ids.ts";

const MOST_PROBLEMS = 500;
const SHOWN_CHARS = 200;
/** Longer than any line that a tool prints of a device. */
const MOST_LINE_CHARS = 4_000;

/** Gathers what a list of devices comes to while it is read. */
export class DeviceLines {
  readonly #devices = new Map<string, ModelDevice>();
  readonly #problems: DeviceProblem[] = [];
  readonly #notes = new Set<string>();
  #skipped = 0;

  /** The lines of a text, numbered from 1. Those that are too long to be a device's are told, and left out. */
  *lines(text: string): Generator<[line: number, text: string]> {
    for (const [n, line] of text.split(/\r\n|\r|\n/).entries())
      if (line.length <= MOST_LINE_CHARS) yield [n + 1, line];
      else {
        const most = MOST_LINE_CHARS.toLocaleString("en");
        this.problem(n + 1, line, `This line is longer than ${most} characters: paste one device to a line.`);
      }
  }

  /** A device that is there twice is there once. */
  add(
    line: number,
    device: { description: string; kind: DeviceKind; hardwareIds: string[]; compatibleIds: string[] },
  ): void {
    const description = tidy(device.description).slice(0, modelLimits.descriptionChars);
    const fits = (ids: string[]) =>
      unique(ids)
        .filter((id) => id.length <= modelLimits.idChars && /^[^\s,"]+$/.test(id))
        .slice(0, modelLimits.idsOfADevice);
    const hardwareIds = fits(device.hardwareIds);
    const compatibleIds = fits(device.compatibleIds);
    const key = [...hardwareIds, "", ...compatibleIds].join(" ");
    if (key.trim() === "") return this.problem(line, description, "There is no hardware id in it.");
    const known = this.#devices.get(key);
    if (known) {
      if (known.kind === "unknown") known.kind = device.kind;
    } else if (this.#devices.size < modelLimits.devices)
      this.#devices.set(key, { description, kind: device.kind, hardwareIds, compatibleIds });
    else this.problem(line, description, `A model has at most ${modelLimits.devices} devices.`);
  }

  problem(line: number, text: string, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS)
      this.#problems.push({ line, text: tidy(text).slice(0, SHOWN_CHARS), message });
    else this.#notes.add(`Only the first ${MOST_PROBLEMS} lines that could not be used are listed.`);
  }

  skip(): void {
    this.#skipped++;
  }

  note(sentence: string): void {
    this.#notes.add(sentence);
  }

  end(format: DeviceList["format"]): DeviceList {
    return {
      format,
      devices: [...this.#devices.values()],
      problems: this.#problems.toSorted((a, b) => a.line - b.line),
      skipped: this.#skipped,
      notes: [...this.#notes],
    };
  }
}

/** One line, without control characters. */
function tidy(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
}
