import { isOnABus } from "../../../shared/boot-drivers.ts";
import type { DeviceLines } from "./device-lines.ts";
import { idsIn, kindOf, unique } from "./device-ids.ts";

/** What PowerShell tells of one device: names of properties in lower case. `line` is where it begins. */
interface Told {
  line: number;
  text: string;
  fields: Map<string, string | string[]>;
}

const ID_FIELDS = ["instanceid", "pnpdeviceid", "deviceid", "pnpid"];
const LIST_ENDS = /\.{3}$|…$/;

export function looksLikeFormatList(text: string): boolean {
  return /^[ \t]*(InstanceId|PNPDeviceID|DeviceID|HardwareID|CompatibleID)[ \t]*:/im.test(text);
}

export function looksLikeCsv(text: string): boolean {
  const [first = "", second = ""] = text.trimStart().split(/\r?\n/, 2);
  const head = first.startsWith("#TYPE") ? second : first;
  return /(^|[,;\t])"?(InstanceId|PNPDeviceID|DeviceID|HardwareID)"?([,;\t]|$)/i.test(head);
}

/** Reads `Get-PnpDevice | Format-List *` and the like: "Name : value", blocks with empty lines between. */
export function readFormatList(text: string, into: DeviceLines): void {
  let told: Told | null = null;
  let last: { name: string; lines: string[] } | null = null;
  const endValue = () => {
    if (told && last) told.fields.set(last.name, wholeValue(last.lines));
    last = null;
  };
  const end = () => {
    endValue();
    if (told) add(told, into);
    told = null;
  };
  for (const [n, line] of into.lines(text)) {
    const [, name, value = ""] = /^([A-Za-z_][\w.]*)\s*:(?:\s(.*))?$/.exec(line) ?? [];
    if (line.trim() === "") end();
    else if (name !== undefined) {
      endValue();
      told ??= { line: n, text: line, fields: new Map() };
      last = { name: name.toLowerCase(), lines: [value.trim()] };
    } else if (last && /^\s/.test(line)) last.lines.push(line.trim());
    else into.problem(n, line, "That is no line of Format-List.");
  }
  end();
}

/** A long value is broken between its parts, or in the middle of one. */
function wholeValue(lines: readonly string[]): string {
  return lines.map((line, n) => (lines[n - 1]?.endsWith(",") ? ` ${line}` : line)).join("");
}

/** Reads `… | ConvertTo-Json`: one object, or a list of them. */
export function readJson(text: string, into: DeviceLines): void {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const line = text.slice(0, at).split("\n").length;
    return into.problem(line, text.split("\n")[line - 1] ?? "", `That is no whole JSON: ${message}.`);
  }
  for (const [n, one] of (Array.isArray(all) ? all : [all]).entries()) {
    const where = `entry ${n + 1}`;
    if (typeof one !== "object" || one === null) into.problem(n + 1, where, "This entry is no device.");
    else add({ line: n + 1, text: where, fields: fieldsOf(one) }, into);
  }
}

function fieldsOf(object: object): Told["fields"] {
  const fields: Told["fields"] = new Map();
  for (const [name, value] of Object.entries(object)) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const texts = values.filter((each) => typeof each === "string");
    if (texts.length > 0) fields.set(name.toLowerCase(), Array.isArray(value) ? texts : (texts[0] ?? ""));
  }
  return fields;
}

/** Reads `… | ConvertTo-Csv`, with commas, semicolons or tabs. A value may go over several lines. */
export function readCsv(text: string, into: DeviceLines): void {
  let head: string[] | null = null;
  for (const { line, cells, whole } of csvRows(text)) {
    if (cells.length === 1 && (cells[0] === "" || cells[0]?.startsWith("#TYPE"))) continue;
    if (head === null) head = cells.map((cell) => cell.toLowerCase());
    else if (cells.length !== head.length)
      into.problem(line, whole, `It has ${cells.length} values, and the first line names ${head.length}.`);
    else add({ line, text: whole, fields: new Map(head.map((name, n) => [name, cells[n] ?? ""])) }, into);
  }
}

function* csvRows(text: string): Generator<{ line: number; cells: string[]; whole: string }> {
  const head = text.split(/\r?\n/).find((line) => line.trim() !== "" && !line.startsWith("#TYPE")) ?? "";
  const separator = [",", ";", "\t"].find((char) => head.includes(char)) ?? ",";
  let [line, began, start, at] = [1, 1, 0, 0];
  let [cells, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (; at <= text.length; at++) {
    const char = text[at] ?? "\n";
    if (char === '"' && quoted && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n" && (!quoted || at === text.length)) {
      yield { line: began, cells: [...cells, cell].map((each) => each.trim()), whole: text.slice(start, at) };
      [cells, cell, quoted, began, start] = [[], "", false, line + 1, at + 1];
    } else cell += char;
    if (char === "\n") line++;
  }
}

function add({ line, text, fields }: Told, into: DeviceLines): void {
  const one = (...names: string[]) =>
    names
      .map((name) => fields.get(name))
      .find((value) => typeof value === "string" && value !== "")
      ?.toString() ?? "";
  const name = one("friendlyname", "name", "caption", "description", "devicedesc");
  const instance = one(...ID_FIELDS);
  const hardware = listOf(fields.get("hardwareid") ?? fields.get("hardwareids"), into);
  const compatible = listOf(fields.get("compatibleid") ?? fields.get("compatibleids"), into);
  const first = hardware[0] ?? instance;
  if (first === "") return into.problem(line, text, "It names no hardware id and no device id.");
  if (LIST_ENDS.test(instance) && hardware.length === 0)
    return into.problem(line, instance, "The id is cut off: use Format-List, or ConvertTo-Json.");
  if (!isOnABus(first)) return into.skip();
  const told = idsIn(instance);
  const hardwareIds = hardware.length > 0 ? hardware : (told?.hardwareIds ?? []);
  const compatibleIds =
    hardware.length > 0 ? compatible : unique([...compatible, ...(told?.compatibleIds ?? [])]);
  const kind = kindOf(one("class", "pnpclass"), name, [...hardwareIds, ...compatibleIds]);
  if (kind === "other" && !first.toUpperCase().startsWith("PCI\\")) return into.skip();
  into.add(line, { description: name, kind, hardwareIds, compatibleIds });
}

/** `{PCI\VEN_8086&DEV_15BB, PCI\CC_0200…}` or a real list. */
function listOf(value: string | string[] | undefined, into: DeviceLines): string[] {
  const texts = typeof value === "string" ? value.replace(/^\{|\}$/g, "").split(/[,;\s]+/) : (value ?? []);
  const ids = texts.map((text) => text.trim().toUpperCase()).filter((text) => text.includes("\\"));
  if (texts.some((text) => LIST_ENDS.test(text.trim())))
    into.note(
      "Some lists of ids end in “…”: set $FormatEnumerationLimit = -1 before Format-List to have all of them.",
    );
  return ids.filter((id) => !LIST_ENDS.test(id));
}
