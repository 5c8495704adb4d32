import { Button, Group } from "@mantine/core";
import { FaultCode } from "../../../shared/fault.ts";
import { FaultNote } from "../../parts/fault-note.tsx";
import { dismissFailedTasks, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** Imports and checks that ended badly, until someone has read them. */
export function FailedTasks() {
  const t = useWords();
  const failed = useStation((s) => s.failedTasks);
  if (failed.length === 0) return null;
  return (
    <Group p="md" align="start" wrap="nowrap">
      <div style={{ flex: 1, display: "grid", gap: 8 }}>
        {failed.map(({ task, code, message }) => {
          const known = FaultCode.safeParse(code);
          const fault = {
            code: known.data ?? "internal",
            message: `${task.subject}: ${message}`,
            detail: code,
          };
          return <FaultNote key={task.task} fault={fault} />;
        })}
      </div>
      <Button onClick={dismissFailedTasks}>{t("common.dismiss")}</Button>
    </Group>
  );
}
