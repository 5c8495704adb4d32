import { z } from "zod";
import { DriversOf } from "./boot-drivers.ts";

/** Whether a boot image can reach the disk and the network of a target model. */

/** One disk controller or network adapter of a model. */
export const DeviceVerdict = z.object({
  description: z.string(),
  /** The most exact id it has. */
  id: z.string(),
  reached: z.boolean(),
  /** The driver that would take it, and by which id; null when there is none. */
  driver: z.string().nullable(),
  matchedId: z.string().nullable(),
  /** A sentence for people. */
  message: z.string(),
});
export type DeviceVerdict = z.infer<typeof DeviceVerdict>;

/** `some`: some of several disk controllers are reached, so it depends on where the drive is. */
export const ReachState = z.enum(["yes", "some", "no", "unknown"]);
export type ReachState = z.infer<typeof ReachState>;

export const Reach = z.object({
  state: ReachState,
  message: z.string(),
  /** What to do now; null when there is nothing to do. */
  todo: z.string().nullable(),
  devices: z.array(DeviceVerdict),
});
export type Reach = z.infer<typeof Reach>;

export const ModelVerdict = z.object({
  model: z.string(),
  /** "Dell Latitude 5430" */
  name: z.string(),
  disk: Reach,
  network: Reach,
});
export type ModelVerdict = z.infer<typeof ModelVerdict>;

/** The worse of the two: a drive that reaches its disk and no network is of no use either. */
export function worstOf({ disk, network }: Pick<ModelVerdict, "disk" | "network">): ReachState {
  const order: ReachState[] = ["no", "some", "unknown", "yes"];
  return order.find((state) => disk.state === state || network.state === state) ?? "yes";
}

export const verdictCommands = {
  /** All models against a boot image; null until someone looked into it (`bootDrivers`). */
  checkModels: {
    input: z.object({ of: DriversOf }),
    output: z.object({ verdicts: z.array(ModelVerdict).nullable() }),
  },
};
