import { Checkbox, SegmentedControl, Stack } from "@mantine/core";
import { readTest } from "../../../../shared/sequence-condition.ts";
import {
  changeTest,
  platforms,
  setPlatform,
  type Expression,
  type KnownTest,
} from "../../../../shared/sequence-condition-edit.ts";
import type { ConditionItem } from "../../../../shared/sequence-tree.ts";
import { useWords } from "../../../translate.ts";
import classes from "./condition.module.css";
import { TestFields } from "./test-fields.tsx";

type Operator = Extract<ConditionItem, { kind: "operator" }>;
type OsGroup = Extract<ConditionItem, { kind: "os-group" }>;

/** All, any or none of what is inside. */
export function OperatorForm({ item, onChange }: { item: Operator; onChange: (to: Operator) => void }) {
  const t = useWords();
  return (
    <SegmentedControl
      aria-label={t("editor.condition.ifStatement")}
      value={item.operator}
      onChange={(operator) => onChange({ ...item, operator: operator as Operator["operator"] })}
      data={(["and", "or", "not"] as const).map((value) => ({
        value,
        label: t(`editor.condition.short.${value}`),
      }))}
    />
  );
}

/** One of several platforms. What is in it from elsewhere stays until it is taken out. */
export function OsForm({ item, onChange }: { item: OsGroup; onChange: (to: OsGroup) => void }) {
  const t = useWords();
  const there = item.items.flatMap((each) => (each.kind === "os" ? [each.name] : []));
  const names = [...new Set([...Object.keys(platforms), ...there])];
  return (
    <fieldset className={classes["form"]}>
      <legend>{t("sequence.osIs")}</legend>
      {names.map((name) => (
        <Checkbox
          key={name}
          mb={6}
          label={name}
          checked={there.includes(name)}
          onChange={(event) => onChange(setPlatform(item, name, event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}

/** The form of one test. */
export function TestForm({ item, onChange }: { item: Expression; onChange: (to: Expression) => void }) {
  const test = readTest(item);
  const put = (to: KnownTest) => onChange(changeTest(item, to));
  return (
    <Stack gap="sm" className={classes["form"] ?? ""}>
      <TestFields test={test} onPut={put} />
    </Stack>
  );
}
