import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { Redo2, Save, Undo2, X } from "lucide-react";
import { useWords } from "../../../translate.ts";
import { timeText } from "../../../format.ts";
import { useLive } from "../../../store.ts";
import { go, openDialog } from "../../../view.ts";
import classes from "./editor.module.css";
import { isUnsaved, redo, undo, useEditing } from "./editor-state.ts";
import type { DraftState } from "./use-draft.ts";

/** What is being edited, whether it is saved, and the way back and out. */
export function EditorHead({ draft }: { draft: DraftState }) {
  const t = useWords();
  const live = useLive();
  const sequence = useEditing(({ base }) => base.sequence);
  const unsaved = useEditing(isUnsaved);
  const back = useEditing(({ past }) => past.length);
  const forth = useEditing(({ future }) => future.length);
  return (
    <header className={classes["head"]}>
      <div className={classes["title"]}>
        <h1>{sequence.name || t("editor.newTitle")}</h1>
        <p role="status">
          {[
            sequence.version === "0" ? t("editor.fromNothing") : t("editor.fromVersion", sequence),
            unsaved ? t("editor.unsaved") : sequence.version !== "0" && t("editor.saved"),
            unsaved && draftWords(t, draft),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <HeadButton word={t("editor.undo")} Icon={Undo2} off={back === 0} act={undo} />
      <HeadButton word={t("editor.redo")} Icon={Redo2} off={forth === 0} act={redo} />
      <Button
        size="md"
        variant="filled"
        disabled={!unsaved || !live}
        leftSection={<Save size={18} aria-hidden />}
        onClick={() => openDialog({ kind: "save-edited" })}
      >
        {t("editor.save")}
      </Button>
      <Button size="md" leftSection={<X size={18} aria-hidden />} onClick={() => go("sequences")}>
        {t("common.close")}
      </Button>
    </header>
  );
}

function draftWords(t: ReturnType<typeof useWords>, draft: DraftState): string | false {
  switch (draft.status) {
    case "none":
      return false;
    case "waiting":
      return t("editor.draft.waiting");
    case "kept":
      return t("editor.draft.kept", { time: timeText(new Date(draft.at).toISOString()) });
    case "failed":
      return t("editor.draft.failed", { why: draft.fault.message });
  }
}

interface HeadButtonProps {
  word: string;
  Icon: typeof Undo2;
  off: boolean;
  act: () => void;
}

function HeadButton({ word, Icon, off, act }: HeadButtonProps) {
  return (
    <Tooltip label={word}>
      <ActionIcon variant="default" size={42} aria-label={word} disabled={off} onClick={act}>
        <Icon size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
