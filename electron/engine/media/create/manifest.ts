import { z } from "zod";
import { StagingFault } from "../../../../shared/fault.ts";
import { Architecture } from "../../../../shared/media.ts";

/** Where in the medium our own files lie. */
export const OURS = {
  manifest: "/PRESTAGE/manifest.json",
  signature: "/PRESTAGE/manifest.sig",
  variables: "/PRESTAGE/variables.dat",
  prestart: "/PRESTAGE/prestart",
} as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sizeBytes = z.number().int().nonnegative();

const ImageId = z.object({
  /** The .wim's own id, a slash, the index. */
  id: z.string().max(64),
  name: z.string().max(1000),
  version: z.string().max(64),
  sha256: sha256.nullable(),
});

/** What lies in the medium as `\PRESTAGE\manifest.json`. */
export const Manifest = z.object({
  format: z.literal("prestage-manifest/1"),
  mediaGuid: z.guid(),
  name: z.string().max(100),
  createdBy: z.string().max(50),
  version: z.string().max(32),
  comment: z.string().max(127),
  createdAt: z.iso.datetime(),
  software: z.string().max(100),
  architecture: Architecture,
  unattended: z.boolean(),
  passwordProtected: z.boolean(),
  unknownComputers: z.boolean(),
  prestart: z.boolean(),
  /** The read-only variables that every medium has. */
  builtIns: z.array(z.object({ name: z.string().max(256), value: z.string().max(4000) })).max(100),
  /** `sha256` is that of \sources\boot.wim. */
  bootImage: ImageId,
  /** Its sha256 is null: what it unpacks from is `contents`. */
  osImage: ImageId,
  /** The packed contents of the OS image, as they lie in the .wim; null when it is cut into parts, and lies anew when joined. */
  contents: z.object({ offset: sizeBytes, sizeBytes, sha256 }).nullable(),
  /** Every file that was added to the OS image, but this one and its signature. */
  parts: z.array(z.object({ path: z.string().max(300), sizeBytes, sha256 })).max(2000),
});
export type Manifest = z.infer<typeof Manifest>;

export function encodeManifest(manifest: Manifest): string {
  return `${JSON.stringify(Manifest.parse(manifest), null, 2)}\n`;
}

/** @throws StagingFault media-corrupt */
export function parseManifest(text: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new StagingFault("media-corrupt", "The medium's manifest cannot be read.", { cause });
  }
}
