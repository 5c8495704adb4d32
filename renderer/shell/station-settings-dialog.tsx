import { Button, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  choicesOf,
  settingNames,
  settingWords,
  type SettingName,
  type SettingsTold,
} from "../../shared/settings.ts";
import { useAsking } from "../parts/act.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { useWords } from "../translate.ts";
import { closeDialog } from "../view.ts";

type Change = Partial<Record<SettingName, string>>;

/** What the station does about sick and slow drives, and its limits: for all who work at it. */
export function StationSettingsDialog() {
  const t = useWords();
  const told = useAnswer("settings", (client) => client.settings({}));
  const { busy, fault, run } = useAsking();
  const [change, setChange] = useState<Change>({});
  const changed = Object.keys(change).length > 0;
  const save = () => run((client) => client.changeSettings({ change }), closeDialog);
  return (
    <Dialog
      title={t("station.title")}
      size={860}
      actions={
        <Button size="md" variant="filled" loading={busy} disabled={!changed} onClick={() => void save()}>
          {t("station.save")}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t("station.text")}</Text>
        {told.status === "failed" && <FaultNote fault={told.fault} />}
        {told.last && <Fields told={told.last} change={change} onChange={setChange} />}
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

/** Two beside each other, their boxes in one line. */
function Fields(props: FieldsProps) {
  return (
    <SimpleGrid cols={2} style={{ alignItems: "end" }}>
      {settingNames.map((name) => (
        <Setting key={name} name={name} {...props} />
      ))}
    </SimpleGrid>
  );
}

interface FieldsProps {
  told: SettingsTold;
  change: Change;
  onChange: (change: Change) => void;
}

function Setting({
  name,
  told: { settings, byFlag },
  change,
  onChange,
}: FieldsProps & { name: SettingName }) {
  const t = useWords();
  const { words, written } = settingWords[name];
  const fixed = byFlag.includes(name);
  const choices = choicesOf(name);
  const field = {
    label: words,
    disabled: fixed,
    value: change[name] ?? settings[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...change, [name]: event.currentTarget.value }),
    ...(fixed ? { description: t("station.byFlag") } : written ? { description: written } : {}),
  };
  if (!choices) return <TextInput {...field} />;
  return <NativeSelect {...field} data={[...choices]} />;
}
