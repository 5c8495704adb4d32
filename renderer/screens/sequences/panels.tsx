import { Button, Table, Text } from "@mantine/core";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { findNode } from "../../../shared/sequence-edit.ts";
import type { SequenceDetail } from "../../../shared/sequence-library.ts";
import type { VariableUse } from "../../../shared/sequence-review.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { useWords } from "../../translate.ts";

type Jump = (node: string) => void;

/** Goes to a step. */
function StepLink({ node, name, onJump }: { node: string; name: string; onJump: Jump }) {
  const t = useWords();
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      maw="min(280px, 100%)"
      aria-label={t("sequence.jump", { step: name })}
      onClick={() => onJump(node)}
    >
      {name}
    </Button>
  );
}

/** What is wrong with it, each with the way to its step. */
export function ProblemsPanel({
  detail,
  onJump,
}: {
  detail: Pick<SequenceDetail, "problems" | "tree">;
  onJump: Jump;
}) {
  const t = useWords();
  if (detail.problems.length === 0) return <Text>{t("sequence.noProblems")}</Text>;
  return (
    <Table verticalSpacing={8}>
      <Table.Tbody>
        {detail.problems.map(({ severity, node, words, todo }, n) => {
          const found = node === null ? null : findNode(detail.tree, node);
          const icon = severity === "error" ? CircleAlert : TriangleAlert;
          return (
            <Table.Tr key={n}>
              <Table.Td>
                <StateWord
                  icon={icon}
                  tone={severity === "error" ? "fail" : "slow"}
                  word={t(`sequence.problem.${severity}`)}
                />
              </Table.Td>
              <Table.Td>
                {found ? <StepLink node={found.id} name={found.name} onJump={onJump} /> : t("sequence.whole")}
              </Table.Td>
              <Table.Td>
                {words} <b>{todo}</b>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** Who sets and who reads each variable. */
export function VariablesPanel({ variables, onJump }: { variables: readonly VariableUse[]; onJump: Jump }) {
  const t = useWords();
  if (variables.length === 0) return <Text>{t("sequence.noVariables")}</Text>;
  const steps = (uses: readonly { node: string; step: string }[]) => {
    const once = [...new Map(uses.map((use) => [use.node, use])).values()];
    return once.length === 0
      ? t("sequence.nobody")
      : once.map(({ node, step }) => <StepLink key={node} node={node} name={step} onJump={onJump} />);
  };
  return (
    <Table verticalSpacing={6} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("sequence.variable.name")}</Table.Th>
          <Table.Th>{t("sequence.variable.setBy")}</Table.Th>
          <Table.Th>{t("sequence.variable.readBy")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {variables.map(({ name, readOnly, secret, setBy, readBy }) => (
          <Table.Tr key={name}>
            <Table.Td>
              <span className="mono" style={{ overflowWrap: "anywhere" }}>
                {name}
              </span>
              <Text size="sm" c="dimmed">
                {[readOnly && t("sequence.readOnly"), secret && t("sequence.secret")]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Table.Td>
            <Table.Td>{steps(setBy)}</Table.Td>
            <Table.Td>{steps(readBy)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
