import { Checkbox, Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  comparisons,
  registryOperators,
  variableOperators,
  type Against,
  type readTest,
  type VariableOperator,
} from "../../../../shared/sequence-condition.ts";
import type { KnownTest } from "../../../../shared/sequence-condition-edit.ts";
import { useWords } from "../../../translate.ts";
import { endTyping } from "./editor-state.ts";

interface LineProps {
  label: string;
  value: string;
  onType: (text: string) => void;
}

function Line({ label, value, onType }: LineProps) {
  return (
    <TextInput
      flex={1}
      label={label}
      value={value}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: "mono" }}
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={endTyping}
    />
  );
}

interface PickProps<T extends string> {
  value: T;
  among: readonly T[];
  onPick: (value: T) => void;
  label?: string;
}

function OperatorPick<T extends VariableOperator>({ value, among, onPick, label }: PickProps<T>) {
  const t = useWords();
  return (
    <NativeSelect
      label={label ?? t("editor.condition.operator")}
      value={value}
      data={among.map((each) => ({
        value: each,
        label: t(`editor.condition.compare.${each as VariableOperator}`),
      }))}
      onChange={(event) => onPick(event.currentTarget.value as T)}
    />
  );
}

type FieldsProps = { test: ReturnType<typeof readTest>; onPut: (to: KnownTest) => void };

/** The fields of one kind of test. */
export function TestFields({ test, onPut }: FieldsProps) {
  const t = useWords();
  switch (test.test) {
    case "variable":
      return <VariableFields test={test} onPut={onPut} />;
    case "wmi":
      return (
        <>
          <Line
            label={t("editor.condition.namespace")}
            value={test.namespace}
            onType={(namespace) => onPut({ ...test, namespace })}
          />
          <Textarea
            label={t("editor.condition.query")}
            autosize
            minRows={2}
            value={test.query}
            spellCheck={false}
            classNames={{ input: "mono" }}
            onChange={(event) => onPut({ ...test, query: event.currentTarget.value })}
            onBlur={endTyping}
          />
        </>
      );
    case "file":
    case "folder":
      return <PathFields test={test} onPut={onPut} />;
    case "registry":
      return <RegistryFields test={test} onPut={onPut} />;
    case "software":
      return <SoftwareFields test={test} onPut={onPut} />;
    case "unknown":
      return null;
  }
}

type Fields<K extends KnownTest["test"]> = {
  test: Extract<KnownTest, { test: K }>;
  onPut: (to: KnownTest) => void;
};
const asksExistence = (operator: string) => operator === "exists" || operator === "notExists";

function VariableFields({ test, onPut }: Fields<"variable">) {
  const t = useWords();
  return (
    <Group align="end" gap="sm">
      <Line
        label={t("editor.condition.variable")}
        value={test.variable}
        onType={(variable) => onPut({ ...test, variable })}
      />
      <OperatorPick
        value={test.operator}
        among={variableOperators}
        onPick={(operator) => onPut({ ...test, operator })}
      />
      {!asksExistence(test.operator) && (
        <Line
          label={t("editor.condition.value")}
          value={test.value}
          onType={(value) => onPut({ ...test, value })}
        />
      )}
    </Group>
  );
}

function PathFields({ test, onPut }: Fields<"file" | "folder">) {
  const t = useWords();
  return (
    <>
      <Line
        label={t("editor.condition.path")}
        value={test.path}
        onType={(path) => onPut({ ...test, path })}
      />
      {test.test === "file" && (
        <AgainstFields
          label={t("editor.condition.version")}
          against={test.version}
          first="1.0"
          onPut={(version) => onPut({ ...test, version })}
        />
      )}
      <AgainstFields
        label={t("editor.condition.date")}
        against={test.date}
        first="2026-01-01T00:00:00Z"
        onPut={(date) => onPut({ ...test, date })}
      />
    </>
  );
}

interface AgainstProps {
  label: string;
  against: Against;
  first: string;
  onPut: (against: Against) => void;
}

function AgainstFields({ label, against, first, onPut }: AgainstProps) {
  const t = useWords();
  // While a value is emptied to be typed again, the file has none, and the field stays.
  const [open, setOpen] = useState(against !== null);
  const now = against ?? { operator: "equals", value: "" };
  return (
    <Group align="end" gap="sm">
      <Checkbox
        mb={8}
        label={label}
        checked={open}
        onChange={(event) => {
          setOpen(event.currentTarget.checked);
          onPut(event.currentTarget.checked ? { operator: "equals", value: first } : null);
        }}
      />
      {open && (
        <>
          <OperatorPick
            value={now.operator}
            among={comparisons}
            onPick={(operator) => onPut({ ...now, operator })}
          />
          <Line
            label={t("editor.condition.value")}
            value={now.value}
            onType={(value) => onPut({ ...now, value })}
          />
        </>
      )}
    </Group>
  );
}

const REGISTRY_TYPES = ["REG_SZ", "REG_EXPAND_SZ", "REG_DWORD", "REG_QWORD", "REG_MULTI_SZ", "REG_BINARY"];

function RegistryFields({ test, onPut }: Fields<"registry">) {
  const t = useWords();
  const types = REGISTRY_TYPES.includes(test.type) ? REGISTRY_TYPES : [...REGISTRY_TYPES, test.type];
  return (
    <>
      <Line label={t("editor.condition.key")} value={test.key} onType={(key) => onPut({ ...test, key })} />
      <Group align="end" gap="sm">
        <Line
          label={t("editor.condition.valueName")}
          value={test.value}
          onType={(value) => onPut({ ...test, value })}
        />
        <NativeSelect
          label={t("editor.condition.type")}
          value={test.type}
          data={types}
          onChange={(event) => onPut({ ...test, type: event.currentTarget.value })}
        />
        <OperatorPick
          value={test.operator}
          among={registryOperators}
          onPick={(operator) => onPut({ ...test, operator })}
        />
        {!asksExistence(test.operator) && (
          <Line
            label={t("editor.condition.data")}
            value={test.data}
            onType={(data) => onPut({ ...test, data })}
          />
        )}
      </Group>
    </>
  );
}

function SoftwareFields({ test, onPut }: Fields<"software">) {
  const t = useWords();
  const line = (name: "name" | "productCode" | "upgradeCode" | "version") => ({
    label: t(`editor.condition.software.${name}`),
    value: test[name],
    onType: (text: string) => onPut({ ...test, [name]: text }),
  });
  return (
    <>
      <Group grow>
        <Line {...line("name")} />
        <Line {...line("version")} />
      </Group>
      <Group grow>
        <Line {...line("productCode")} />
        <Line {...line("upgradeCode")} />
      </Group>
      <Checkbox
        label={t("editor.condition.software.any")}
        checked={test.any}
        onChange={(event) => onPut({ ...test, any: event.currentTarget.checked })}
      />
    </>
  );
}
