import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Job, Task } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { bayText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** The boot proof of this staging that runs or waits. */
export function useProofTask(job: Job | undefined): Task | undefined {
  return useStation((s) =>
    s.tasks.find(({ kind, subject }) => kind === "proof" && subject === job?.unitSerial),
  );
}

/** Starts the staged drive where nothing can be written to it; while that goes on, ends it. */
export function ProveButton({ bay, job }: { bay: Bay; job: Job }) {
  const t = useWords();
  const live = useLive();
  const task = useProofTask(job);
  const path = bay.drive?.path;
  if (task)
    return (
      <Button disabled={!live} onClick={() => void ask((client) => client.cancelTask({ task: task.task }))}>
        {t("proof.stop")}
      </Button>
    );
  const prove = async () => {
    if (path !== undefined && (await ask((client) => client.prove({ path }))))
      notifications.show({ message: t("proof.begun", { bay: bayText(bay.bay) }) });
  };
  return (
    <Button disabled={!live || path === undefined} onClick={() => void prove()}>
      {t("proof.prove")}
    </Button>
  );
}
