import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { unitTable } from "./unit-table.ts";

export const records: Command = {
  name: "records",
  takes: "TEXT",
  words: [1, 1],
  summary: "Finds unit records by a part of a unit serial, a drive serial, a batch or a medium's name",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const units = await engine.client.findUnits({ text: given.words[0] ?? "", limit: 5000 });
    output.result(units, () => unitTable(units));
    return exitCodes.ok.code;
  },
};
