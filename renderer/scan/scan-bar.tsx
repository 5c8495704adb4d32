import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { ScanBarcode, Volume2, VolumeX } from "lucide-react";
import { assertNever } from "../../shared/fault.ts";
import { bayText, dateText, mediaText } from "../format.ts";
import { useSettings } from "../settings.ts";
import { useWords, type Translate } from "../translate.ts";
import { openDialog } from "../view.ts";
import classes from "./scan-bar.module.css";
import { isWrong, typeScan, useScanLine, type Said } from "./scan-line.ts";

/** The line a scanner types into, always listening, and what came of the last scan. */
export function ScanBar() {
  const t = useWords();
  const { text, said } = useScanLine();
  const wrong = isWrong(said);
  return (
    <footer className={classes["bar"]}>
      <label className={classes["line"]}>
        <ScanBarcode size={20} aria-hidden />
        <input
          value={text}
          onChange={(event) => typeScan(event.currentTarget.value)}
          aria-label={t("scan.label")}
          data-scan-line
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <p className={classes["said"]} data-wrong={wrong || undefined} role="status">
        {wordsOf(t, said)}
      </p>
      <SoundButton />
      <Button size="compact-md" variant="subtle" onClick={() => openDialog({ kind: "help" })}>
        {t("scan.keys")}
      </Button>
    </footer>
  );
}

function SoundButton() {
  const t = useWords();
  const sound = useSettings((s) => s.sound);
  return (
    <Tooltip label={sound ? t("settings.sound") : t("scan.muted")}>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("settings.sound")}
        aria-pressed={sound}
        onClick={() => useSettings.setState({ sound: !sound })}
      >
        {sound ? <Volume2 size={20} aria-hidden /> : <VolumeX size={20} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function wordsOf(t: Translate, said: Said): string {
  switch (said.kind) {
    case "unit":
      return t("scan.unit", said);
    case "bound":
      return boundWords(t, said);
    case "taken":
      return t("scan.taken", { unit: said.unit, bay: bayText(said.bay) });
    case "selected":
    case "noBay":
    case "emptyBay":
    case "busyBay":
      return t(`scan.${said.kind}`, { bay: bayText(said.bay) });
    case "tooLong":
      return t("scan.tooLong", said);
    case "hint":
    case "swallowed":
    case "enter":
    case "offline":
      return t(`scan.${said.kind}`);
    default:
      return assertNever(said);
  }
}

function boundWords(t: Translate, { unit, bay, before }: Extract<Said, { kind: "bound" }>): string {
  if (!before) return t("scan.bound", { unit, bay: bayText(bay) });
  return t("scan.boundBefore", {
    unit,
    bay: bayText(bay),
    when: dateText(before.startedAt),
    media: mediaText(before.mediaName, before.mediaVersion),
    ending: t(`side.ending.${before.ending ?? "open"}`),
  });
}
