import { Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { ask } from "../parts/act.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { useWords } from "../translate.ts";

/** What is set for the whole station, in every window alike. */
export function StationSwitches() {
  const t = useWords();
  const [changed, setChanged] = useState<boolean | null>(null);
  const answer = useAnswer("station-settings", (client) => client.settings({}));
  if (answer.status === "failed") return <FaultNote fault={answer.fault} />;
  const on = changed ?? answer.last?.settings["station-commands"] === "on";
  const set = async (wanted: boolean) => {
    setChanged(wanted);
    const change = { "station-commands": wanted ? "on" : "off" };
    const done = await ask((client) => client.changeSettings({ change }));
    if (!done) setChanged(!wanted);
  };
  return (
    <Stack gap={4}>
      <Text size="sm" fw={650}>
        {t("settings.station")}
      </Text>
      <Switch
        label={t("settings.stationCommands")}
        description={t("settings.stationCommandsHint")}
        checked={on}
        disabled={!answer.last}
        onChange={(event) => void set(event.currentTarget.checked)}
      />
    </Stack>
  );
}
