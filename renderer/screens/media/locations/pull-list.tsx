import { Button, Group, Text } from "@mantine/core";
import type { ContentPull } from "../../../../shared/content.ts";
import { sizeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import classes from "./locations.module.css";
import { usePullTasks } from "./pull-tasks.ts";
import { contentChanged, useRevision } from "./revision.ts";

/** What was begun and does not run: why it stopped, and how to go on. Nothing when there is none. */
export function PullList() {
  const t = useWords();
  const changed = useRevision((s) => s.changed);
  const tasks = usePullTasks();
  const pulls = useAnswer(`pulls ${changed} ${tasks}`, (client) => client.contentPulls({}));
  const stopped = pulls.last?.filter(({ task }) => task === null) ?? [];
  if (stopped.length === 0) return null;
  return (
    <section aria-labelledby="pulls-heading">
      <h2 id="pulls-heading" className={classes["heading"]}>
        {t("pulls.title")}
      </h2>
      {stopped.map((pull) => (
        <StoppedPull key={pull.content} pull={pull} />
      ))}
    </section>
  );
}

function StoppedPull({ pull }: { pull: ContentPull }) {
  const t = useWords();
  const { content, version, doneBytes, sizeBytes, problem } = pull;
  const name = `${pull.name} ${version}`.trim();
  const at = t("pulls.at", { done: sizeText(doneBytes), total: sizeText(sizeBytes) });
  const discard = async () => {
    await ask((client) => client.discardPull({ content }));
    contentChanged();
  };
  return (
    <Group className={classes["pull"] ?? ""} wrap="nowrap" align="center">
      <div className={classes["grow"]}>
        <Text fw={600}>
          {name}{" "}
          <Text span c="dimmed" size="sm">
            {at}
          </Text>
        </Text>
        <Text size="sm" style={{ color: `var(--ps-${problem === null ? "dim" : "fail"})` }}>
          {problem ?? t("pulls.stopped")}
        </Text>
      </div>
      <Button
        size="compact-md"
        aria-label={t("pulls.goOf", { name })}
        onClick={() => void ask((client) => client.pullContent({ content }))}
      >
        {t("pulls.go")}
      </Button>
      <Button size="compact-md" aria-label={t("pulls.discardOf", { name })} onClick={() => void discard()}>
        {t("pulls.discard")}
      </Button>
    </Group>
  );
}
