import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Client } from "../../../../shared/contract.ts";
import { EditRefused } from "../../../../shared/sequence-edit.ts";
import type { SequenceDraft } from "../../../../shared/sequence-editor.ts";
import type { SequenceDetail } from "../../../../shared/sequence-library.ts";
import { dateText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { Page } from "../../../parts/page.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import { go } from "../../../view.ts";
import classes from "./editor.module.css";
import { EditorFrame } from "./editor-frame.tsx";
import { closeEditor, openEditor, useEditor } from "./editor-state.ts";

/** One task sequence to be changed: first the draft is asked about, where there is one. */
export function SequenceEditor({ sequence }: { sequence: string }) {
  const t = useWords();
  const isOpen = useEditor(({ base }) => base !== null);
  const answer = useAnswer(`edit ${sequence}`, (client) => openingOf(client, sequence));
  const opening = answer.last;
  useEffect(() => {
    if (opening && !opening.draft && !useEditor.getState().base) openEditor(opening.newest, null);
  }, [opening]);
  useEffect(() => closeEditor, []);
  if (isOpen) return <EditorFrame />;
  return (
    <Page title={opening?.newest.sequence.name || t("editor.newTitle")} actions={<CloseButton />}>
      <div className={classes["opening"]}>
        {answer.status === "failed" && <FaultNote fault={answer.fault} />}
        {answer.status === "asking" && !opening && <Loader size="sm" aria-label={t("common.loading")} />}
        {opening?.draft && <DraftQuestion newest={opening.newest} draft={opening.draft} />}
      </div>
    </Page>
  );
}

async function openingOf(client: Client, sequence: string) {
  const [newest, { draft }] = await Promise.all([
    client.showSequence({ sequence }),
    client.sequenceDraft({ sequence }),
  ]);
  return { newest, draft };
}

function CloseButton() {
  const t = useWords();
  return (
    <Button size="md" onClick={() => go("sequences")}>
      {t("common.close")}
    </Button>
  );
}

/** What was not saved last time is offered, and nothing of it is lost until somebody says so. */
function DraftQuestion({ newest, draft }: { newest: SequenceDetail; draft: SequenceDraft }) {
  const t = useWords();
  const [broken, setBroken] = useState<string | null>(null);
  const { id, version } = newest.sequence;
  const time = dateText(draft.at);
  const goOn = async () => {
    const base =
      draft.version === version
        ? newest
        : await ask((client) => client.showSequence({ sequence: id, version: draft.version }));
    if (!base) return;
    try {
      openEditor(base, draft);
    } catch (thrown) {
      if (!(thrown instanceof EditRefused)) throw thrown;
      setBroken(thrown.message);
    }
  };
  const discard = async () => {
    const gone = await ask((client) => client.saveSequenceDraft({ sequence: id, draft: null }));
    if (gone) openEditor(newest, null);
  };
  return (
    <Stack gap="sm" maw={620}>
      <h2>{t("editor.draft.title", { time })}</h2>
      <Text>{t("editor.draft.text", { count: draft.edits.length, version: draft.version })}</Text>
      {draft.version !== version && <Text fw={600}>{t("editor.draft.older", { version })}</Text>}
      {broken && <Text c="fail">{t("editor.draft.broken", { why: broken })}</Text>}
      <Group>
        <Button size="md" variant="filled" disabled={broken !== null} onClick={() => void goOn()}>
          {t("editor.draft.go", { time })}
        </Button>
        <Button size="md" color="fail" onClick={() => void discard()}>
          {t("editor.draft.discard")}
        </Button>
      </Group>
    </Stack>
  );
}
