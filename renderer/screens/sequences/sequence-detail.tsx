import { Button, Group, Loader, Menu, Tabs, Text } from "@mantine/core";
import { Download, Pencil } from "lucide-react";
import { useState } from "react";
import type { SequenceDetail as Detail } from "../../../shared/sequence-library.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import { ask } from "../../parts/act.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { showPaper } from "../../parts/paper.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { edit, openDialog } from "../../view.ts";
import { ProblemsPanel, VariablesPanel } from "./panels.tsx";
import { RehearsalPanel } from "./rehearsal-panel.tsx";
import { VersionsPanel } from "./versions-panel.tsx";
import { StepTree } from "./step-tree.tsx";

/** An imported or own sequence: its steps, what is wrong with it, and what it will do. */
export function SequenceDetail({ sequence }: { sequence: Sequence }) {
  const t = useWords();
  const answer = useAnswer(`${sequence.id} ${sequence.version}`, (client) =>
    client.showSequence({ sequence: sequence.id }),
  );
  return (
    <>
      <div>
        <h2>{sequence.name}</h2>
        <Text c="dimmed" mt={4}>
          {[
            sequence.description,
            t(`sequence.kind.${sequence.kind ?? "staging"}`),
            t(`sequence.from.${sequence.source ?? "builtin"}`),
            t("sequences.version", { version: sequence.version }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Actions sequence={sequence} />
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.last ? (
        <Panels detail={answer.last} />
      ) : (
        answer.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />
      )}
    </>
  );
}

const formats = ["xml", "object", "zip"] as const;

function Actions({ sequence }: { sequence: Sequence }) {
  const t = useWords();
  const live = useLive();
  const write = async (format: (typeof formats)[number]) => {
    const paper = await ask((client) => client.exportSequence({ sequence: sequence.id, format }));
    if (paper) showPaper(paper);
  };
  return (
    <Group gap="sm">
      <Button
        disabled={!live}
        leftSection={<Pencil size={16} aria-hidden />}
        onClick={() => edit(sequence.id)}
      >
        {t("editor.edit")}
      </Button>
      <Menu>
        <Menu.Target>
          <Button disabled={!live} leftSection={<Download size={16} aria-hidden />}>
            {t("sequence.exportAs")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {formats.map((format) => (
            <Menu.Item key={format} onClick={() => void write(format)}>
              {t(`sequence.exportFormat.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        color="fail"
        disabled={!live}
        onClick={() => openDialog({ kind: "delete-sequence", sequence: sequence.id })}
      >
        {t("sequence.delete")}
      </Button>
    </Group>
  );
}

function Panels({ detail }: { detail: Detail }) {
  const t = useWords();
  const [tab, setTab] = useState<string | null>("steps");
  const [shown, setShown] = useState<string | null>(null);
  const jump = (node: string) => {
    setShown(node);
    setTab("steps");
  };
  const { problems, variables, versions, sequence } = detail;
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="steps">{t("sequence.steps")}</Tabs.Tab>
        {sequence.kind === "deployment" && <Tabs.Tab value="rehearsal">{t("sequence.rehearsal")}</Tabs.Tab>}
        <Tabs.Tab value="problems">{t("sequence.problems", { count: problems.length })}</Tabs.Tab>
        <Tabs.Tab value="variables">{t("sequence.variables", { count: variables.length })}</Tabs.Tab>
        <Tabs.Tab value="versions">{t("sequence.versions", { count: versions.length })}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="steps">
        <StepTree nodes={detail.tree.children} shown={shown} />
      </Tabs.Panel>
      <Tabs.Panel value="rehearsal">
        <RehearsalPanel sequence={sequence} facts={detail.facts} onJump={jump} />
      </Tabs.Panel>
      <Tabs.Panel value="problems">
        <ProblemsPanel detail={detail} onJump={jump} />
      </Tabs.Panel>
      <Tabs.Panel value="variables">
        <VariablesPanel variables={variables} onJump={jump} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <VersionsPanel detail={detail} />
      </Tabs.Panel>
    </Tabs>
  );
}
