import { createHash } from "node:crypto";
import { joined, lines, noise, records, text } from "./sample-content.ts";
import type { Content, WimEntry } from "./wim-tree.ts";

/** Numbers of the sample's security descriptors. */
export const SECURITY = { root: 0, windows: 1, programs: 2, users: 3, hidden: 4 } as const;

const FOLDER = 0x10;
const ARCHIVE = 0x20;
const HIDDEN_SYSTEM = 0x06;

/** 2026-01-12 08:00 UTC in 100 ns since 1601. */
export const SAMPLE_TIME = (BigInt(Date.UTC(2026, 0, 12, 8)) + 11_644_473_600_000n) * 10_000n;

/** Grows a tree by paths ("Windows/System32/a.dll"); folders come with the first file in them. */
export class TreeBuilder {
  readonly root: WimEntry = folder("", SECURITY.root);
  #links = 0;

  add(path: string, content: Content, options: { security?: number; attributes?: number } = {}): WimEntry {
    const names = path.split("/");
    const parent = names.slice(0, -1).reduce((at, name) => this.#enter(at, name), this.root);
    const entry: WimEntry = {
      name: names.at(-1) ?? "",
      attributes: options.attributes ?? ARCHIVE,
      security: options.security ?? parent.security,
      time: SAMPLE_TIME + BigInt(seedOf(path) % 86_400) * 10_000_000n,
      ...(content.sizeBytes > 0 && { content }),
    };
    parent.children?.push(entry);
    return entry;
  }

  /** A second name for a file. */
  link(path: string, file: WimEntry): void {
    file.linkGroup ??= ++this.#links;
    const { content = text(""), attributes, security, linkGroup } = file;
    Object.assign(this.add(path, content, { attributes, security }), { linkGroup, time: file.time });
  }

  /** Folders in the order Windows keeps them: by name without regard to case. */
  finish(): WimEntry {
    sort(this.root);
    return this.root;
  }

  #enter(parent: WimEntry, name: string): WimEntry {
    const known = parent.children?.find((child) => child.name === name);
    if (known) return known;
    const made = folder(name, securityOf(name, parent.security));
    parent.children?.push(made);
    return made;
  }
}

/** Adds what a Windows installation looks like: some 3000 files of together 400 MB, none of them Microsoft's. */
export function addWindowsFolders(tree: TreeBuilder): void {
  const system = many(tree, "Windows/System32", "dll", 900, [6, 480]);
  for (const [n, file] of system.entries())
    if (n % 2 === 0) tree.link(`Windows/WinSxS/amd64_${file.name.slice(0, -4)}_1.0.0.0/${file.name}`, file);
  const drivers = many(tree, "Windows/System32/drivers", "sys", 220, [8, 220]);
  for (const [n, file] of drivers.entries())
    if (n % 4 === 0)
      tree.link(`Windows/System32/DriverStore/FileRepository/${file.name}_amd64/${file.name}`, file);
  many(tree, "Windows/Fonts", "ttf", 60, [40, 600]);
  many(tree, "Windows/System32/en-US", "mui", 500, [2, 60]);
  texts(tree, "Windows/INF", "inf", 220);
  texts(tree, "Windows/Logs", "log", 30);
  many(tree, "Program Files/Common Files/Shared", "dll", 120, [10, 500]);
  many(tree, "Program Files/Field Tools", "exe", 60, [20, 2400]);
  many(tree, "Program Files (x86)/Field Tools", "dll", 140, [6, 300]);
  texts(tree, "ProgramData/Field Tools/Profiles", "xml", 140);
  addUsers(tree);
  for (let n = 0; n < 4; n++)
    tree.add(`Windows/System32/DriverStore/package${n}.cab`, noise(`cabinet ${n}`, 12 << 20));
  tree.add(
    "_SMSTaskSequence/Packages/PS100001/content.bin",
    joined(records("package", 24 << 20), noise("package", 24 << 20)),
  );
}

function addUsers(tree: TreeBuilder): void {
  for (const user of ["Default", "Public"]) {
    for (const place of ["Desktop", "Documents", "Downloads", "Music", "Pictures"])
      tree.add(`Users/${user}/${place}/desktop.ini`, text("[.ShellClassInfo]\r\n"), {
        attributes: ARCHIVE | HIDDEN_SYSTEM,
      });
    many(tree, `Users/${user}/AppData/Local/Field Tools`, "dat", 40, [1, 90]);
  }
  tree.add("Users/Default/NTUSER.DAT", records("user", 256 << 10), {
    attributes: ARCHIVE | HIDDEN_SYSTEM,
    security: SECURITY.hidden,
  });
  tree.add("Users/Public/Documents/Größe und Maß – 現場.txt", text("A name that is not ASCII.\r\n"));
  const deep = Array.from({ length: 12 }, (_, n) => `a folder inside a folder, level ${n + 1}`).join("/");
  tree.add(`Users/Public/Documents/${deep}/a long path.txt`, text("Longer than 260 characters.\r\n"));
  tree.add("Users/Public/Documents/empty.txt", text(""));
}

/** Files of about the same make, some compressible and some not, sizes spread from the first to the second KiB. */
function many(
  tree: TreeBuilder,
  path: string,
  extension: string,
  count: number,
  [smallKib, largeKib]: readonly [number, number],
): WimEntry[] {
  return Array.from({ length: count }, (_, n) => {
    const file = `${path}/${nameOf(path, n)}.${extension}`;
    const share = (seedOf(file) % 1000) / 1000;
    // Squared: many small files and a few large ones, as on any system.
    const sizeBytes = Math.round((smallKib + (largeKib - smallKib) * share ** 2) * 1024) + (n % 512);
    const half = sizeBytes >> 1;
    return tree.add(file, joined(records(file, half), noise(file, sizeBytes - half)));
  });
}

function texts(tree: TreeBuilder, path: string, extension: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const file = `${path}/${nameOf(path, n)}.${extension}`;
    tree.add(file, lines(file, 600 + (seedOf(file) % 40_000)));
  }
}

const STEMS =
  "audio bench cache disk event field graph host index job kernel link media net page queue rpc store time user video wave".split(
    " ",
  );
const ENDS = "api core ctl drv ext host lib mgr prov svc".split(" ");

/** "mediasvc017": looks like a system's file names and is none. */
function nameOf(path: string, n: number): string {
  const seed = seedOf(`${path} ${n}`);
  return `${STEMS[seed % STEMS.length]}${ENDS[(seed >> 8) % ENDS.length]}${String(n).padStart(3, "0")}`;
}

function seedOf(text: string): number {
  return createHash("sha1").update(text).digest().readUInt32LE(0) >>> 1;
}

function securityOf(name: string, inherited: number): number {
  if (name === "Windows") return SECURITY.windows;
  if (name.startsWith("Program")) return SECURITY.programs;
  return name === "Users" ? SECURITY.users : inherited;
}

function folder(name: string, security: number): WimEntry {
  return { name, attributes: FOLDER, security, time: SAMPLE_TIME, children: [] };
}

function sort(entry: WimEntry): void {
  entry.children?.sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  for (const child of entry.children ?? []) sort(child);
}
