import { Group, Stack, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { descriptionProblem, stepNameProblem } from "../../../../shared/sequence-limits.ts";
import { stepKind, type StepKind } from "../../../../shared/sequence-step-kinds.ts";
import type { SequenceNode } from "../../../../shared/sequence-tree.ts";
import type { AnyStep } from "../../../../shared/sequence-forms.ts";
import { useWords } from "../../../translate.ts";
import { typeWords } from "../step-tree.tsx";
import classes from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { OptionsPage } from "./options-page.tsx";
import { ApplyDataPage, ApplyOsPage } from "./pages/image-pages.tsx";
import { CommandPage } from "./pages/command-page.tsx";
import { DynamicPage } from "./pages/dynamic-page.tsx";
import { PartitionPage } from "./pages/partition-page.tsx";
import { RawPage } from "./pages/raw-page.tsx";
import { RestartPage, SubSequencePage, UnitFilePage, VariablePage } from "./pages/small-pages.tsx";
import { NAME_ID } from "./tree-focus.ts";

/** What one step or group says, as the console asks for it. @param bench what this station makes of it */
export function NodePage({ node, bench }: { node: SequenceNode; bench: string | null }) {
  const t = useWords();
  const [tab, setTab] = useState<string | null>("properties");
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes["tabs"] ?? ""}>
      <Tabs.List px={16}>
        <Tabs.Tab value="properties">{t("editor.properties")}</Tabs.Tab>
        <Tabs.Tab value="options">{t("editor.options")}</Tabs.Tab>
        {node.kind !== "group" && <Tabs.Tab value="raw">{t("editor.raw")}</Tabs.Tab>}
      </Tabs.List>
      <div className={classes["page"]}>
        <Tabs.Panel value="properties">
          <Properties key={node.id} node={node} bench={bench} />
        </Tabs.Panel>
        <Tabs.Panel value="options">
          <OptionsPage key={node.id} node={node} />
        </Tabs.Panel>
        <Tabs.Panel value="raw">{node.kind !== "group" && <RawPage key={node.id} node={node} />}</Tabs.Panel>
      </div>
    </Tabs>
  );
}

function Properties({ node, bench }: { node: SequenceNode; bench: string | null }) {
  const t = useWords();
  const of = node.id;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {typeWords(t, node)}
      </Text>
      <Group grow align="start">
        <TextField
          of={of}
          id={NAME_ID}
          label={t("editor.name")}
          value={node.name}
          problem={stepNameProblem(node.name)}
          edits={(name) => [{ edit: "rename", node: of, name }]}
        />
        <TextField
          of={of}
          label={t("editor.description")}
          value={node.description}
          problem={descriptionProblem(node.description)}
          edits={(description) => [{ edit: "details", node: of, details: { description } }]}
        />
      </Group>
      {node.kind !== "group" && <StepPage node={node} bench={bench} />}
    </Stack>
  );
}

const pages: Partial<Record<StepKind, (props: { node: AnyStep }) => React.JSX.Element>> = {
  partition: PartitionPage,
  "apply-data": ApplyDataPage,
  "apply-os": ApplyOsPage,
  "set-variable": VariablePage,
  "dynamic-variables": DynamicPage,
  restart: RestartPage,
  "unit-file": UnitFilePage,
  "sub-sequence": SubSequencePage,
};

/** The page of the step's kind; what has none shows all its properties as they are. */
function StepPage({ node, bench }: { node: AnyStep; bench: string | null }) {
  const kind = stepKind(node);
  if (kind === "command") return <CommandPage node={node} bench={bench} />;
  const Page = pages[kind] ?? RawPage;
  return <Page node={node} />;
}
