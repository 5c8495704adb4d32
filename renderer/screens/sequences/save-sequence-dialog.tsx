import { Button, Group, Loader, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Edit } from "../../../shared/sequence-edit.ts";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { closeDialog } from "../../view.ts";
import { ChangeList } from "./change-list.tsx";

interface SaveProps {
  sequence: string;
  edits: Edit[];
  comment: string;
}

/** Shows what edits change, and saves them as the next version. */
export function SaveSequenceDialog({ sequence: id, edits, comment }: SaveProps) {
  const t = useWords();
  const sequence = useStation((s) => s.sequences.find((one) => one.id === id));
  // The dialog was opened for this version; if another is saved meanwhile, the engine refuses.
  const [version] = useState(sequence?.version ?? "");
  const [author, setAuthor] = useState("");
  const [why, setWhy] = useState(comment);
  const preview = useAnswer(`${id} ${version}`, (client) =>
    client.previewSequence({ sequence: id, version, edits }),
  );
  const { busy, fault, run } = useAsking();
  const save = () =>
    run((client) => client.saveSequence({ sequence: id, version, edits, author, comment: why }), closeDialog);
  return (
    <Dialog
      title={t("rehearsal.saveTitle", { name: sequence?.name ?? "" })}
      size={780}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={!preview.last}
          onClick={() => void save()}
        >
          {t("rehearsal.saveGo", { version: Number(version) + 1 })}
        </Button>
      }
    >
      <Stack>
        {preview.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
        {preview.status === "failed" && <FaultNote fault={preview.fault} />}
        {preview.last && <ChangeList changes={preview.last.changes} />}
        <Group grow>
          <Line label={t("sequence.author")} most={80} value={author} onChange={setAuthor} />
          <Line label={t("sequence.comment")} most={500} value={why} onChange={setWhy} />
        </Group>
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

interface LineProps {
  label: string;
  most: number;
  value: string;
  onChange: (value: string) => void;
}

function Line({ label, most, value, onChange }: LineProps) {
  return (
    <TextInput
      label={label}
      value={value}
      maxLength={most}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
