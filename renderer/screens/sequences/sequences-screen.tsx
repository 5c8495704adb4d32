import { Button, Group, Table } from "@mantine/core";
import { FilePlus2, FolderInput, ListOrdered } from "lucide-react";
import type { Sequence } from "../../../shared/sequence.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { PickRow } from "../../parts/pick-row.tsx";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog, useView } from "../../view.ts";
import { BuiltInDetail } from "./built-in-detail.tsx";
import { SequenceEditor } from "./editor/sequence-editor.tsx";
import { SequenceDetail } from "./sequence-detail.tsx";
import classes from "./sequences-screen.module.css";

/** The task sequences there are, and one of them whole. */
export function SequencesScreen() {
  const editing = useView((view) => view.editing);
  return editing === null ? <SequenceLibrary /> : <SequenceEditor key={editing} sequence={editing} />;
}

function SequenceLibrary() {
  const t = useWords();
  const live = useLive();
  const sequences = useStation((s) => s.sequences);
  const chosen = useView((view) => view.sequence);
  const sequence = sequences.find((one) => one.id === chosen) ?? sequences[0];
  const buttons = (
    <>
      <Button
        size="md"
        disabled={!live}
        leftSection={<FilePlus2 size={18} aria-hidden />}
        onClick={() => openDialog({ kind: "new-sequence" })}
      >
        {t("editor.new")}
      </Button>
      <Button
        size="md"
        variant="filled"
        disabled={!live}
        leftSection={<FolderInput size={18} aria-hidden />}
        onClick={() => openDialog({ kind: "import-sequence" })}
      >
        {t("sequence.import")}
      </Button>
    </>
  );
  return (
    <Page title={t("sequences.title")} actions={sequence && buttons}>
      {sequence ? (
        <div className={classes["split"]}>
          <div className={classes["list"]}>
            <SequenceList sequences={sequences} chosen={sequence.id} />
          </div>
          <aside className={classes["detail"]} aria-label={t("sequences.choose")} tabIndex={0}>
            {sequence.builtin ? (
              <BuiltInDetail sequence={sequence} />
            ) : (
              <SequenceDetail key={sequence.id} sequence={sequence} />
            )}
          </aside>
        </div>
      ) : (
        <EmptyState icon={ListOrdered} title={t("sequences.none")} text={t("sequence.noneTodo")}>
          <Group>{buttons}</Group>
        </EmptyState>
      )}
    </Page>
  );
}

function SequenceList({ sequences, chosen }: { sequences: readonly Sequence[]; chosen: string }) {
  const t = useWords();
  return (
    <Table verticalSpacing={8}>
      <Table.Tbody>
        {sequences.map((sequence) => (
          <PickRow
            key={sequence.id}
            name={
              <>
                {sequence.name}
                <span className={classes["under"]}>
                  {[
                    t(`sequence.kind.${sequence.kind ?? "staging"}`),
                    t(`sequence.from.${sequence.source ?? "builtin"}`),
                    t("sequences.stepCount", { count: sequence.stepCount ?? sequence.steps.length }),
                  ].join(" · ")}
                </span>
              </>
            }
            selected={sequence.id === chosen}
            onPick={() => useView.setState({ sequence: sequence.id })}
          >
            <Table.Td className="num">{t("sequence.version", { version: sequence.version })}</Table.Td>
          </PickRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}
