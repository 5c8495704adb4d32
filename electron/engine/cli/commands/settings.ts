import {
  choicesOf,
  settingNames,
  settingWords,
  type SettingName,
  type SettingsTold,
} from "../../../../shared/settings.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { formatTable } from "../table.ts";

export const settings: Command = {
  name: "settings",
  takes: "[NAME [VALUE]]",
  words: [0, 2],
  summary: "Lists the station's settings, or sets one",
  about: "They are kept with the records, and hold from now on, also for drives that wait for their turn.",
  flags: engineFlags,
  async run({ station, output, given }) {
    const [name, value] = given.words;
    const named = name === undefined ? null : settingNamed(name);
    await using engine = await station();
    const told =
      named && value !== undefined
        ? await engine.client.changeSettings({ change: { [named]: value } })
        : await engine.client.settings({});
    if (named) output.result({ name: named, value: told.settings[named] }, () => oneSetting(named, told));
    else output.result(told, () => table(told));
    return exitCodes.ok.code;
  },
};

function settingNamed(name: string): SettingName {
  const found = settingNames.find((each) => each === name);
  if (found) return found;
  throw new UsageError(`There is no setting "${name}". There are ${settingNames.join(", ")}.`, "settings");
}

function oneSetting(name: SettingName, { settings: all }: SettingsTold): string {
  return `${name} is ${all[name] || "not set"}.\n${settingWords[name].words}: ${waysOf(name)}.`;
}

function table({ settings: all, byFlag }: SettingsTold): string {
  return formatTable(
    [
      { title: "Setting", cell: (name) => name },
      { title: "Is", cell: (name) => `${all[name] || "-"}${byFlag.includes(name) ? " (by flag)" : ""}` },
      { title: "Can be", cell: waysOf },
      { title: "For", cell: (name) => settingWords[name].words },
    ],
    settingNames,
  );
}

function waysOf(name: SettingName): string {
  return choicesOf(name)?.join(", ") ?? settingWords[name].written ?? "";
}
