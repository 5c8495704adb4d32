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
  return [...figures, "", table].join("\n");
}
