import { basename } from "node:path";
import type { Media } from "../../../shared/media.ts";
import type { WimXmlImage } from "./wim-xml.ts";

/**
 * Where a medium's own words come from, first found wins. Its manifest, where it has one, wins over all of these,
 * also with a word that was left empty:
 *
 * | word | element of image 1 in the .wim's XML |
 * |---|---|
 * | name | PRESTAGE/NAME, NAME, DISPLAYNAME, then the file's name without .wim |
 * | version | PRESTAGE/VERSION, WINDOWS/VERSION ("10.0.26100.1742"), then "" |
 * | created by | PRESTAGE/CREATEDBY, then "" |
 * | comment | PRESTAGE/COMMENT, DESCRIPTION, then "" |
 *
 * Lengths are those of the wizard that makes such media: created by 50, version 32, comment 127.
 */
export function mediumNames(
  first: WimXmlImage | undefined,
  fileName: string,
  manifest: Pick<Media, "name" | "version" | "createdBy" | "comment"> | null = null,
): Pick<Media, "name" | "version" | "createdBy" | "comment"> {
  const ours = first?.prestage;
  const image = first?.image;
  if (manifest)
    return {
      name: shorten(manifest.name, 100),
      version: shorten(manifest.version, 32),
      createdBy: shorten(manifest.createdBy, 50),
      comment: shorten(manifest.comment, 127),
    };
  return {
    name: shorten(
      ours?.name || image?.name || first?.displayName || basename(fileName).replace(/\.(wim|swm)$/i, ""),
      100,
    ),
    version: shorten(ours?.version || image?.version || "", 32),
    createdBy: shorten(ours?.createdBy ?? "", 50),
    comment: shorten(ours?.comment || image?.description || "", 127),
  };
}

/** One line without control characters, cut to so many characters. */
function shorten(text: string, mostChars: number): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, mostChars);
}
