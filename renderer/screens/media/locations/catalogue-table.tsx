import { Button, Table, Text } from "@mantine/core";
import { BadgeCheck, Download } from "lucide-react";
import type { CatalogueItem } from "../../../../shared/content.ts";
import { sizeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { StateWord } from "../../../parts/state-word.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useLive } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import classes from "./locations.module.css";
import { usePullTasks } from "./pull-tasks.ts";

const COLUMNS = ["name", "version", "kind", "size", "at", "action"] as const;

/** What can be had, each with where, and the button that brings it in. */
export function CatalogueTable({ items }: { items: readonly CatalogueItem[] }) {
  const t = useWords();
  const tasks = usePullTasks();
  const pulls = useAnswer(`catalogue-pulls ${tasks}`, (client) => client.contentPulls({}));
  const running = new Set(pulls.last?.flatMap(({ content, task }) => (task === null ? [] : [content])));
  if (items.length === 0)
    return (
      <div className={classes["nothing"]}>
        <Text fw={600}>{t("catalogue.none")}</Text>
        <Text c="dimmed">{t("catalogue.noneTodo")}</Text>
      </div>
    );
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column} className={column === "size" ? "num" : ""}>
              {t(`catalogue.columns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.content}>
            <Table.Td fw={600}>{item.name}</Table.Td>
            <Table.Td>{item.version}</Table.Td>
            <Table.Td>
              {t(`catalogue.kind.${item.kind}`)}
              {item.architecture !== "none" && (
                <Text span size="sm" c="dimmed">{` ${item.architecture}`}</Text>
              )}
            </Table.Td>
            <Table.Td className="num">{sizeText(item.sizeBytes)}</Table.Td>
            <Table.Td>{item.at.map(({ name }) => name).join(", ")}</Table.Td>
            <Table.Td>
              <Action item={item} running={running.has(item.content)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Action({ item, running }: { item: CatalogueItem; running: boolean }) {
  const t = useWords();
  const live = useLive();
  if (item.media !== null) return <StateWord icon={BadgeCheck} tone="done" word={t("catalogue.has")} />;
  const name = `${item.name} ${item.version}`.trim();
  return (
    <Button
      size="compact-md"
      disabled={!live || running}
      leftSection={<Download size={15} aria-hidden />}
      aria-label={t("catalogue.getOf", { name })}
      onClick={() => void ask((client) => client.pullContent({ content: item.content }))}
    >
      {running ? t("catalogue.running") : t("catalogue.get")}
    </Button>
  );
}
