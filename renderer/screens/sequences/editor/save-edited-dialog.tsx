import { Button, Loader, Stack } from "@mantine/core";
import { useState } from "react";
import type { Client, Input } from "../../../../shared/contract.ts";
import type { Edit } from "../../../../shared/sequence-edit.ts";
import { newSequenceId, type SequenceReview } from "../../../../shared/sequence-editor.ts";
import { useAsking } from "../../../parts/act.tsx";
import { Dialog } from "../../../parts/dialog.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useAnswer, type Answer } from "../../../parts/use-answer.ts";
import { useSettings } from "../../../settings.ts";
import { useStation } from "../../../store.ts";
import { useWords, type Translate } from "../../../translate.ts";
import { closeDialog, useView } from "../../../view.ts";
import { ChangeList } from "../change-list.tsx";
import { editorNow, markSaved, type Base, type Editor } from "./editor-state.ts";
import { SaveFields, type SaveForm } from "./save-fields.tsx";

/** Shows what the changes are, and saves them as the next version, or as a sequence of its own. */
export function SaveEditedDialog() {
  const t = useWords();
  const [edited] = useState(editorNow);
  const { sequence } = edited.base;
  const newest = useStation((s) => s.sequences.find((each) => each.id === sequence.id));
  const kept = newest !== undefined && !sequence.builtin;
  const gone = newest === undefined && sequence.version !== "0";
  const [form, setForm] = useState(() => firstForm(edited.base, kept, t));
  const against = kept ? newest.version : sequence.version;
  const review = useAnswer(`${sequence.id} ${against}`, (client) =>
    client.reviewSequence({ ...pickOf(edited), against }),
  );
  const { busy, fault, run } = useAsking();
  const over = kept && form.how === "over";
  const save = () => {
    const request = { ...requestOf(form, edited.base), ...(gone ? wholeOf(edited, form) : pickOf(edited)) };
    return run(
      (client) => saveAndShow(client, { ...request, ...(over && { over: against }) }, sequence.id),
      closeDialog,
    );
  };
  return (
    <Dialog
      title={t("editor.saveTitle", { name: form.name || t("editor.newTitle") })}
      size={780}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={form.name.trim() === "" || (!review.last && !gone)}
          onClick={() => void save()}
        >
          {over ? t("rehearsal.saveGo", { version: Number(against) + 1 }) : t("editor.saveNew")}
        </Button>
      }
    >
      <Stack>
        {fault && <FaultNote fault={fault} />}
        <SaveFields
          form={form}
          kept={kept}
          newer={kept && against !== sequence.version ? against : null}
          onForm={setForm}
        />
        {!gone && <Changes review={review} />}
      </Stack>
    </Dialog>
  );
}

function Changes({ review }: { review: Answer<SequenceReview> }) {
  const t = useWords();
  const { last } = review;
  return (
    <section aria-label={t("editor.changes", { count: last?.changes.length ?? 0 })}>
      {review.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
      {review.status === "failed" && <FaultNote fault={review.fault} />}
      {last && <ChangeList changes={last.changes} />}
    </section>
  );
}

function firstForm({ sequence, facts }: Base, kept: boolean, t: Translate): SaveForm {
  const name = sequence.builtin ? t("editor.copyOf", { name: sequence.name }) : sequence.name;
  return {
    how: kept ? "over" : "copy",
    name,
    kind: sequence.kind ?? "staging",
    author: useSettings.getState().operator,
    comment: "",
    bootImage: { id: facts.bootImageId ?? "", version: facts.bootImageVersion ?? "" },
  };
}

/** The edits, and the version they were made to. */
function pickOf({ base, edits }: Editor) {
  return { sequence: base.sequence.id, version: base.sequence.version, edits: [...edits] };
}

/** What was taken away meanwhile has no versions any more: its steps make a new one. */
function wholeOf({ tree }: Editor, { kind }: SaveForm) {
  const edits = tree.children.map((node, index): Edit => {
    return { edit: "insert", at: { parent: null, index }, node };
  });
  return { sequence: newSequenceId(kind), version: "0", edits };
}

function requestOf({ how, name, bootImage, ...form }: SaveForm, { facts }: Base) {
  const boot = { id: bootImage.id.trim(), version: bootImage.version.trim() || null };
  const changed = boot.id !== (facts.bootImageId ?? "") || boot.version !== facts.bootImageVersion;
  return {
    ...form,
    name: name.trim(),
    ...(how === "copy" && { copy: true }),
    ...(changed && { bootImage: boot }),
  };
}

/** Saves, lets the draft go, and goes on with the new version. */
async function saveAndShow(client: Client, request: Input<"saveSequence">, draftOf: string): Promise<void> {
  const saved = await client.saveSequence(request);
  const detail = await client.showSequence(saved);
  markSaved(detail);
  useSettings.setState({ operator: request.author ?? "" });
  useView.setState({ sequence: saved.sequence });
  await client.saveSequenceDraft({ sequence: draftOf, draft: null }).catch(() => {}); // it was taken away itself
}
