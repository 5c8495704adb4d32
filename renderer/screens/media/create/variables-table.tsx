import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Table,
  Textarea,
  TextInput,
  PasswordInput,
} from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../../translate.ts";
import { readVariables } from "./create-form.ts";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";
import { ProblemLine, useProblem } from "./field.tsx";

/** The task sequence variables of the medium: typed one by one, or pasted as lines. */
export function VariablesTable() {
  const t = useWords();
  const variables = useFilled()?.draft.variables ?? [];
  const add = () => changeDraft({ variables: [...variables, { name: "", value: "", hidden: false }] });
  return (
    <>
      <h3>{t("create.custom.variables")}</h3>
      <p className={classes["hint"]}>{t("create.custom.variablesHint")}</p>
      {variables.length > 0 && (
        <Table verticalSpacing={4} aria-label={t("create.custom.variables")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="34%">{t("create.custom.name")}</Table.Th>
              <Table.Th>{t("create.custom.value")}</Table.Th>
              <Table.Th w={90}>{t("create.custom.hidden")}</Table.Th>
              <Table.Th w={50} aria-label={t("create.custom.remove")} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {variables.map((_, n) => (
              // oxlint-disable-next-line react/no-array-index-key -- a row is its place: its name is being typed
              <VariableRow key={n} n={n} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ProblemLine field="variables" />
      <div>
        <Button leftSection={<Plus size={16} aria-hidden />} onClick={add}>
          {t("create.custom.add")}
        </Button>
      </div>
      <PasteVariables />
    </>
  );
}

function VariableRow({ n }: { n: number }) {
  const t = useWords();
  const variables = useFilled()?.draft.variables ?? [];
  const variable = variables[n];
  const hiddenProblem = useProblem(`variables.${n}.hidden`);
  const valueProblem = useProblem(`variables.${n}.value`);
  const nameProblem = useProblem(`variables.${n}.name`);
  if (!variable) return null;
  const change = (more: Partial<typeof variable>) =>
    changeDraft({ variables: variables.map((each, at) => (at === n ? { ...each, ...more } : each)) });
  const which = { n: n + 1 };
  const Value = variable.hidden ? PasswordInput : TextInput;
  return (
    <Table.Tr>
      <Table.Td valign="top">
        <TextInput
          aria-label={t("create.custom.nameOf", which)}
          classNames={{ input: "mono" }}
          value={variable.name}
          error={nameProblem}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td valign="top">
        <Value
          aria-label={t("create.custom.valueOf", which)}
          classNames={{ input: "mono" }}
          autoComplete="off"
          value={variable.value}
          error={valueProblem ?? hiddenProblem}
          onChange={(event) => change({ value: event.currentTarget.value })}
        />
      </Table.Td>
      <RowEnd n={n} hidden={variable.hidden} onHide={(hidden) => change({ hidden })} />
    </Table.Tr>
  );
}

function RowEnd({ n, hidden, onHide }: { n: number; hidden: boolean; onHide: (hidden: boolean) => void }) {
  const t = useWords();
  const variables = useFilled()?.draft.variables ?? [];
  const which = { n: n + 1 };
  return (
    <>
      <Table.Td valign="top">
        <Checkbox
          mt={8}
          aria-label={t("create.custom.hiddenOf", which)}
          checked={hidden}
          onChange={(event) => onHide(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td valign="top">
        <ActionIcon
          size={36}
          variant="default"
          aria-label={t("create.custom.removeOf", which)}
          onClick={() => changeDraft({ variables: variables.filter((_, at) => at !== n) })}
        >
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </>
  );
}

function PasteVariables() {
  const t = useWords();
  const variables = useFilled()?.draft.variables ?? [];
  const [text, setText] = useState("");
  const [unread, setUnread] = useState<readonly string[]>([]);
  const add = () => {
    const read = readVariables(text);
    changeDraft({ variables: [...variables, ...read.variables] });
    setUnread(read.unread);
    setText(read.unread.join("\n"));
  };
  return (
    <Group align="end" wrap="nowrap">
      <Textarea
        style={{ flex: 1 }}
        label={t("create.custom.paste")}
        placeholder={"SMSTSMP=http://mp.example\nRegion=west"}
        classNames={{ input: "mono" }}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        error={unread.length > 0 && t("create.custom.unread", { count: unread.length })}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button disabled={text.trim() === ""} onClick={add}>
        {t("create.custom.pasteGo")}
      </Button>
    </Group>
  );
}
