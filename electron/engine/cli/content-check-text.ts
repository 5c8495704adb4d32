import { bySeverity, contentCheckWords } from "../../../shared/content-check-words.ts";
import type { Media } from "../../../shared/media.ts";
import { formatTable } from "./table.ts";
import { formatSize } from "./words.ts";

/** What a look at a medium's names and files came to: figures of each image, then the findings, worst first. */
export function contentCheckText({ contents }: Media): string {
  if (!contents) return "The names in it have not been looked at yet.";
  const figures = contents.images.map(({ index, files, folders, bytes, largest }) => {
    const most = largest ? `, the largest ${formatSize(largest.bytes)}: ${largest.path}` : "";
    return `Image ${index}: ${files} files in ${folders} folders, ${formatSize(bytes)} in all${most}`;
  });
  if (contents.findings.length === 0)
    return [...figures, "Nothing was found against its names and files."].join("\n");
  const table = formatTable(
    [
      { title: "Finding", cell: ({ code }) => contentCheckWords[code].severity },
      { title: "Image", cell: ({ image }) => image, right: true },
      { title: "Times", cell: ({ count }) => count, right: true },
      { title: "Names and files", cell: ({ code }) => contentCheckWords[code].what },
      { title: "Such as", cell: ({ example }) => example },
    ],
    bySeverity(contents.findings),
  );
  const codes = new Set(bySeverity(contents.findings).map(({ code }) => code));
  const todos = [...codes].map((code) => `${contentCheckWords[code].what}: ${contentCheckWords[code].todo}`);
  return [...figures, "", table, "", ...todos].join("\n");
}

/** What Configuration Manager's own files in a medium say of it. */
export function layoutFacts({ contents }: Media): [string, string | null][] {
  const layout = contents?.layout;
  if (!layout) return [];
  const yesNo = (yes: boolean | null): string => (yes === null ? "not said" : yes ? "yes" : "no");
  const { variables, packages } = layout;
  const hash = variables?.sha256 ? `, SHA-256 ${variables.sha256}` : "";
  return [
    ["MediaType", layout.mediaType || "not said"],
    ["Asks for a password", yesNo(layout.passwordRequired)],
    ["Unattended", yesNo(layout.unattended)],
    ["Variables.dat", variables ? `${formatSize(variables.sizeBytes)}${hash}` : "missing"],
    ["Boot image id", layout.bootImageId],
    ["Packages", packages.map(({ id, bytes }) => `${id} (${formatSize(bytes)})`).join(", ") || "none"],
  ];
}
