import { Button, Group, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { memo } from "react";
import type { AnyStep } from "../../../../../shared/sequence-forms.ts";
import type { TreeVariable } from "../../../../../shared/sequence-tree.ts";
import { useWords } from "../../../../translate.ts";
import { change } from "../editor-state.ts";
import { AreaField } from "../fields.tsx";
import { newProperty, RawTable } from "./raw-table.tsx";

interface Props {
  node: AnyStep;
}

/** Every property of a step as the file has it. What is hidden is not shown, and can be replaced. */
export const RawPage = memo(RawPage_, saysSame);

/** Its fields are many and may hold whole scripts: what changes elsewhere in the step does not draw them again. */
function saysSame({ node: before }: Props, { node: now }: Props): boolean {
  return before.id === now.id && before.variables === now.variables && before.action === now.action;
}

function RawPage_({ node }: Props) {
  const t = useWords();
  const put = (variables: TreeVariable[], key: string | null = null) =>
    void change([{ edit: "variable-list", node: node.id, variables }], key);
  return (
    <Stack gap="md">
      <AreaField
        of={node.id}
        label={t("editor.rawAction")}
        value={node.action ?? ""}
        rows={1}
        mono
        edits={(action) => [{ edit: "details", node: node.id, details: { action } }]}
      />
      {node.variables.length === 0 ? (
        <Text c="dimmed">{t("editor.noProperties")}</Text>
      ) : (
        <RawTable of={node.id} variables={node.variables} onPut={put} />
      )}
      <Group>
        <Button
          leftSection={<Plus size={16} aria-hidden />}
          onClick={() => put([...node.variables, newProperty])}
        >
          {t("editor.addProperty")}
        </Button>
      </Group>
    </Stack>
  );
}
