import { z } from "zod";

/**
 * What Configuration Manager calls a medium in \SMS\data\TsmBootstrap.ini: OEMMedia is prestaged, BootMedia bootable,
 * FullMedia stand-alone, CaptureMedia captures; anything else is `other`.
 */
export const ConfigMgrKind = z.enum(["prestaged", "bootable", "standalone", "capture", "other"]);
export type ConfigMgrKind = z.infer<typeof ConfigMgrKind>;

/** What can be known of a medium that is laid out as Configuration Manager does. */
export const MediaLayout = z.object({
  kind: ConfigMgrKind,
  /** As it is written there; empty when there is no such line. */
  mediaType: z.string(),
  passwordRequired: z.boolean().nullable(),
  unattended: z.boolean().nullable(),
  /** Everything in [MediaInfo], as it is written there. */
  settings: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Variables.dat, which nobody reads without the password; null when there is none. */
  variables: z.object({ sizeBytes: z.number().int(), sha256: z.string().nullable() }).nullable(),
  /** Packages in \_SMSTaskSequence\Packages, by their id. */
  packages: z.array(z.object({ id: z.string(), files: z.number().int(), bytes: z.number().int() })),
  /** Of the boot image, where a file's name tells it (\sources\boot.ABC00001.wim). */
  bootImageId: z.string().nullable(),
});
export type MediaLayout = z.infer<typeof MediaLayout>;
