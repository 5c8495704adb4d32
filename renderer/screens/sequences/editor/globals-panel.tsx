import { Button, Group, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import type { TreeVariable } from "../../../../shared/sequence-tree.ts";
import { useWords } from "../../../translate.ts";
import { change, useEditing } from "./editor-state.ts";
import { newProperty, RawTable } from "./pages/raw-table.tsx";

/** Variables that the sequence itself sets before its first step. */
export function GlobalsPanel() {
  const t = useWords();
  const globals = useEditing(({ tree }) => tree.globals) ?? [];
  const put = (next: TreeVariable[], key: string | null = null) =>
    void change([{ edit: "globals", globals: next }], key);
  return (
    <Stack gap="sm">
      {globals.length === 0 ? (
        <Text c="dimmed">{t("editor.noGlobals")}</Text>
      ) : (
        <RawTable of="globals" variables={globals} onPut={put} />
      )}
      <Group>
        <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => put([...globals, newProperty])}>
          {t("editor.addGlobal")}
        </Button>
      </Group>
    </Stack>
  );
}
