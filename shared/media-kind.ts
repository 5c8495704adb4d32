import type { ConfigMgrKind } from "./media-layout.ts";
import type { Media } from "./media.ts";

/** Who made a medium, and what for. `unknown` until it was looked at. */
export type MediaKind = "prestage" | ConfigMgrKind | "plain" | "unknown";

export const mediaKindWords: Record<MediaKind, string> = {
  prestage: "made by Prestage",
  prestaged: "Configuration Manager prestaged media",
  bootable: "Configuration Manager bootable media",
  standalone: "Configuration Manager stand-alone media",
  capture: "Configuration Manager capture media",
  other: "Configuration Manager media of another kind",
  plain: "plain image",
  unknown: "not looked at yet",
};

/** Who made a medium, and what for. */
export function kindOfMedium({ manifest, contents }: Pick<Media, "manifest" | "contents">): MediaKind {
  if (manifest) return "prestage";
  if (contents?.layout === undefined) return "unknown";
  return contents.layout?.kind ?? "plain";
}
