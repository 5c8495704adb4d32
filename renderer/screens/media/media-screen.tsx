import { Button, Group } from "@mantine/core";
import { Disc3, FilePlus, FolderInput, HardDrive, MapPin } from "lucide-react";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page, Split } from "../../parts/page.tsx";
import { TaskStrip } from "../../parts/task-strip.tsx";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog, useView } from "../../view.ts";
import { CreateScreen } from "./create/create-screen.tsx";
import { openCreate, useCreate } from "./create/create-store.ts";
import { FailedTasks } from "./failed-tasks.tsx";
import { LocationsScreen } from "./locations/locations-screen.tsx";
import { MastersScreen } from "./masters/masters-screen.tsx";
import { MediaDetail } from "./media-detail.tsx";
import { inListOrder, MediaTable } from "./media-table.tsx";

/** The library of media, where more can be had, or the wizard that makes one. */
export function MediaScreen() {
  const creating = useCreate((s) => s.wizard !== null || s.offer !== null);
  const page = useView((view) => view.mediaPage);
  if (creating) return <CreateScreen />;
  if (page === "masters") return <MastersScreen />;
  return page === "locations" ? <LocationsScreen /> : <MediaLibrary />;
}

/** The library, what is in one of its media, and imports under way. */
function MediaLibrary() {
  const t = useWords();
  const media = inListOrder(useStation((s) => s.media));
  const chosen = useView((view) => view.media);
  const medium = media.find((one) => one.id === chosen) ?? media[0];
  const buttons = <MediaButtons />;
  return (
    <Page title={t("media.title")} actions={media.length > 0 && buttons}>
      <TaskStrip />
      <FailedTasks />
      {media.length === 0 ? (
        <EmptyState icon={Disc3} title={t("media.none")} text={t("media.noneTodo")}>
          {buttons}
        </EmptyState>
      ) : (
        <Split
          label={t("media.choose")}
          list={<MediaTable media={media} chosen={medium?.id} />}
          detail={medium && <MediaDetail medium={medium} />}
        />
      )}
    </Page>
  );
}

/** Where more can be had, making one, importing one. */
function MediaButtons() {
  const t = useWords();
  const live = useLive();
  return (
    <Group gap="sm">
      <Button
        size="md"
        leftSection={<HardDrive size={18} aria-hidden />}
        onClick={() => useView.setState({ mediaPage: "masters" })}
      >
        {t("masters.open")}
      </Button>
      <Button
        size="md"
        leftSection={<MapPin size={18} aria-hidden />}
        onClick={() => useView.setState({ mediaPage: "locations" })}
      >
        {t("locations.open")}
      </Button>
      <Button
        size="md"
        disabled={!live}
        leftSection={<FilePlus size={18} aria-hidden />}
        onClick={() => void openCreate()}
      >
        {t("create.open")}
      </Button>
      <Button
        size="md"
        variant="filled"
        disabled={!live}
        leftSection={<FolderInput size={18} aria-hidden />}
        onClick={() => openDialog({ kind: "import" })}
      >
        {t("media.import")}
      </Button>
    </Group>
  );
}
