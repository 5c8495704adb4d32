import { z } from "zod";

/**
 * What is known about the PC a unit will be put into. A fact that is not told is unknown, never false: a list that is
 * there is complete for what it names (no instances of a class: there are none), and says nothing of what it does not.
 */
const WmiValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export type WmiValue = z.infer<typeof WmiValue>;

export const WmiClass = z.object({
  namespace: z.string(), // "root\\cimv2"
  name: z.string(), // "Win32_ComputerSystem"
  /** Each with the properties that are known; null is a property without a value. */
  instances: z.array(z.record(z.string(), WmiValue)),
});
export type WmiClass = z.infer<typeof WmiClass>;

export const FileFact = z.object({
  path: z.string(),
  exists: z.boolean(),
  folder: z.boolean().default(false),
  version: z.string().nullable().default(null),
  /** ISO 8601, UTC. */
  modifiedAt: z.string().nullable().default(null),
});
export type FileFact = z.infer<typeof FileFact>;

export const RegistryFact = z.object({
  key: z.string(), // "HKEY_LOCAL_MACHINE\\SOFTWARE\\…"
  value: z.string(), // "" is the key's default value
  type: z.string().default("REG_SZ"),
  /** Null: there is no such value. */
  data: z.string().nullable(),
});
export type RegistryFact = z.infer<typeof RegistryFact>;

export const SoftwareFact = z.object({
  productCode: z.string(),
  upgradeCode: z.string().default(""),
  name: z.string(),
  version: z.string(),
});
export type SoftwareFact = z.infer<typeof SoftwareFact>;

export const TargetProfile = z.object({
  id: z.string(), // "builtin:generic-uefi"
  name: z.string(),
  description: z.string(),
  builtin: z.boolean(),
  firmware: z.enum(["bios", "uefi"]),
  /** Task sequence variables this PC gets by itself; null: known not to be there. */
  variables: z.record(z.string(), z.string().nullable()),
  wmi: z.array(WmiClass),
  files: z.array(FileFact),
  registry: z.array(RegistryFact),
  /** Null: nobody has said what is installed. */
  software: z.array(SoftwareFact).nullable(),
});
export type TargetProfile = z.infer<typeof TargetProfile>;
