import { decodeInf, InfError, MOST_INF_BYTES, readSections, type InfSections } from "./inf-text.ts";
import { readTarget, undecorated, type InfTarget } from "./inf-target.ts";

/** What an INF says of the devices that its driver is for. */
export interface Inf {
  /** As Windows calls it: "Net", "SCSIAdapter", "HDC"; by its GUID where that is one we know. */
  deviceClass: string;
  provider: string;
  /** The day, ISO 8601; null when it says none. */
  date: string | null;
  version: string | null;
  catalog: string | null;
  /** One for each manufacturer, with the sections of its models. */
  manufacturers: InfManufacturer[];
  /** Names of the files that its services start ("storahci.sys"), in lower case, each once. */
  serviceFiles: string[];
}

export interface InfManufacturer {
  name: string;
  /** All that it names, also those whose section is not there: Windows chooses before it looks. */
  models: { target: InfTarget; devices: InfDevice[] }[];
}

export interface InfDevice {
  description: string;
  /** In upper case; null when it names only compatible ids. */
  hardwareId: string | null;
  compatibleIds: string[];
}

/** Classes that matter to a boot image, by their GUIDs. Source: "System-Defined Device Setup Classes". */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ["{4d36e972-e325-11ce-bfc1-08002be10318}", "Net"],
  ["{4d36e97b-e325-11ce-bfc1-08002be10318}", "SCSIAdapter"],
  ["{4d36e96a-e325-11ce-bfc1-08002be10318}", "HDC"],
  ["{4d36e97d-e325-11ce-bfc1-08002be10318}", "System"],
  ["{36fc9e60-c465-11cf-8056-444553540000}", "USB"],
  ["{a0a588a4-c46f-4b37-b7ea-c82fe89870c6}", "SDHost"],
]);

const MOST_TEXT = 512;
/** Windows' own limit for an id. */
const MOST_ID = 200;
const MOST_DEVICES = 50_000;
const MOST_IDS = 100_000;
const MOST_TARGETS = 100;
const MOST_MANUFACTURERS = 1000;

/** @throws InfError when it is none that Windows would read, or far larger than any real one */
export function readInf(bytes: Uint8Array): Inf {
  if (bytes.length > MOST_INF_BYTES)
    throw new InfError(
      `It has ${(bytes.length / 1e6).toFixed(1)} MB; an INF has at most ${MOST_INF_BYTES >> 20} MiB.`,
    );
  const sections = readSections(decodeInf(bytes));
  if (!sections.has("version")) throw new InfError("It has no section [Version].");
  const expand = expander(sections);
  const version = (name: string): string[] => valuesOf(sections, "version", name).map(expand);
  const [signature = ""] = version("signature");
  if (!/^\$(windows nt|chicago|windows 95)\$$/i.test(signature))
    throw new InfError("It has no signature of Windows in [Version].");
  const [day = "", number = ""] = version("driverver");
  return {
    deviceClass: classOf(version("classguid")[0], version("class")[0]),
    provider: version("provider")[0] ?? "",
    date: readDay(day),
    version: number === "" ? null : number,
    catalog: catalogOf(sections, expand),
    manufacturers: readManufacturers(sections, expand),
    serviceFiles: serviceFilesOf(sections, expand),
  };
}

function valuesOf(sections: InfSections, section: string, key: string): readonly string[] {
  return sections.get(section)?.find((line) => line.key?.toLowerCase() === key)?.values ?? [];
}

/**
 * %name% → its text, %% → %. A text that is put in is not looked at again, as in Windows: names that lead to each other
 * lead nowhere. English comes first, then what is for any language.
 */
