import { mediaText } from "../../../format.ts";
import { Group, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import type { StartForm } from "./start-form.ts";
import classes from "./start-dialog.module.css";

interface ChoiceProps {
  form: StartForm;
  change: (part: Partial<StartForm>) => void;
}

/** For whom: an open batch, or a new one. */
export function OrderChoice({ form, change }: ChoiceProps) {
  const t = useWords();
  const batches = useStation((s) => s.batches);
  return (
    <div className={classes["column"]}>
      <NativeSelect
        label={t("start.batch")}
        value={form.batch}
        onChange={(event) => change({ batch: event.currentTarget.value })}
        data={[
          ...batches.map(({ id, mediaName, mediaVersion }) => ({
            value: id,
            label: t("start.openBatch", { id, media: mediaText(mediaName, mediaVersion) }),
          })),
          { value: "", label: t("start.newBatch") },
        ]}
      />
      {form.batch === "" && <NewBatch form={form} change={change} />}
    </div>
  );
}

function NewBatch({ form, change }: ChoiceProps) {
  const t = useWords();
  return (
    <>
      <Group gap="sm" wrap="nowrap" align="end" grow preventGrowOverflow={false}>
        <TextInput
          label={t("start.operator")}
          maxLength={80}
          value={form.operator}
          onChange={(event) => change({ operator: event.currentTarget.value })}
        />
        <NumberInput
          label={t("start.target")}
          w={110}
          min={1}
          max={100_000}
          allowDecimal={false}
          value={form.target ?? ""}
          onChange={(value) => change({ target: value === "" ? null : Number(value) })}
        />
      </Group>
      <TextInput
        label={t("start.note")}
        maxLength={500}
        value={form.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
    </>
  );
}
