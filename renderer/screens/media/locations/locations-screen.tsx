import { Button } from "@mantine/core";
import { ArrowLeft, MapPinPlus, Network } from "lucide-react";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { Page } from "../../../parts/page.tsx";
import { TaskStrip } from "../../../parts/task-strip.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useLive } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { openDialog, useView } from "../../../view.ts";
import { FailedTasks } from "../failed-tasks.tsx";
import { CatalogueView } from "./catalogue-view.tsx";
import { LocationTable } from "./location-table.tsx";
import classes from "./locations.module.css";
import { PullList } from "./pull-list.tsx";
import { useRevision } from "./revision.ts";
import { ServedNote } from "./served-note.tsx";

/** Places that media can be had from, what they have, and what is on its way. */
export function LocationsScreen() {
  const t = useWords();
  const { changed, looked } = useRevision();
  const locations = useAnswer(`locations ${changed} ${looked}`, (client) => client.contentLocations({}));
  const none = locations.last?.length === 0;
  return (
    <Page
      title={t("locations.title")}
      actions={
        <>
          <Button
            size="md"
            leftSection={<ArrowLeft size={18} aria-hidden />}
            onClick={() => useView.setState({ mediaPage: "library" })}
          >
            {t("locations.back")}
          </Button>
          {!none && <AddButton />}
        </>
      }
    >
      <TaskStrip />
      <FailedTasks />
      {locations.status === "failed" && <FaultNote fault={locations.fault} />}
      {none && (
        <EmptyState icon={Network} title={t("locations.none")} text={t("locations.noneTodo")}>
          <AddButton />
        </EmptyState>
      )}
      {locations.last && !none && (
        <div className={classes["page"]}>
          <LocationTable locations={locations.last} />
          <PullList />
          <CatalogueView locations={locations.last} />
        </div>
      )}
      <ServedNote />
    </Page>
  );
}

function AddButton() {
  const t = useWords();
  const live = useLive();
  return (
    <Button
      size="md"
      variant="filled"
      disabled={!live}
      leftSection={<MapPinPlus size={18} aria-hidden />}
      onClick={() => openDialog({ kind: "location", location: null })}
    >
      {t("locations.add")}
    </Button>
  );
}