function expander(sections: InfSections): (text: string) => string {
  const names = [...sections.keys()].filter((name) => name === "strings" || name.startsWith("strings."));
  const order = ["strings.0409", "strings.0009", "strings"];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const strings = new Map<string, string>();
  for (const name of names.toSorted((a, b) => rank(a) - rank(b)))
    for (const { key, values } of sections.get(name) ?? [])
      if (key !== null && !strings.has(key.toLowerCase()))
        strings.set(key.toLowerCase(), values.join(",").slice(0, MOST_TEXT));
  return (text) => {
    const short = text.slice(0, MOST_TEXT);
    if (!short.includes("%")) return short;
    const put = (whole: string, name: string) =>
      name === "" ? "%" : (strings.get(name.toLowerCase()) ?? whole);
    return short.replaceAll(/%([^%]*)%/g, put).slice(0, MOST_TEXT);
  };
}

function classOf(guid = "", name = ""): string {
  return CLASSES.get(guid.toLowerCase()) ?? name;
}

/** "06/21/2006" → "2006-06-21" */
function readDay(text: string): string | null {
  const [, month = "", day = "", year = ""] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text) ?? [];
  if (year === "" || +month < 1 || +month > 12 || +day < 1 || +day > 31) return null;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** CatalogFile, or the first of those for one system: CatalogFile.NTamd64. */
function catalogOf(sections: InfSections, expand: (text: string) => string): string | null {
  const line = sections.get("version")?.find(({ key }) => /^catalogfile(\.|$)/i.test(key ?? ""));
  const name = expand(line?.values[0] ?? "");
  return name === "" ? null : name;
}

function readManufacturers(sections: InfSections, expand: (text: string) => string): InfManufacturer[] {
  const left = { devices: MOST_DEVICES, ids: MOST_IDS };
  const seen = new Map<string, InfDevice[]>();
  const devicesIn = (section: string): InfDevice[] => {
    const devices = seen.get(section) ?? readModels(sections, section, expand, left);
    seen.set(section, devices);
    return devices;
  };
  return (sections.get("manufacturer") ?? []).slice(0, MOST_MANUFACTURERS).map(({ key, values }) => {
    const [given = "", ...decorations] = values.map(expand);
    const section = given === "" ? expand(key ?? "") : given;
    const targets = decorations.slice(0, MOST_TARGETS).flatMap((text) => readTarget(text.trim()) ?? []);
    const models = [undecorated, ...targets].map((target) => ({
      target,
      devices: devicesIn(`${section}${target.text === "" ? "" : "."}${target.text}`.toLowerCase()),
    }));
    return { name: expand(key ?? given), models };
  });
}

/** "description = install section, hardware id, compatible id…" */
function readModels(
  sections: InfSections,
  section: string,
  expand: (text: string) => string,
  left: { devices: number; ids: number },
): InfDevice[] {
  const devices: InfDevice[] = [];
  for (const { key, values } of sections.get(section) ?? []) {
    const [hardware = "", ...compatible] = values.slice(1).map((id) => asId(expand(id)));
    const compatibleIds = compatible.filter((id) => id !== "");
    if (hardware === "" && compatibleIds.length === 0) continue;
    left.devices--;
    left.ids -= 1 + compatibleIds.length;
    if (left.devices < 0 || left.ids < 0) throw new InfError("It names more devices than any driver's INF.");
    const hardwareId = hardware === "" ? null : hardware;
    devices.push({ description: expand(key ?? ""), hardwareId, compatibleIds });
  }
  return devices;
}

function asId(text: string): string {
  const id = text.trim().toUpperCase();
  return id.length > MOST_ID ? "" : id;
}

/** ServiceBinary = %12%\storahci.sys, wherever it stands. */
function serviceFilesOf(sections: InfSections, expand: (text: string) => string): string[] {
  const files = new Set<string>();
  for (const lines of sections.values())
    for (const { key, values } of lines)
      if (key?.toLowerCase() === "servicebinary") {
        const name = /[^\\/]+\.sys$/i.exec(expand(values[0] ?? ""))?.[0];
        if (name !== undefined) files.add(name.toLowerCase());
      }
  return [...files].sort();
}
