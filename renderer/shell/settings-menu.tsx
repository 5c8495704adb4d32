import {
  Button,
  Group,
  NativeSelect,
  Popover,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { Settings as Gear } from "lucide-react";
import { useState } from "react";
import { useSettings } from "../settings.ts";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import { openDialog } from "../view.ts";
import classes from "./nav.module.css";

const SCHEMES = ["auto", "dark", "light"] as const;
const PAPERS = ["A4", "Letter"] as const;

/** What a person sets for this window. */
export function SettingsMenu() {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const { bigText, sound } = useSettings();
  const engine = useStation((s) => s.engine);
  return (
    <Popover
      position="right-end"
      width={300}
      trapFocus
      opened={opened}
      onChange={setOpened}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className={classes["item"]} onClick={() => setOpened(!opened)}>
          <Gear size={22} strokeWidth={1.8} aria-hidden />
          {t("nav.settings")}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="md">
        <Stack gap="md">
          <Theme />
          <Switch
            label={t("settings.bigText")}
            checked={bigText}
            onChange={(event) => useSettings.setState({ bigText: event.currentTarget.checked })}
          />
          <Switch
            label={t("settings.sound")}
            checked={sound}
            onChange={(event) => useSettings.setState({ sound: event.currentTarget.checked })}
          />
          <Columns />
          <PaperChoice />
          {engine && <OfStation onClick={() => setOpened(false)} />}
          {engine && (
            <Text size="xs" c="dimmed">
              {t("settings.about", { station: engine.station, software: engine.software })}
            </Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** To what is set for everyone who works at this station. */
function OfStation({ onClick }: { onClick: () => void }) {
  const t = useWords();
  const open = () => (onClick(), openDialog({ kind: "station-settings" }));
  return <Button onClick={open}>{t("station.open")}</Button>;
}

function Theme() {
  const t = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div>
      <Text size="sm" mb={4} id="theme-label">
        {t("settings.theme")}
      </Text>
      <SegmentedControl
        fullWidth
        aria-labelledby="theme-label"
        transitionDuration={0}
        value={colorScheme}
        onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? "dark")}
        data={SCHEMES.map((value) => ({ value, label: t(`settings.${value}`) }))}
      />
    </div>
  );
}

function Columns() {
  const t = useWords();
  const columns = useSettings((s) => s.columns);
  const choices = Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }));
  return (
    <Group justify="space-between">
      <NativeSelect
        label={t("settings.columns")}
        value={String(columns)}
        onChange={(event) => useSettings.setState({ columns: Number(event.currentTarget.value) })}
        data={[{ value: "0", label: t("settings.columnsAuto") }, ...choices]}
      />
    </Group>
  );
}

function PaperChoice() {
  const t = useWords();
  const paper = useSettings((s) => s.paper);
  const choices = [
    { value: "usual", label: t("settings.paperUsual") },
    ...PAPERS.map((value) => ({ value, label: value })),
  ];
  return (
    <NativeSelect
      label={t("settings.paper")}
      value={paper}
      onChange={({ currentTarget: { value } }) =>
        useSettings.setState({ paper: PAPERS.find((name) => name === value) ?? "usual" })
      }
      data={choices}
    />
  );
}
