import { XMLParser } from "fast-xml-parser";
import { StagingFault } from "../../../shared/fault.ts";
import type { Architecture, WimImage } from "../../../shared/media.ts";
import { corrupt } from "./wim-header.ts";

/** What a .wim's own XML says about one image, and what our own makers wrote there about the medium. */
export interface WimXmlImage {
  image: WimImage;
  displayName: string | null;
  /** The element `PRESTAGE`; null for media that others made. */
  prestage: { name: string; version: string; createdBy: string; comment: string } | null;
}

/** PROCESSOR_ARCHITECTURE_… of the Windows headers. */
const architectures = new Map<string, Architecture>([
  ["0", "x86"],
  ["5", "arm"],
  ["6", "ia64"],
  ["9", "x64"],
  ["12", "arm64"],
]);
const MOST_TEXT_CHARS = 1000;
const MOST_LANGUAGES = 200;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  maxNestedTags: 40,
  isArray: (name) => name === "IMAGE" || name === "LANGUAGE",
});

/**
 * Reads the XML of a .wim (UTF-16LE with a byte order mark).
 * @returns the images in the order of their index, 1 to `imageCount`
 * @throws StagingFault media-corrupt
 */
export function parseWimXml(bytes: Uint8Array, imageCount: number): WimXmlImage[] {
  const root = element(parse(decode(bytes)), "WIM");
  if (!root) throw corrupt("its XML has no element WIM");
  const images = elements(root, "IMAGE").map(readImage);
  images.sort((a, b) => a.image.index - b.image.index);
  const inOrder = images.every(({ image }, n) => image.index === n + 1);
  if (images.length !== imageCount || !inOrder)
    throw corrupt(`its header claims ${imageCount} images, its XML describes ${images.length}`);
  return images;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) throw corrupt("its XML does not begin as UTF-16 does");
  return new TextDecoder("utf-16le").decode(bytes).replace(/\0+$/, "");
}

function parse(text: string): unknown {
  // No .wim has a document type. Without one there are no entities but the five of XML itself.
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw corrupt("its XML holds a declaration");
  try {
    return parser.parse(text, true);
  } catch (cause) {
    throw new StagingFault("media-corrupt", "The file is damaged: its XML cannot be read.", { cause });
  }
}

function readImage(node: object): WimXmlImage {
  const windows = element(node, "WINDOWS");
  const prestage = element(node, "PRESTAGE");
  return {
    image: {
      index: count(text(node, "@INDEX"), "index"),
      name: text(node, "NAME") ?? text(node, "DISPLAYNAME") ?? "",
      description: text(node, "DESCRIPTION") ?? text(node, "DISPLAYDESCRIPTION") ?? "",
      edition: windows ? text(windows, "EDITIONID") : null,
      version: windows ? readVersion(windows) : null,
      languages: windows ? readLanguages(windows) : [],
      architecture: architectures.get((windows && text(windows, "ARCH")) ?? "") ?? "none",
      bytes: count(text(node, "TOTALBYTES"), "size"),
      files: count(text(node, "FILECOUNT"), "number of files"),
      directories: count(text(node, "DIRCOUNT"), "number of folders"),
      createdAt: readTime(element(node, "CREATIONTIME")),
    },
    displayName: text(node, "DISPLAYNAME"),
    prestage: prestage && {
      name: text(prestage, "NAME") ?? "",
      version: text(prestage, "VERSION") ?? "",
      createdBy: text(prestage, "CREATEDBY") ?? "",
      comment: text(prestage, "COMMENT") ?? "",
    },
  };
}

function readVersion(windows: object): string | null {
  const version = element(windows, "VERSION");
  if (!version) return null;
  const parts = ["MAJOR", "MINOR", "BUILD", "SPBUILD"].map((name) => text(version, name));
  const known = parts.filter((part) => part !== null);
  return known.length > 0 ? known.join(".") : null;
}

function readLanguages(windows: object): string[] {
  const languages = element(windows, "LANGUAGES");
  if (!languages) return [];
  const found = property(languages, "LANGUAGE");
  const values = Array.isArray(found) ? found : [];
  return values.filter((value) => typeof value === "string").slice(0, MOST_LANGUAGES);
}

/** FILETIME: 100 ns since 1601, as two hexadecimal halves. */
function readTime(time: object | null): string | null {
  const [high, low] = time ? [text(time, "HIGHPART"), text(time, "LOWPART")] : [null, null];
  if (!isHalf(high) || !isHalf(low)) return null;
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const date = new Date(Number(ticks / 10_000n - 11_644_473_600_000n));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function isHalf(value: string | null): value is string {
  return value !== null && /^0x[0-9a-f]{1,8}$/i.test(value);
}

function count(value: string | null, what: string): number {
  if (value === null) return 0;
  if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value)))
    throw corrupt(`its XML gives an image the ${what} "${value.slice(0, 40)}"`);
  return Number(value);
}

function property(node: unknown, name: string): unknown {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, name)) return undefined;
  return (node as Record<string, unknown>)[name];
}

function element(node: unknown, name: string): object | null {
  const found = property(node, name);
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === "object" && first !== null ? first : null;
}

function elements(node: object, name: string): object[] {
  const found = property(node, name);
  return (Array.isArray(found) ? found : []).filter((each) => typeof each === "object" && each !== null);
}

function text(node: object, name: string): string | null {
  const found = property(node, name);
  const value: unknown = typeof found === "object" && found !== null ? property(found, "#text") : found;
  return typeof value === "string" && value !== "" ? value.slice(0, MOST_TEXT_CHARS) : null;
}
