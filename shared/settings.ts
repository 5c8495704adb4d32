import { z } from "zod";
import { MastersLimit } from "./masters.ts";
import { SignaturePolicy } from "./signing.ts";

/** What to do about a drive that has a concern: not stage it, stage it with a mark, or only keep it on record. */
const onConcern = z.enum(["refuse", "warn", "record"]);

/** Drives at once: a number, or "none" for as many as there are. */
const limit = z.string().regex(/^(none|[1-9]\d{0,3})$/);

/** What a station is told once and keeps, by the names that people give on the command line. All values are text. */
export const StationSettings = z.object({
  "health-failing": onConcern.default("refuse"),
  "health-worn-out": onConcern.default("warn"),
  "health-too-hot": onConcern.default("warn"),
  "health-pending-sectors": onConcern.default("warn"),
  outliers: z.enum(["mark", "fail"]).default("mark"),
  "usb-limit": limit.default("10"),
  /** "CONTROLLER=N", several with commas between; by its bus path. */
  "controller-limits": z
    .string()
    .regex(/^(\s*[^\s,=]+\s*=\s*[1-9]\d{0,3}\s*(,|$))*$/)
    .default(""),
  signature: SignaturePolicy.default("warn"),
  "not-current": z.enum(["warn", "refuse"]).default("warn"),
  "masters-limit": MastersLimit.default("200 GB"),
  "recheck-days": z
    .string()
    .regex(/^(0|[1-9]\d{0,3})$/)
    .default("30"),
  "station-commands": z.enum(["off", "on"]).default("off"),
});
export type StationSettings = z.infer<typeof StationSettings>;
export type SettingName = keyof StationSettings;

export const settingNames = Object.keys(StationSettings.shape) as SettingName[];
export const defaultSettings: StationSettings = StationSettings.parse({});

/** What each means, for people; and how it is written, where it is no choice of a few words. */
export const settingWords: Readonly<Record<SettingName, { words: string; written?: string }>> = {
  "health-failing": { words: "A drive that says that it is about to fail" },
  "health-worn-out": { words: "A drive whose rated life is used up" },
  "health-too-hot": { words: "A drive of 70 °C or more" },
  "health-pending-sectors": { words: "A drive with sectors that cannot be read" },
  outliers: { words: "A drive that does less than a quarter of its model's median for a minute" },
  "usb-limit": {
    words: "Drives at once behind one USB root hub; the others wait for their turn",
    written: "a number, or none",
  },
  "controller-limits": {
    words: "Drives at once behind single controllers",
    written: "CONTROLLER=NUMBER, several with commas between; the bench says how a controller is called",
  },
  signature: {
    words:
      "Media that are unsigned, or signed by someone who is not trusted, or with a certificate out of its dates",
  },
  "not-current": { words: "Media that are not the current version of their name" },
  "recheck-days": {
    words: "Media are verified again after so many days, while no drive is being staged",
    written: "a number of days, or 0 for never",
  },
  "masters-limit": {
    words: "Masters may take so much of the station's disk; what was used longest ago is dropped first",
    written: "a size like 200 GB or 150 GiB, or a share of the disk like 40 %",
  },
  "station-commands": {
    words: "Whether task sequences may run commands on the station, as the user that the engine runs as",
  },
};

/** The values of a setting that is a choice of a few words; null for others. */
export function choicesOf(name: SettingName): readonly string[] | null {
  const type = StationSettings.shape[name].unwrap();
  return type instanceof z.ZodEnum ? type.options : null;
}

const Told = z.object({
  settings: StationSettings,
  /** Those that the engine was told by a flag when it was started: they hold until it ends. */
  byFlag: z.array(z.enum(settingNames)),
});

export const settingCommands = {
  settings: { input: z.object({}), output: Told },
  /** The named ones; the others stay. */
  changeSettings: {
    input: z.object({ change: z.partialRecord(z.enum(settingNames), z.string().max(2000)) }),
    output: Told,
  },
};
export type SettingsTold = z.infer<typeof Told>;
