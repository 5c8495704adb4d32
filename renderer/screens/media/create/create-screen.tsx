import { Button, Group, Stack, Text } from "@mantine/core";
import { FilePen } from "lucide-react";
import { useEffect, useRef } from "react";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Page } from "../../../parts/page.tsx";
import { mediaText } from "../../../format.ts";
import { useWords } from "../../../translate.ts";
import { openDialog } from "../../../view.ts";
import { BootPage } from "./boot-page.tsx";
import { ContentPage } from "./content-page.tsx";
import classes from "./create-screen.module.css";
import { begin, closeCreate, goBack, goOn, useCreate, useFilled } from "./create-store.ts";
import { CustomPage } from "./custom-page.tsx";
import { Making } from "./making.tsx";
import { OsPage } from "./os-page.tsx";
import type { PageName } from "./pages.ts";
import { PageList } from "./page-list.tsx";
import { PropertiesPage } from "./properties-page.tsx";
import { SecurityPage } from "./security-page.tsx";
import { StartButton, SummaryPage } from "./summary-page.tsx";
import { TypePage } from "./type-page.tsx";

/** The Create Media wizard: its pages, then what is being made, then what came of it. */
export function CreateScreen() {
  const t = useWords();
  const { wizard, offer } = useCreate();
  if (offer) return <DraftOffer />;
  return (
    <Page title={t("create.title")} actions={wizard?.task === null && <LeaveButton />}>
      {wizard?.task == null ? <Pages /> : <Making task={wizard.task} />}
    </Page>
  );
}

function LeaveButton() {
  const t = useWords();
  return <Button onClick={() => openDialog({ kind: "leave-create" })}>{t("create.leave")}</Button>;
}

const shown: Record<PageName, () => React.JSX.Element | null> = {
  type: TypePage,
  properties: PropertiesPage,
  security: SecurityPage,
  boot: BootPage,
  os: OsPage,
  content: ContentPage,
  custom: CustomPage,
  summary: SummaryPage,
};

function Pages() {
  const t = useWords();
  const filled = useFilled();
  const page = filled?.wizard.page ?? "type";
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [page]);
  if (!filled) return null;
  const Shown = shown[page];
  const { notes } = filled.wizard;
  return (
    <div className={classes["wizard"]}>
      <PageList />
      <section className={classes["page"]} aria-labelledby="create-page">
        <h2 id="create-page" ref={title} tabIndex={-1}>
          {t(`create.page.${page}`)}
        </h2>
        {page === "type" && notes.length > 0 && (
          <ul className={classes["notes"]}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <Stack gap="md" className={classes["fields"] ?? ""}>
          <Shown />
        </Stack>
      </section>
      <footer className={classes["foot"]}>
        <Text size="sm" c="dimmed">
          {t("create.kept")}
        </Text>
        <Group gap="sm">
          <Button size="md" disabled={page === "type"} onClick={goBack}>
            {t("create.back")}
          </Button>
          {page === "summary" ? (
            <StartButton />
          ) : (
            <Button size="md" variant="filled" onClick={() => void goOn()}>
              {t("create.next")}
            </Button>
          )}
        </Group>
      </footer>
    </div>
  );
}

/** Something was begun before: go on with it, or not. */
function DraftOffer() {
  const t = useWords();
  const offer = useCreate((s) => s.offer);
  if (!offer) return null;
  const { draft, instead } = offer;
  const isNext = instead.notes.length > 0;
  const name = mediaText(draft.name || t("create.unnamed"), draft.version);
  return (
    <Page
      title={t("create.title")}
      actions={<Button onClick={() => void closeOffer()}>{t("create.leave")}</Button>}
    >
      <EmptyState icon={FilePen} title={t("create.draftTitle", { name })} text={t("create.draftText")}>
        <Group gap="sm" justify="center">
          <Button size="md" onClick={() => begin(instead.draft, instead.notes)}>
            {isNext ? t("create.draftNext", { name: instead.draft.name }) : t("create.draftAnew")}
          </Button>
          <Button size="md" variant="filled" onClick={() => begin(draft)}>
            {t("create.draftGoOn")}
          </Button>
        </Group>
      </EmptyState>
    </Page>
  );
}

async function closeOffer(): Promise<void> {
  const { offer } = useCreate.getState();
  if (offer) begin(offer.draft);
  await closeCreate(true);
}
