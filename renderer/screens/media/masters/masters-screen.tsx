import { Button, Group, Text } from "@mantine/core";
import { ArrowLeft, HardDrive, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Output } from "../../../../shared/contract.ts";
import type { KeptMasters } from "../../../../shared/masters.ts";
import { sizeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { Page } from "../../../parts/page.tsx";
import { TaskStrip } from "../../../parts/task-strip.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useLive, useStation } from "../../../store.ts";
import { useWords, type Translate } from "../../../translate.ts";
import { openDialog, useView } from "../../../view.ts";
import { MasterTable } from "./master-table.tsx";
import classes from "./masters.module.css";

/** The masters that are kept, what they take, and which go first. */
export function MastersScreen() {
  const t = useWords();
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const answer = useAnswer(`masters ${useMastersKey()} ${dropped?.at}`, (client) => client.masters({}));
  const kept = answer.last;
  return (
    <Page
      title={t("masters.title")}
      actions={
        <>
          <Button
            size="md"
            leftSection={<ArrowLeft size={18} aria-hidden />}
            onClick={() => useView.setState({ mediaPage: "library" })}
          >
            {t("masters.back")}
          </Button>
          {kept && kept.masters.length > 0 && <DropButton onDropped={setDropped} />}
        </>
      }
    >
      <TaskStrip />
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {kept?.masters.length === 0 && (
        <EmptyState icon={HardDrive} title={t("masters.none")} text={t("masters.noneTodo")} />
      )}
      {kept && (
        <div className={classes["page"]}>
          <Room kept={kept} />
          {dropped && <Text role="status">{droppedText(t, dropped)}</Text>}
          {kept.masters.length > 0 && <MasterTable masters={kept.masters} />}
        </div>
      )}
    </Page>
  );
}

/** Changes whenever a build or a job began or ended, or the limit may be another. */
function useMastersKey(): string {
  const builds = useStation((s) => s.tasks.filter(({ kind }) => kind === "master").length);
  const jobs = useStation((s) => s.jobs.map(({ job, state }) => `${job}:${state.status}`).join());
  const dialog = useView((view) => view.dialog?.kind);
  return `${builds} ${jobs} ${dialog}`;
}

/** What came of the button, and when it was pressed. */
type Dropped = Output<"dropMasters"> & { at: number };

function droppedText(t: Translate, { dropped, freedBytes, held }: Dropped): string {
  const stayed = held > 0 ? ` ${t("masters.held", { count: held })}` : "";
  return t("masters.dropped", { count: dropped, size: sizeText(freedBytes) }) + stayed;
}

function DropButton({ onDropped }: { onDropped: (dropped: Dropped) => void }) {
  const t = useWords();
  const live = useLive();
  const drop = async () => {
    const told = await ask((client) => client.dropMasters({}));
    if (told) onDropped({ ...told, at: Date.now() });
  };
  return (
    <Button
      size="md"
      color="fail"
      disabled={!live}
      leftSection={<Trash2 size={18} aria-hidden />}
      onClick={() => void drop()}
    >
      {t("masters.drop")}
    </Button>
  );
}

function Room({ kept: { takenBytes, limitBytes, freeBytes, diskBytes } }: { kept: KeptMasters }) {
  const t = useWords();
  const room = {
    taken: sizeText(takenBytes),
    limit: sizeText(limitBytes),
    free: sizeText(freeBytes),
    disk: sizeText(diskBytes),
  };
  return (
    <>
      <Text c="dimmed" maw={900}>
        {t("masters.text")}
      </Text>
      <Group gap="lg">
        <Text fw={650}>{t("masters.room", room)}</Text>
        <Button onClick={() => openDialog({ kind: "station-settings" })}>{t("masters.limit")}</Button>
      </Group>
    </>
  );
}
