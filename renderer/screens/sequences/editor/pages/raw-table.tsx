import { ActionIcon, Checkbox, Table, Textarea, TextInput, Tooltip } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { isMasked, isSecret } from "../../../../../shared/sequence-secrets.ts";
import type { TreeVariable } from "../../../../../shared/sequence-tree.ts";
import { useWords } from "../../../../translate.ts";
import classes from "../editor.module.css";
import { endTyping } from "../editor-state.ts";

export const newProperty: TreeVariable = {
  name: "",
  property: null,
  value: "",
  hidden: false,
  attributes: [],
};

interface RawTableProps {
  /** Names the list among all lists, for typing to be one step to undo. */
  of: string;
  variables: readonly TreeVariable[];
  onPut: (variables: TreeVariable[], key?: string) => void;
}

/** Variables as the file has them: name, value, hidden. What is hidden is not shown, and can be replaced. */
export function RawTable({ of, variables, onPut }: RawTableProps) {
  const t = useWords();
  return (
    <Table className={classes["raw"] ?? ""} verticalSpacing={4} aria-label={t("editor.raw")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("editor.rawName")}</Table.Th>
          <Table.Th>{t("editor.rawValue")}</Table.Th>
          <Table.Th>{t("editor.rawHidden")}</Table.Th>
          <Table.Th aria-label={t("editor.remove")} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {variables.map((variable, n) =>
          variable.raw ? null : (
            <RawRow
              key={n}
              n={n}
              variable={variable}
              secret={isSecret(variable, variables)}
              onChange={(next, key) =>
                onPut(
                  next ? variables.with(n, next) : variables.filter((_each, at) => at !== n),
                  key && `${of} ${n} ${key}`,
                )
              }
            />
          ),
        )}
      </Table.Tbody>
    </Table>
  );
}

interface RawRowProps {
  n: number;
  variable: TreeVariable;
  secret: boolean;
  onChange: (next: TreeVariable | null, key?: string) => void;
}

function RawRow({ n, variable, secret, onChange }: RawRowProps) {
  const t = useWords();
  const { name, property, value, hidden } = variable;
  return (
    <Table.Tr>
      <Table.Td>
        <TextInput
          aria-label={t("editor.rawNameOf", { n: n + 1 })}
          description={property !== null && property !== name ? property : undefined}
          inputWrapperOrder={["input", "description"]}
          classNames={{ input: "mono" }}
          value={name}
          onChange={(event) => onChange({ ...variable, name: event.currentTarget.value }, "name")}
          onBlur={endTyping}
        />
      </Table.Td>
      <Table.Td>
        <RawValue
          name={name}
          value={value}
          secret={secret}
          onType={(text) => onChange({ ...variable, value: text }, "value")}
        />
      </Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={t("editor.rawHiddenOf", { name })}
          checked={hidden}
          // What was hidden does not come to light: it is typed again.
          onChange={(event) =>
            onChange({
              ...variable,
              hidden: event.currentTarget.checked,
              value: isMasked(value) ? "" : value,
            })
          }
        />
      </Table.Td>
      <Table.Td>
        <RemoveButton word={t("editor.removeProperty", { name })} onRemove={() => onChange(null)} />
      </Table.Td>
    </Table.Tr>
  );
}

function RemoveButton({ word, onRemove }: { word: string; onRemove: () => void }) {
  return (
    <Tooltip label={word}>
      <ActionIcon variant="subtle" aria-label={word} onClick={onRemove}>
        <Trash2 size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface RawValueProps {
  name: string;
  value: string;
  secret: boolean;
  onType: (text: string) => void;
}

function RawValue({ name, value, secret, onType }: RawValueProps) {
  const t = useWords();
  const masked = isMasked(value);
  const shared = {
    "aria-label": t("editor.rawValueOf", { name }),
    classNames: { input: "mono" },
    onBlur: endTyping,
  };
  if (secret || masked)
    return (
      <TextInput
        {...shared}
        type="password"
        autoComplete="off"
        placeholder={masked ? t("editor.hiddenValue") : ""}
        value={masked ? "" : value}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    );
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={4}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
