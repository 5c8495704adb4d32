import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { LocationInput, type ContentLocation } from "../../../../shared/content.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { readSize } from "../../../../shared/size.ts";
import { engineFlags, type Command, type Flag, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { parseCount } from "../values.ts";
import { formatSize } from "../words.ts";

const locationFlags: Readonly<Record<string, Flag>> = {
  site: { value: "CODE", words: "the site it belongs to" },
  "parent-site": { value: "CODE", words: "the site above that one; empty for none" },
  folder: { value: "DIR", words: "a folder of this computer, or a mounted share" },
  url: { value: "URL", words: "a web server's address under which the index lies, or another station's" },
  "token-file": { value: "FILE", words: "the token is the first line of this file; - for standard input" },
  nearness: { value: "N", words: "lower is nearer, and asked first: 1 to 1000 (default: 100)" },
  limit: { value: "SIZE|none", words: "take at most so many bytes a second from it, like 20M" },
  hours: { value: "HH:MM-HH:MM", words: "use it at these hours only; several with commas; empty for always" },
  ca: { value: "FILE.pem", words: "the certificates that may sign for it; empty for the system's" },
  fingerprint: {
    value: "SHA256",
    words: "accept this one certificate, whoever signed it; empty for any that is signed well",
  },
  off: { words: "keep it, but do not use it" },
};

export const locationAdd: Command = {
  name: "content location add",
  takes: "NAME",
  words: [1, 1],
  summary: "Names a place that media can be had from",
  about:
    "Give --folder or --url, and the --site it belongs to. Then look whether it answers: content location test.",
  flags: { ...locationFlags, ...engineFlags },
  async run({ given, output, station }) {
    const location = read(given, "content location add", {});
    await using engine = await station();
    const { id } = await engine.client.saveContentLocation({ location });
    output.result(
      { id },
      () => `Added ${location.name}. See whether it answers: prestage content location test`,
    );
    return exitCodes.ok.code;
  },
};

export const locationChange: Command = {
  name: "content location change",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Changes what is given, and leaves the rest of a location as it is",
  flags: {
    name: { value: "NAME", words: "call it so from now on" },
    ...locationFlags,
    "no-token": { words: "forget its token" },
    on: { words: "use it again" },
    ...engineFlags,
  },
  async run({ given, output, station }) {
    await using engine = await station();
    const old = chooseLocation(await engine.client.contentLocations({}), given.words[0] ?? "");
    const location = read(given, "content location change", old);
    const { id } = await engine.client.saveContentLocation({ location: { ...location, id: old.id } });
    output.result({ id }, () => `Changed ${location.name}.`);
    return exitCodes.ok.code;
  },
};

export const locationList: Command = {
  name: "content location list",
  takes: "",
  words: [0, 0],
  summary: "Lists the content locations, nearest first",
  flags: engineFlags,
  async run({ output, station }) {
    await using engine = await station();
    const locations = await engine.client.contentLocations({});
    output.result(locations, () => table(locations));
    return exitCodes.ok.code;
  },
};

export const locationRemove: Command = {
  name: "content location remove",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Forgets a content location; media that came from it stay",
  flags: engineFlags,
  async run({ given, output, station }) {
    await using engine = await station();
    const { id, name } = chooseLocation(await engine.client.contentLocations({}), given.words[0] ?? "");
    await engine.client.removeContentLocation({ id });
    output.result({ removed: id }, () => `Removed ${name}.`);
    return exitCodes.ok.code;
  },
};

export const locationTest: Command = {
  name: "content location test",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Asks a content location now, and tells how it was found",
  flags: engineFlags,
  async run({ given, output, station }) {
    await using engine = await station();
    const { id, name } = chooseLocation(await engine.client.contentLocations({}), given.words[0] ?? "");
    const look = await engine.client.testContentLocation({ id });
    output.result({ id, name, ...look }, () =>
      look.found === "failed" ? look.message : `${name}: ${look.message}`,
    );
    return look.found === "failed" ? exitCodes.refused.code : exitCodes.ok.code;
  },
};

/** @throws StagingFault location-unknown */
export function chooseLocation(locations: readonly ContentLocation[], wanted: string): ContentLocation {
  const lower = wanted.trim().toLowerCase();
  const found = locations.find(({ id, name }) => id === wanted || name.toLowerCase() === lower);
  if (!found) throw new StagingFault("location-unknown", `There is no content location "${wanted}".`);
  return found;
}

/** @throws UsageError */
function read(given: Given, command: string, old: Partial<ContentLocation>): LocationInput {
  const [folder, url] = [given.text("folder"), given.text("url")];
  if (folder !== undefined && url !== undefined)
    throw new UsageError("Give either --folder or --url.", command);
  const limit = given.text("limit");
  const { hasToken: _h, look: _l, ...kept } = old;
  const parsed = LocationInput.safeParse({
    ...kept,
    ...(old.name === undefined && { name: given.words[0] }),
    ...(folder !== undefined && { kind: "folder", address: resolve(folder) }),
    ...(url !== undefined && { kind: "http", address: url }),
    ...chosen("name", given.text("name")),
    ...chosen("site", given.text("site")),
    ...chosen("parentSite", given.text("parent-site"), (text) => text || null),
    ...chosen("nearness", given.text("nearness"), (text) => parseCount(text, "--nearness")),
    ...chosen("hours", given.text("hours")),
    ...chosen("caFile", given.text("ca"), (text) => (text === "" ? null : resolve(text))),
    ...chosen("fingerprint", given.text("fingerprint"), (text) => text || null),
    ...(limit !== undefined && { bytesPerSecond: limit === "none" ? null : readSize(limit) }),
    ...token(given, command),
    ...(given.has("off") && { enabled: false }),
    ...(given.has("on") && { enabled: true }),
  });
  if (limit !== undefined && limit !== "none" && readSize(limit) === null)
    throw new UsageError(`--limit is "${limit}"; write it like 20M, or none.`, command);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const field = String(first?.path[0] ?? "");
  const missing = field === "kind" || (field === "address" && folder === undefined && url === undefined);
  throw new UsageError(missing ? "Give --folder or --url." : words(field, first?.message ?? ""), command);
}

const flagOf: Record<string, string> = { parentSite: "parent-site", caFile: "ca", bytesPerSecond: "limit" };

function words(field: string, message: string): string {
  return field === "name" || field === "address" ? message : `--${flagOf[field] ?? field}: ${message}`;
}

function chosen<T>(
  field: string,
  text: string | undefined,
  parse?: (text: string) => T,
): Record<string, unknown> {
  return text === undefined ? {} : { [field]: parse ? parse(text) : text };
}

function token(given: Given, command: string): { token?: string | null } {
  const file = given.text("token-file");
  if (file === undefined) return given.has("no-token") ? { token: null } : {};
  try {
    const [line = ""] = readFileSync(file === "-" ? 0 : file, "utf8").split(/\r?\n/);
    if (line.trim() !== "") return { token: line.trim() };
  } catch {
    throw new UsageError(`${file === "-" ? "Standard input" : file} cannot be read.`, command);
  }
  throw new UsageError("The first line of the token file is empty.", command);
}

function table(locations: readonly ContentLocation[]): string {
  if (locations.length === 0)
    return "No content locations yet. Name one with: prestage content location add NAME --site CODE --url URL";
  return formatTable(
    [
      { title: "Name", cell: ({ name }) => name },
      { title: "Site", cell: ({ site }) => site },
      { title: "Belongs to", cell: ({ parentSite }) => parentSite },
      { title: "Address", cell: ({ address }) => address },
      { title: "Nearness", cell: ({ nearness }) => nearness, right: true },
      {
        title: "At most",
        cell: ({ bytesPerSecond: most }) => (most === null ? null : `${formatSize(most)}/s`),
      },
      { title: "Hours", cell: ({ hours }) => hours || null },
      { title: "State", cell: ({ enabled, look }) => (enabled ? (look?.message ?? "not asked yet") : "off") },
    ],
    locations,
  );
}
