import { Button, Loader, Text } from "@mantine/core";
import type { DriversOf } from "../../../../shared/boot-drivers.ts";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { ReachTable } from "../../../parts/reach-table.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import { go } from "../../../view.ts";
import { useModelChanges } from "../../models/models-state.ts";

/** Whether a boot image that was looked into reaches disk and network of each target model. */
export function ModelMatrix({ of }: { of: DriversOf }) {
  const t = useWords();
  const answer = useAnswer(`matrix ${useModelChanges()} ${JSON.stringify(of)}`, (client) =>
    client.checkModels({ of }),
  );
  const verdicts = answer.last?.verdicts ?? [];
  return (
    <section>
      <h3>{t("reach.title")}</h3>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.last === null && answer.status === "asking" && (
        <Loader size="sm" aria-label={t("common.loading")} />
      )}
      {answer.last && verdicts.length === 0 && (
        <>
          <Text c="dimmed" mb={6}>
            {t("reach.noModels")}
          </Text>
          <Button size="compact-md" onClick={() => go("models")}>
            {t("reach.toModels")}
          </Button>
        </>
      )}
      {verdicts.length > 0 && (
        <ReachTable
          of="model"
          rows={verdicts.map((verdict) => ({ id: verdict.model, name: verdict.name, verdict }))}
        />
      )}
    </section>
  );
}
