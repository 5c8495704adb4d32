import { modelLimits } from "../../../shared/target-model.ts";
import type { DeviceLines } from "./device-lines.ts";
import { kindOfClass, pciIds } from "./device-ids.ts";

/** `00:17.0 SATA controller [0106]: …`, with or without the domain in front. */
const SLOT = /^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\s/i;

export function looksLikeLspci(text: string): boolean {
  return text.split(/\r?\n/, 400).some((line) => SLOT.test(line) || /^Slot:\s/.test(line));
}

/** Of one device, as it is read line by line. */
interface Found {
  line: number;
  text: string;
  name: string;
  classCode?: string;
  vendor?: string;
  device?: string;
  subVendor?: string;
  subDevice?: string;
  revision?: string;
  interface?: string;
}

/** Reads `lspci -nn`, `-n`, `-nnk`, `-nnv`, `-nnvmm` and `-nnmm`. */
export function readLspci(text: string, into: DeviceLines): void {
  let found: Found | null = null;
  const end = () => {
    if (found) add(found, into);
    found = null;
  };
  for (const [n, line] of into.lines(text)) {
    const field = /^([A-Za-z]+):\s(.*)$/s.exec(line);
    if (line.trim() === "") end();
    else if (SLOT.test(line)) {
      end();
      found = /^\S+ "/.test(line) ? readQuoted(line, n) : readShort(line, n);
    } else if (field?.[1] === "Slot") {
      end();
      found = { line: n, text: line, name: "" };
    } else if (found && field) readField(found, field[1] ?? "", (field[2] ?? "").trim());
    else if (found && /^\s/.test(line)) readMore(found, line);
    else into.problem(n, line, "That is no line of lspci -nn.");
  }
  end();
}

/** `00:1f.6 Ethernet controller [0200]: Intel … [8086:15bb] (rev 10)`, or with -n `00:1f.6 0200: 8086:15bb (rev 10)` */
function readShort(line: string, number: number): Found {
  const found: Found = { line: number, text: line, name: "" };
  const rest = line.replace(/^\S+\s+/, "");
  const plain = /^([0-9a-f]{4}): ([0-9a-f]{4}):([0-9a-f]{4})/i.exec(rest);
  const type = /\[([0-9a-f]{4})\]:/i.exec(rest);
  const name = type ? rest.slice(type.index + type[0].length).trim() : "";
  const ids = [...name.matchAll(/\[([0-9a-f]{4}):([0-9a-f]{4})\]/gi)].at(-1);
  Object.assign(found, {
    name: ids ? name.slice(0, ids.index) : rest.slice(0, type?.index ?? 0).trim(),
    classCode: plain?.[1] ?? type?.[1],
    vendor: plain?.[2] ?? ids?.[1],
    device: plain?.[3] ?? ids?.[2],
  });
  return readTail(found, rest);
}

function readTail(found: Found, rest: string): Found {
  const revision = /\(rev ([0-9a-f]{2})\)/i.exec(rest)?.[1];
  const progIf = /\(prog-if ([0-9a-f]{2})/i.exec(rest)?.[1];
  if (revision !== undefined) found.revision = revision;
  if (progIf !== undefined) found.interface = progIf;
  return found;
}

/** `00:17.0 "SATA controller [0106]" "Intel [8086]" "Device [a352]" -r10 -p01 "Dell [1028]" "Device [0869]"` */
function readQuoted(line: string, number: number): Found {
  const quoted = [...line.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
  const found: Found = { line: number, text: line, name: "" };
  const [type = "", vendor = "", device = "", subVendor = "", subDevice = ""] = quoted;
  const fields = { Class: type, Vendor: vendor, Device: device, SVendor: subVendor, SDevice: subDevice };
  const revision = /\s-r([0-9a-f]{2})/i.exec(line)?.[1];
  const progIf = /\s-p([0-9a-f]{2})/i.exec(line)?.[1];
  for (const [name, value] of Object.entries({ ...fields, Rev: revision, ProgIf: progIf }))
    if (value !== undefined) readField(found, name, value);
  return found;
}

function readField(found: Found, name: string, value: string): void {
  const code = /\[([0-9a-f]{4})\]\s*$/i.exec(value)?.[1] ?? /^([0-9a-f]{4})$/i.exec(value.trim())?.[1];
  const two = /^([0-9a-f]{2})$/i.exec(value.trim())?.[1];
  const put = (key: keyof Found, part: string | undefined) =>
    part !== undefined && Object.assign(found, { [key]: part });
  if (name === "Class") put("classCode", code);
  else if (name === "Vendor") put("vendor", code);
  else if (name === "Device") put("device", code);
  else if (name === "SVendor") put("subVendor", code);
  else if (name === "SDevice") put("subDevice", code);
  else if (name === "Rev") put("revision", two);
  else if (name === "ProgIf") put("interface", two);
  const isLong = found.name.length >= modelLimits.descriptionChars; // a hostile list repeats them without end
  if (!isLong && (name === "Vendor" || name === "Device"))
    found.name = `${found.name} ${value.replace(/\[[0-9a-f]{4}\]\s*$/i, "")}`.trim();
}

/** The indented lines below a device. Only its subsystem matters. */
function readMore(found: Found, line: string): void {
  const ids = /^\s+Subsystem:.*\[?\b([0-9a-f]{4}):([0-9a-f]{4})\b\]?\s*$/i.exec(line);
  if (!ids) return;
  Object.assign(found, { subVendor: ids[1], subDevice: ids[2] });
}

/** What a class is in practice where lspci was not asked for its programming interface (-v tells it). */
const USUAL: Readonly<Record<string, string>> = { "0106": "01", "0108": "02" };

function add(found: Found, into: DeviceLines): void {
  const { vendor, device, classCode, subVendor, subDevice, revision } = found;
  if (vendor === undefined || device === undefined)
    return into.problem(
      found.line,
      found.text,
      "There are no numbers like [8086:15bb] in it: use lspci -nn.",
    );
  const xhci = classCode === "0c03" && /xhci|usb ?3/i.test(`${found.name} ${found.text}`) ? "30" : undefined;
  const usual = found.interface === undefined ? (USUAL[classCode ?? ""] ?? xhci) : undefined;
  if (usual !== undefined)
    into.note(
      "lspci -nn does not tell how a controller is spoken to: SATA was taken as AHCI, non-volatile memory as NVMe " +
        "and USB 3 as xHCI. lspci -nnv tells it.",
    );
  const subsystem =
    subVendor !== undefined && subDevice !== undefined ? { vendor: subVendor, device: subDevice } : undefined;
  into.add(found.line, {
    description: found.name,
    kind: classCode === undefined ? "unknown" : kindOfClass(classCode),
    ...pciIds({ vendor, device, subsystem, revision, classCode, interface: found.interface ?? usual }),
  });
}
