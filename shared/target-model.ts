import { z } from "zod";
import { driverCommands } from "./boot-drivers.ts";
import { Firmware } from "./boot-finding.ts";
import { oneLine } from "./content-index.ts";
import { verdictCommands } from "./model-verdict.ts";

/** Target models: the PCs that staged drives go into, as far as a boot image has to drive them. */

export const modelLimits = {
  nameChars: 80,
  noteChars: 500,
  descriptionChars: 200,
  idChars: 200,
  idsOfADevice: 64,
  devices: 500,
  models: 1000,
  textChars: 4_000_000,
} as const;

/** What a device is to a boot image. `unknown`: nobody said; the class of a driver that fits it tells. */
export const DeviceKind = z.enum(["disk", "network", "other", "unknown"]);
export type DeviceKind = z.infer<typeof DeviceKind>;

/** Architectures that PCs have. */
export const ModelArchitecture = z.enum(["x64", "x86", "arm64"]);
export type ModelArchitecture = z.infer<typeof ModelArchitecture>;

const HardwareId = z
  .string()
  .trim()
  .toUpperCase()
  .min(1)
  .max(modelLimits.idChars)
  .regex(/^[^\s,"]+$/, "A hardware id has no spaces, commas or quotes.");

/** One device of a model. Ids as Windows writes them, in upper case, the most exact first. */
export const ModelDevice = z
  .object({
    description: oneLine(modelLimits.descriptionChars, "A description").default(""),
    kind: DeviceKind,
    hardwareIds: z.array(HardwareId).max(modelLimits.idsOfADevice),
    compatibleIds: z.array(HardwareId).max(modelLimits.idsOfADevice).default([]),
  })
  .refine(({ hardwareIds, compatibleIds }) => hardwareIds.length + compatibleIds.length > 0, {
    message: "A device needs at least one id.",
  });
export type ModelDevice = z.infer<typeof ModelDevice>;

/** A model as a person gives it. */
export const ModelInput = z.object({
  /** Left out for a new one. One that was removed comes back by its id. */
  id: z
    .string()
    .regex(/^[0-9a-z-]{1,64}$/)
    .optional(),
  name: oneLine(modelLimits.nameChars, "A name").min(1, "Give the model a name."),
  vendor: oneLine(modelLimits.nameChars, "A vendor").default(""),
  firmware: Firmware.default("uefi"),
  architecture: ModelArchitecture.default("x64"),
  note: oneLine(modelLimits.noteChars, "A note").default(""),
  devices: z
    .array(ModelDevice)
    .max(modelLimits.devices, `A model has at most ${modelLimits.devices} devices.`),
});
export type ModelInput = z.infer<typeof ModelInput>;

export const TargetModel = ModelInput.extend({ id: z.string(), changedAt: z.string() });
export type TargetModel = z.infer<typeof TargetModel>;

/** A line of a list that could not be used, so that nothing is lost unseen. `line` counts from 1. */
export const DeviceProblem = z.object({ line: z.number().int(), text: z.string(), message: z.string() });
export type DeviceProblem = z.infer<typeof DeviceProblem>;

/** What a list of devices came to. */
export const DeviceList = z.object({
  /** What it was taken for. */
  format: z.enum(["lspci", "powershell", "json", "csv", "ids"]),
  devices: z.array(ModelDevice),
  problems: z.array(DeviceProblem),
  /** How many devices were left out because they are on no bus that a boot image has to drive. */
  skipped: z.number().int(),
  /** What was taken for granted, a sentence each. */
  notes: z.array(z.string()),
});
export type DeviceList = z.infer<typeof DeviceList>;

const id = z.object({ id: z.string().max(64) });

export const modelCommands = {
  ...driverCommands,
  ...verdictCommands,
  /** By vendor and name. */
  models: { input: z.object({}), output: z.array(TargetModel) },
  /** Adds a model, or changes the one with its id. */
  saveModel: { input: z.object({ model: ModelInput }), output: TargetModel },
  removeModel: { input: id, output: z.object({}) },
  /** Reads `lspci -nn`, what PowerShell prints of devices, or a list of ids. Nothing is kept. */
  readDevices: {
    input: z.object({ text: z.string().max(modelLimits.textChars, "That list is too long.") }),
    output: DeviceList,
  },
};
