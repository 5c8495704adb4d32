import { Button, Group, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ModelDevice, TargetModel } from "../../../shared/target-model.ts";
import { dateText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useLive } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import { MediaMatrix } from "./media-matrix.tsx";
import { keyOf } from "./model-form.ts";
import { modelsChanged } from "./models-state.ts";

/** "Dell Latitude 5430" */
export function titleOf({ vendor, name }: Pick<TargetModel, "vendor" | "name">): string {
  return `${vendor} ${name}`.trim();
}

/** One model: what it is, which boot images reach it, its devices. */
export function ModelDetail({ model }: { model: TargetModel }) {
  const t = useWords();
  const live = useLive();
  return (
    <>
      <h2>{titleOf(model)}</h2>
      <Group gap="sm">
        <Button disabled={!live} onClick={() => openDialog({ kind: "model", model })}>
          {t("models.edit")}
        </Button>
        <Button color="fail" disabled={!live} onClick={() => void remove(t, model)}>
          {t("models.remove")}
        </Button>
      </Group>
      <Facts
        facts={[
          { name: t("models.facts.firmware"), value: model.firmware.toUpperCase() },
          { name: t("models.facts.architecture"), value: model.architecture },
          ...(model.note ? [{ name: t("models.facts.note"), value: model.note }] : []),
          { name: t("models.facts.changed"), value: dateText(model.changedAt) },
        ]}
      />
      <MediaMatrix model={model} />
      <section>
        <h3>{t("models.devices")}</h3>
        {model.devices.length === 0 ? (
          <Text c="dimmed">{t("models.noDevices")}</Text>
        ) : (
          <DeviceTable devices={model.devices} />
        )}
      </section>
    </>
  );
}

/** Gone at once; for a while a button brings it back as it was. */
async function remove(t: Translate, model: TargetModel): Promise<void> {
  if (!(await ask((client) => client.removeModel({ id: model.id })))) return;
  modelsChanged();
  const id = notifications.show({
    title: t("models.removed", { name: titleOf(model) }),
    message: (
      <Button
        size="compact-md"
        mt={6}
        onClick={() => {
          notifications.hide(id);
          void bringBack(model);
        }}
      >
        {t("models.undo")}
      </Button>
    ),
    autoClose: 30_000,
    role: "status",
  });
}

async function bringBack(removed: TargetModel): Promise<void> {
  const { changedAt: _, ...model } = removed;
  if (await ask((client) => client.saveModel({ model }))) modelsChanged();
}

const ORDER: readonly ModelDevice["kind"][] = ["disk", "network", "unknown", "other"];

function DeviceTable({ devices }: { devices: readonly ModelDevice[] }) {
  const t = useWords();
  const sorted = devices.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return (
    <Table verticalSpacing={6} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("models.deviceColumns.kind")}</Table.Th>
          <Table.Th>{t("models.deviceColumns.device")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map((device) => (
          <Table.Tr key={keyOf(device)}>
            <Table.Td style={{ verticalAlign: "top", whiteSpace: "nowrap" }}>
              {t(`models.kind.${device.kind}`)}
            </Table.Td>
            <Table.Td>
              {device.description}
              <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: "anywhere" }}>
                {device.hardwareIds[0] ?? device.compatibleIds[0]}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
