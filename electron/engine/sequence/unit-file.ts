import { StagingFault } from "../../../shared/fault.ts";
import type { StepNode } from "../../../shared/sequence-tree.ts";
import { byLetter, volumeOn, type Draft } from "./compile-draft.ts";
import { unitKnows, unknownVariable } from "./compile-station.ts";
import { Environment, isWindowsVariable } from "./environment.ts";
import type { UnitFile } from "./plan.ts";
import { invalidStep } from "./step-fault.ts";
import { inputOf } from "../../../shared/sequence-step-kinds.ts";

const MAX_PLACEHOLDER_BYTES = 65_536;
/**
 * A shorter file may lie inside its record of the file table, where no place on the volume is its own. This is longer
 * than a record on drives with 512-byte sectors (1 KiB) and with 4096-byte ones (4 KiB).
 */
const MIN_PLACEHOLDER_BYTES = 4096;
/** Read from the left: two percent signs are one, and %NAME% is a variable. */
const REFERENCE = /%%|%([A-Za-z_][A-Za-z0-9_.-]{0,255})%/g;

/**
 * Reads a unit file step: PrestageFileVolume ("C:"), PrestageFilePath, PrestageFileText with %VARIABLES% of the unit
 * (%% is a percent sign), PrestageFileBytes (what the master keeps for it: 4096 to 65536) and PrestageFileEncoding
 * (utf-8 or utf-16).
 */
export function unitFile(draft: Draft, step: StepNode): UnitFile {
  const read = (name: string) => inputOf(step, name)?.trim() ?? "";
  const partition = byLetter(draft, step, read("PrestageFileVolume").replace(/:\\?$/, "") || "C");
  volumeOn(step, partition);
  const path = pathOf(step, read("PrestageFilePath"));
  const position = draft.partitions.indexOf(partition);
  if (draft.files.some((file) => file.partition === position && same(file.path, path)))
    throw invalidStep(step, `a step before it fills ${path} already`);
  const encoding = read("PrestageFileEncoding").toLowerCase() || "utf-8";
  if (encoding !== "utf-8" && encoding !== "utf-16")
    throw invalidStep(step, `the encoding “${encoding}” is not known`);
  const file: UnitFile = {
    step: step.name,
    partition: position,
    path,
    template: inputOf(step, "PrestageFileText") ?? "",
    placeholderBytes: lengthOf(step, read("PrestageFileBytes")),
    encoding,
    settings: draft.settings.length,
  };
  const unknown = variablesIn(file.template).find((name) => !unitKnows(draft, name));
  if (unknown) throw unknownVariable(step, unknown);
  fillUnitFile(file, new Environment()); // what does not vary has to fit in any case
  return file;
}

function pathOf(step: StepNode, path: string): string {
  const parts = path.split("\\").slice(1);
  const plain =
    /^\\[^/:*?"<>|\p{Cc}]{1,250}$/u.test(path) && parts.every((part) => !/^(?:|\.+|.*[. ])$/.test(part));
  if (plain) return path;
  throw invalidStep(step, `“${path}” is no file's path from the volume's root (\\Windows\\…)`);
}

function lengthOf(step: StepNode, text: string): number {
  const bytes = Number(text || MIN_PLACEHOLDER_BYTES);
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > MAX_PLACEHOLDER_BYTES || bytes % 2 !== 0)
    throw invalidStep(
      step,
      `the length ${text} is not an even number of bytes up to ${MAX_PLACEHOLDER_BYTES}`,
    );
  return Math.max(bytes, MIN_PLACEHOLDER_BYTES);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The variables a file's text names, but for those of Windows' own, which the target puts in. */
function variablesIn(template: string): string[] {
  const names = [...template.matchAll(REFERENCE)].flatMap(([, name]) => name ?? []);
  return names.filter((name) => !isWindowsVariable(name));
}

/**
 * The bytes of the file for one unit: exactly as many as the master keeps, filled up with spaces. In an .xml file the
 * values are escaped, so that they are text and never markup.
 * @throws StagingFault sequence-invalid when the text is too long for its place, or no XML can hold a value
 */
export function fillUnitFile(file: UnitFile, environment: Environment): Uint8Array {
  const text = file.template.replace(REFERENCE, (whole, name: string | undefined) => {
    if (name === undefined) return "%";
    return isWindowsVariable(name) ? whole : valueFor(file, environment, name);
  });
  const bytes = encode(text, file.encoding);
  if (bytes.length > file.placeholderBytes)
    throw new StagingFault(
      "sequence-invalid",
      `Step “${file.step}”: the text for ${file.path} has ${bytes.length} bytes, and its place has ${file.placeholderBytes}.${longest(file, environment)}`,
    );
  const filled = encode(
    " ".repeat(file.placeholderBytes / (file.encoding === "utf-16" ? 2 : 1)),
    file.encoding,
  );
  filled.set(bytes);
  return filled.subarray(0, file.placeholderBytes);
}

function valueFor(file: UnitFile, environment: Environment, name: string): string {
  const reading = environment.get(name);
  const value = reading.known ? reading.value : "";
  if (!/\.xml$/i.test(file.path)) return value;
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value))
    throw new StagingFault(
      "sequence-invalid",
      `Step “${file.step}”: the value of ${name} has a character that no XML file can hold.`,
    );
  return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Which value to shorten. */
function longest({ template }: UnitFile, environment: Environment): string {
  const lengths = variablesIn(template).map((name) => {
    const reading = environment.get(name);
    return { name, length: reading.known ? reading.value.length : 0 };
  });
  const [most] = lengths.toSorted((a, b) => b.length - a.length);
  return most && most.length > 0
    ? ` The longest value in it is %${most.name}%, with ${most.length} characters.`
    : "";
}

function encode(text: string, encoding: UnitFile["encoding"]): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const marked = `\ufeff${text}`;
  const bytes = new Uint8Array(marked.length * 2);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < marked.length; n++) view.setUint16(n * 2, marked.charCodeAt(n), true);
  return bytes;
}
