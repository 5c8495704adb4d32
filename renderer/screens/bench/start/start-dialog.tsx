import { Button, Group, Text, TextInput } from "@mantine/core";
import type { Media } from "../../../../shared/media.ts";
import { useAsking } from "../../../parts/act.tsx";
import { Dialog } from "../../../parts/dialog.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useSettings } from "../../../settings.ts";
import { useLive, useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { closeDialog } from "../../../view.ts";
import { DriveChoice } from "./drive-choice.tsx";
import { MediaChoice } from "./media-choice.tsx";
import { OrderChoice } from "./order-choice.tsx";
import { changedBays, stageableMedia, startInput, unitProblems, useStartForm } from "./start-form.ts";
import classes from "./start-dialog.module.css";

/** Names every drive that will be erased, and starts them once their number was typed. */
export function StartDialog() {
  const t = useWords();
  const { shown, form, change } = useStartForm();
  const media = useStation((s) => s.media);
  const changed = changedBays(
    shown,
    useStation((s) => s.bays),
  );
  const chosen = shown.filter((drive) => form.chosen[drive.bay] && !changed.has(drive.bay));
  const problems = unitProblems(form, chosen);
  const live = useLive();
  const { busy, fault, run } = useAsking();
  const count = chosen.length;
  const blocker = whyNot(t, shown.length, stageableMedia(media));
  const confirmed = count > 0 && Number(form.typed) === count && problems.size === 0;
  const start = () => {
    useSettings.setState({ operator: form.operator.trim() });
    return run((client) => client.start(startInput(form, chosen)), closeDialog);
  };
  return (
    <Dialog
      title={t("start.title")}
      size={1120}
      actions={
        <Button
          size="md"
          variant="filled"
          color="fail"
          loading={busy}
          disabled={!live || !confirmed || blocker !== null}
          onClick={() => void start()}
        >
          {t("start.go", { count })}
        </Button>
      }
    >
      {blocker ?? (
        <>
          <div className={classes["choices"]}>
            <MediaChoice form={form} change={change} />
            <OrderChoice form={form} change={change} />
          </div>
          <DriveChoice {...{ shown, form, change, changed, problems, count }} />
          <Confirm count={count} typed={form.typed} onType={(typed) => change({ typed })} />
        </>
      )}
      {fault && <FaultNote fault={fault} />}
    </Dialog>
  );
}

function whyNot(t: ReturnType<typeof useWords>, drives: number, media: readonly Media[]) {
  if (media.length === 0) return <Text>{t("start.noMedia")}</Text>;
  return drives === 0 ? <Text>{t("start.noDrives")}</Text> : null;
}

/** The deliberate act: the number of drives, typed. */
function Confirm({
  count,
  typed,
  onType,
}: {
  count: number;
  typed: string;
  onType: (typed: string) => void;
}) {
  const t = useWords();
  if (count === 0) return null;
  return (
    <Group justify="flex-end" mt="md" gap="md" wrap="nowrap" mb="sm">
      <label htmlFor="confirm-count" className={classes["confirm"]}>
        {t("start.confirm", { count })}
      </label>
      <TextInput
        id="confirm-count"
        w={96}
        size="md"
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </Group>
  );
}
