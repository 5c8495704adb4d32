import { Button, Loader, Text } from "@mantine/core";
import type { Media } from "../../../shared/media.ts";
import type { ModelVerdict } from "../../../shared/model-verdict.ts";
import type { TargetModel } from "../../../shared/target-model.ts";
import { mediaText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { ReachTable } from "../../parts/reach-table.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { useModelChanges } from "./models-state.ts";

/** Which media's boot images reach this model's disk and network. */
export function MediaMatrix({ model }: { model: TargetModel }) {
  const t = useWords();
  const all = useStation((s) => s.media);
  const media = all.filter(({ bootFiles, state }) => bootFiles.bootWim && state !== "bad");
  const tasks = useStation((s) => s.tasks.map(({ task }) => task).join());
  const changes = useModelChanges();
  const key = ["reach", model.id, changes, tasks, ...media.map(({ id }) => id)].join(" ");
  const answer = useAnswer(key, (client) =>
    Promise.all(
      media.map(async ({ id }) => {
        const { verdicts } = await client.checkModels({ of: { media: id } });
        return { id, looked: verdicts !== null, verdict: verdicts?.find((one) => one.model === model.id) };
      }),
    ),
  );
  return (
    <section>
      <h3>{t("models.reachOf")}</h3>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {media.length === 0 && <Text c="dimmed">{t("reach.noMedia")}</Text>}
      {media.length > 0 && !answer.last && answer.status === "asking" && (
        <Loader size="sm" aria-label={t("common.loading")} />
      )}
      {media.length > 0 && answer.last && (
        <ReachTable
          of="medium"
          rows={media.map((medium) => {
            const found = answer.last?.find(({ id }) => id === medium.id);
            return rowOf(medium, found?.verdict, found?.looked === false && <NotLooked medium={medium} />);
          })}
        />
      )}
    </section>
  );
}

function rowOf(medium: Media, verdict: ModelVerdict | undefined, instead: React.ReactNode) {
  const name = mediaText(medium.name, medium.version);
  return { id: medium.id, name, verdict: verdict ?? null, instead };
}

function NotLooked({ medium }: { medium: Media }) {
  const t = useWords();
  const live = useLive();
  const name = mediaText(medium.name, medium.version);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("reach.notLooked")}
      </Text>
      <Button
        size="compact-sm"
        disabled={!live}
        aria-label={t("reach.lookIntoOf", { medium: name })}
        onClick={() => void ask((client) => client.bootDrivers({ of: { media: medium.id } }))}
      >
        {t("reach.lookInto")}
      </Button>
    </>
  );
}
