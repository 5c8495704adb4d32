import { Table, Text } from "@mantine/core";
import { ListOrdered } from "lucide-react";
import type { Sequence } from "../../../shared/sequence.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page, Split } from "../../parts/page.tsx";
import { PickRow } from "../../parts/pick-row.tsx";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { useView } from "../../view.ts";
import classes from "./sequences-screen.module.css";

/** The task sequences there are, and the steps of one. */
export function SequencesScreen() {
  const t = useWords();
  const sequences = useStation((s) => s.sequences);
  const chosen = useView((view) => view.sequence);
  const sequence = sequences.find((one) => one.id === chosen) ?? sequences[0];
  return (
    <Page title={t("sequences.title")}>
      {sequence ? (
        <Split
          label={t("sequences.choose")}
          list={<SequenceList sequences={sequences} chosen={sequence.id} />}
          detail={<SequenceDetail sequence={sequence} />}
        />
      ) : (
        <EmptyState icon={ListOrdered} title={t("sequences.none")} text={t("sequences.noneTodo")} />
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
            name={sequence.name}
            selected={sequence.id === chosen}
            onPick={() => useView.setState({ sequence: sequence.id })}
          >
            <Table.Td>{t("sequences.version", { version: sequence.version })}</Table.Td>
            <Table.Td>{t("sequences.stepCount", { count: sequence.steps.length })}</Table.Td>
            <Table.Td>{sequence.builtin && t("sequences.builtin")}</Table.Td>
          </PickRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function SequenceDetail({ sequence }: { sequence: Sequence }) {
  const t = useWords();
  return (
    <>
      <div>
        <h2>{sequence.name}</h2>
        <Text c="dimmed" mt={4}>
          {sequence.description}
        </Text>
      </div>
      <section>
        <h3>{t("sequences.steps")}</h3>
        <ol className={classes["steps"]}>
          {sequence.steps.map((step, i) => (
            <li key={`${i} ${step.name}`}>
              <b>{step.name}</b>
              {step.description && <p>{step.description}</p>}
              {step.action && <code>{step.action}</code>}
              <p className={classes["variables"]}>
                {Object.entries(step.variables).map(([name, value]) => (
                  <span key={name}>{`${name} = ${value}`}</span>
                ))}
              </p>
            </li>
          ))}
        </ol>
      </section>
      <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: "anywhere" }}>
        {`${t("sequences.hash")} ${sequence.hash}`}
      </Text>
    </>
  );
}
