import type { BootDriver, BootDrivers } from "../../../../shared/boot-drivers.ts";
import { driversOf, findDrivers } from "../boot-drivers.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatTable } from "../table.ts";
import { parseCount } from "../values.ts";

export const mediaDrivers: Command = {
  name: "media drivers",
  takes: "NAME|ID|FILE.wim",
  words: [1, 1],
  summary: "Lists the drivers for disks and networks in the boot image of a medium, or in a boot image",
  about:
    "They are read from the INFs in the image. What its models of PC need of them, and whether it is there: " +
    "prestage model check.",
  flags: {
    index: { value: "N", words: "which image of the file (default: the one that is marked bootable)" },
    ids: { words: "list the hardware ids of each driver, too" },
    again: { words: "look anew, and not at what was found before" },
    ...engineFlags,
  },
  async run(context) {
    const { given, output, station } = context;
    await using engine = await station();
    const index = given.text("index");
    const of = driversOf(
      engine,
      given.words[0] ?? "",
      index === undefined ? null : parseCount(index, "--index"),
    );
    const drivers = await findDrivers(engine, of, context, given.has("again"));
    output.result(drivers, () => driversText(drivers, given.has("ids")));
    return drivers.found ? exitCodes.ok.code : exitCodes.refused.code;
  },
};

function driversText(found: BootDrivers, withIds: boolean): string {
  if (!found.found) return found.message;
  const { image, drivers, infs, problems } = found;
  const head = `${image.name || "Boot image"}, ${image.version ?? "of a version it does not tell"}, for ${image.architecture}`;
  return [
    `${head}: ${drivers.length} of ${infs} drivers are for disks and networks.`,
    ...(drivers.length === 0 ? [] : [driverTable(drivers)]),
    ...(withIds ? drivers.map(idText) : []),
    ...problems.map(({ inf, message }) => `${inf} could not be read: ${message}`),
  ].join("\n\n");
}

function driverTable(drivers: readonly BootDriver[]): string {
  return formatTable(
    [
      { title: "Class", cell: ({ deviceClass }) => deviceClass },
      { title: "Driver", cell: ({ inf }) => inf },
      { title: "Provider", cell: ({ provider }) => provider || null },
      { title: "Version", cell: ({ version }) => version },
      { title: "Date", cell: ({ date }) => date },
      { title: "Devices", cell: ({ devices }) => devices.length, right: true },
      {
        title: "Remark",
        cell: ({ missingFiles }) => (missingFiles.length === 0 ? "" : `without ${missingFiles.join(", ")}`),
      },
    ],
    drivers,
  );
}

function idText({ inf, devices }: BootDriver): string {
  const lines = devices.map(({ hardwareId, compatibleIds, description, onlyFor }) => {
    const ids = [...(hardwareId === null ? [] : [hardwareId]), ...compatibleIds].join(", ");
    return `  ${ids}  ${description}${onlyFor === null ? "" : ` (only for ${onlyFor})`}`;
  });
  return [inf, ...lines].join("\n");
}
