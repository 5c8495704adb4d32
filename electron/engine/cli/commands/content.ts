import { resolve } from "node:path";
import type { CatalogueItem, ContentCatalogue } from "../../../../shared/content.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { engineFlags, type Command, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { formatFacts, formatTable } from "../table.ts";
import { followTask } from "../task-progress.ts";
import { formatSize } from "../words.ts";
import { chooseMedia } from "./choose.ts";
import { chooseLocation } from "./content-location.ts";

const kinds = { medium: "medium", "boot-image": "boot image", "os-image": "OS image" };

export const contentList: Command = {
  name: "content list",
  takes: "",
  words: [0, 0],
  summary: "Lists what can be had from the content locations",
  flags: {
    site: { value: "CODE", words: "of this site, and of the sites below it" },
    "only-this-site": { words: "with --site: not of the sites below it" },
    ...engineFlags,
  },
  async run({ given, output, station }) {
    await using engine = await station();
    const site = given.text("site") ?? null;
    const childSites = !given.has("only-this-site");
    const catalogue = await engine.client.contentCatalogue({ site, childSites, fresh: true });
    output.result(catalogue, () => listText(catalogue));
    return exitCodes.ok.code;
  },
};

export const contentPull: Command = {
  name: "content pull",
  takes: "NAME|SHA256",
  words: [1, 1],
  summary: "Brings a medium or an image from a content location into the library",
  about:
    "From the nearest location that has it; when one breaks off, the next goes on at the same byte. Ctrl-C ends it and " +
    "keeps what has come: the same command goes on from there. Of --keep-current and --make-current holds what was said " +
    "last, also for a pull that runs already.",
  flags: {
    location: { value: "NAME", words: "from this location and no other" },
    "keep-current": { words: "the version of its name that is current when it has come stays so" },
    "make-current": {
      words: "this one becomes current, also where its pull was begun with --keep-current (else: as begun)",
    },
    ...engineFlags,
  },
  async run({ given, output, terminal, station }) {
    const keepCurrent = readKeepCurrent(given);
    await using engine = await station();
    const { client } = engine;
    const named = given.text("location");
    const location = named === undefined ? null : chooseLocation(await client.contentLocations({}), named).id;
    const { items, problems } = await client.contentCatalogue({ fresh: true });
    for (const { message } of problems) output.note(message);
    const item = chooseContent(items, given.words[0] ?? "");
    const { task } = await client.pullContent({
      content: item.content,
      location,
      ...(keepCurrent !== null && { keepCurrent }),
    });
    await followTask(engine, task, output, terminal);
    const pulled = await client.pulledContent({ task });
    if (!pulled) throw new StagingFault("content-missing", "It was cancelled. What has come is kept.");
    const medium = chooseMedia(engine.snapshot().media, pulled.media);
    output.result({ type: "result", media: medium }, () =>
      formatFacts([
        ["Name", medium.name],
        ["Version", medium.version],
        ["Came from", medium.source],
        ["Size", formatSize(medium.sizeBytes)],
        ["SHA-256", medium.sha256],
        ["Id", medium.id],
      ]),
    );
    return exitCodes.ok.code;
  },
};

/** Null when nothing is said of it. @throws UsageError */
function readKeepCurrent(given: Given): boolean | null {
  const [keep, make] = [given.has("keep-current"), given.has("make-current")];
  if (keep && make) throw new UsageError("Give either --keep-current or --make-current.", "content pull");
  return keep || make ? keep : null;
}

export const contentPublish: Command = {
  name: "content publish",
  takes: "DIR",
  words: [1, 1],
  summary:
    "Writes the index of a folder of .wim files, so that any web server can serve it as a content location",
  about:
    "Files that have their size and time still are not read again. Run it after each change in the folder. What is " +
    "no .wim that can be used is named and left out.",
  flags: {
    name: {
      value: "NAME",
      words: "what the location is called (default: as before, else the folder's name)",
    },
    site: { value: "CODE", words: "the site it belongs to (default: as before)" },
    "parent-site": { value: "CODE", words: "the site above that one (default: as before)" },
    ...engineFlags,
  },
  async run({ given, output, terminal, station }) {
    await using engine = await station();
    const { task } = await engine.client.publishContent({
      dir: resolve(given.words[0] ?? ""),
      name: given.text("name"),
      site: given.text("site"),
      parentSite: given.text("parent-site"),
    });
    await followTask(engine, task, output, terminal);
    const published = await engine.client.publishedContent({ task });
    if (!published) throw new StagingFault("bad-input", "It was cancelled. The index is as it was.");
    const { index, items, read, kept, gone, skipped } = published;
    output.result({ type: "result", ...published }, () =>
      [
        `${index}: ${items} items, ${read} read now, ${kept} as before, ${gone} gone.`,
        ...skipped.map(({ file, reason }) => `Left out: ${file}: ${reason}`),
      ].join("\n"),
    );
    return exitCodes.ok.code;
  },
};

export const contentServed: Command = {
  name: "content served",
  takes: "",
  words: [0, 0],
  summary: "Tells where and with which token other stations can have this one's library",
  flags: engineFlags,
  async run({ output, station }) {
    await using engine = await station();
    const { served } = await engine.client.contentServed({});
    output.result(served, () =>
      served
        ? formatFacts([
            ["Address", served.address],
            ["Token", served.token],
            ["Certificate", served.fingerprint ?? "none: the token and the media can be read on the way"],
          ])
        : "This station does not serve its library. Start it with: prestage serve --content",
    );
    return exitCodes.ok.code;
  },
};

/**
 * The one content that a person means: by its hash or the beginning of it, by its name, or by name and version.
 * @throws StagingFault content-missing; bad-input when it could be any of several
 */
export function chooseContent(items: readonly CatalogueItem[], wanted: string): CatalogueItem {
  const lower = wanted.trim().toLowerCase();
  const byHash = /^(scan-)?[0-9a-f]{8,64}$/.test(lower);
  const named = items.filter(
    ({ content, name, version }) =>
      name.toLowerCase() === lower ||
      `${name} ${version}`.toLowerCase() === lower ||
      (byHash && content.startsWith(lower)),
  );
  const [only, another] = named;
  if (!only) throw new StagingFault("content-missing", `No location that can be reached has "${wanted}".`);
  if (!another) return only;
  const which = named
    .map(({ name, version, content }) => `${name} ${version} (${content.slice(0, 12)})`)
    .join(", ");
  throw new StagingFault(
    "bad-input",
    `"${wanted}" could be any of ${which}. Name it with its version or its SHA-256.`,
  );
}

function listText({ items, problems }: ContentCatalogue): string {
  const troubles = problems.map(({ message }) => message);
  if (items.length === 0) return ["Nothing can be had.", ...troubles].join("\n");
  const table = formatTable(
    [
      { title: "Name", cell: ({ name }) => name },
      { title: "Version", cell: ({ version }) => version || null },
      { title: "Kind", cell: ({ kind }) => kinds[kind] },
      { title: "For", cell: ({ architecture }) => architecture },
      { title: "Size", cell: ({ sizeBytes }) => formatSize(sizeBytes), right: true },
      { title: "Library", cell: ({ media }) => (media === null ? null : "has it") },
      { title: "At", cell: ({ at }) => at.map(({ name }) => name).join(", ") },
      { title: "Content", cell: ({ content }) => content.slice(0, 17) },
    ],
    items,
  );
  return [table, ...troubles].join("\n");
}
