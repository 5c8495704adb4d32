import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { BootDrivers, DriversOf } from "../../../shared/boot-drivers.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Context } from "./command.ts";
import { chooseMedia, mediaNamed } from "./commands/choose.ts";
import type { Station } from "./station.ts";
import { followTask } from "./task-progress.ts";

/** A medium of the library by its name or id, or a file. @throws StagingFault media-missing, bad-input */
export function driversOf(engine: Station, wanted: string, index: number | null): DriversOf {
  const { media } = engine.snapshot();
  if (mediaNamed(media, wanted).length === 0 && existsSync(wanted)) return { path: resolve(wanted), index };
  return { media: chooseMedia(media, wanted).id };
}

/**
 * What is known of the drivers of a boot image, or found now, which shows how far it is.
 * @throws StagingFault what ended the look
 */
export async function findDrivers(
  engine: Station,
  of: DriversOf,
  { output, terminal }: Pick<Context, "output" | "terminal">,
  again = false,
): Promise<BootDrivers> {
  const { drivers, task } = await engine.client.bootDrivers({ of, look: again ? "again" : "missing" });
  if (drivers) return drivers;
  if (task !== null) await followTask(engine, task, output, terminal);
  const looked = await engine.client.bootDrivers({ of, look: "known" });
  if (looked.drivers) return looked.drivers;
  throw new StagingFault("media-corrupt", "The boot image was changed or removed while it was looked into.");
}
