import { Button, Loader, Table } from "@mantine/core";
import { Laptop } from "lucide-react";
import type { DeviceKind, TargetModel } from "../../../shared/target-model.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { Page, Split } from "../../parts/page.tsx";
import { PickRow } from "../../parts/pick-row.tsx";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog, useView } from "../../view.ts";
import { ModelDetail, titleOf } from "./model-detail.tsx";
import { useModels } from "./models-state.ts";

/** The PCs that staged drives go into. */
export function ModelsScreen() {
  const t = useWords();
  const live = useLive();
  const answer = useModels();
  const models = answer.last ?? [];
  const wanted = useView((view) => view.model);
  const chosen = models.find(({ id }) => id === wanted) ?? models[0];
  const add = (
    <Button
      size="md"
      {...(models.length === 0 && { variant: "filled" })}
      disabled={!live}
      onClick={() => openDialog({ kind: "model", model: null })}
    >
      {t("models.add")}
    </Button>
  );
  return (
    <Page title={t("models.title")} actions={models.length > 0 && add}>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.last === null && answer.status === "asking" && (
        <Loader m="xl" aria-label={t("common.loading")} />
      )}
      {answer.last?.length === 0 && (
        <EmptyState icon={Laptop} title={t("models.none")} text={t("models.noneTodo")}>
          {add}
        </EmptyState>
      )}
      {chosen && (
        <Split
          label={t("models.detail")}
          list={<ModelTable models={models} chosen={chosen.id} />}
          detail={<ModelDetail key={chosen.id} model={chosen} />}
        />
      )}
    </Page>
  );
}

const COLUMNS = ["name", "firmware", "architecture", "disk", "network"] as const;

function ModelTable({ models, chosen }: { models: readonly TargetModel[]; chosen: string }) {
  const t = useWords();
  const count = ({ devices }: TargetModel, wanted: DeviceKind) =>
    devices.filter(({ kind }) => kind === wanted).length;
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column} className={column === "disk" || column === "network" ? "num" : ""}>
              {t(`models.columns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {models.map((model) => (
          <PickRow
            key={model.id}
            name={titleOf(model)}
            selected={model.id === chosen}
            onPick={() => useView.setState({ model: model.id })}
          >
            <Table.Td>{model.firmware.toUpperCase()}</Table.Td>
            <Table.Td>{model.architecture}</Table.Td>
            <Table.Td className="num">{count(model, "disk")}</Table.Td>
            <Table.Td className="num">{count(model, "network")}</Table.Td>
          </PickRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}
