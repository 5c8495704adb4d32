import { contentCheckWords, contentFindingText } from "../../../shared/content-check-words.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";

/** What cannot be written, or would be lost on the way, is never staged. @throws StagingFault media-contents-unfit */
export function refuseLossy({ name, contents }: Pick<Media, "name" | "contents">, imageIndex: number): void {
  const stops = (contents?.findings ?? []).filter(
    ({ code, image }) => image === imageIndex && contentCheckWords[code].severity === "stops",
  );
  if (stops.length > 0)
    throw new StagingFault("media-contents-unfit", `“${name}”: ${stops.map(contentFindingText).join(" ")}`);
}
