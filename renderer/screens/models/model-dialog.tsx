import { Button, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { DeviceKind, ModelDevice, TargetModel } from "../../../shared/target-model.ts";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useWords } from "../../translate.ts";
import { closeDialog, useView } from "../../view.ts";
import { DeviceChoice } from "./device-choice.tsx";
import { DeviceText } from "./device-text.tsx";
import { titleOf } from "./model-detail.tsx";
import { devicesOf, formOf, keyOf, readForm, type ModelForm } from "./model-form.ts";
import { modelsChanged } from "./models-state.ts";

interface Fields {
  form: ModelForm;
  change: (change: Partial<ModelForm>) => void;
}

/** Adds a model, or changes one. Devices are pasted, read from a file, or scanned. */
export function ModelDialog({ model }: { model: TargetModel | null }) {
  const t = useWords();
  const { form, change, devices, tried, problem, save, busy, fault } = useModelForm(model);
  const say = (device: ModelDevice, what: DeviceKind | "taken-out") =>
    change({ said: new Map(form.said).set(keyOf(device), what) });
  return (
    <Dialog
      title={model ? t("modelForm.editTitle", { name: titleOf(model) }) : t("modelForm.addTitle")}
      size={860}
      actions={
        <Button size="md" variant="filled" loading={busy} onClick={save}>
          {t("modelForm.save")}
        </Button>
      }
    >
      <Stack gap="sm">
        <ModelFields form={form} change={change} tried={tried} />
        <DeviceText
          onFound={(found) => change({ found })}
          error={tried && devices.length === 0 ? t("modelForm.needsDevices") : null}
        />
        {devices.length > 0 && <DeviceChoice devices={devices} onSay={say} />}
        {tried && problem !== null && form.name.trim() !== "" && (
          <Text c="var(--ps-fail)" role="alert">
            {problem}
          </Text>
        )}
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function useModelForm(model: TargetModel | null) {
  const [form, setForm] = useState(() => formOf(model));
  const [tried, setTried] = useState(false);
  const { busy, fault, run } = useAsking();
  const change: Fields["change"] = (more) => setForm((before) => ({ ...before, ...more }));
  const read = readForm(form, model?.id);
  const devices = devicesOf(form);
  const saved = ({ id }: TargetModel) => {
    closeDialog();
    useView.setState({ model: id });
    modelsChanged();
  };
  const save = () => {
    setTried(true);
    const { model: input } = read;
    if (input && devices.length > 0) void run((client) => client.saveModel({ model: input }), saved);
  };
  return { form, change, devices, tried, problem: read.problem, save, busy, fault };
}

function ModelFields({ form, change, tried }: Fields & { tried: boolean }) {
  const t = useWords();
  const missing = tried && form.name.trim() === "";
  return (
    <>
      <SimpleGrid cols={4}>
        <TextInput
          label={t("modelForm.name")}
          value={form.name}
          error={missing && t("modelForm.needsName")}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("modelForm.vendor")}
          value={form.vendor}
          onChange={(event) => change({ vendor: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("modelForm.firmware")}
          value={form.firmware}
          data={[
            { value: "uefi", label: "UEFI" },
            { value: "bios", label: "BIOS" },
          ]}
          onChange={(event) => change({ firmware: event.currentTarget.value === "bios" ? "bios" : "uefi" })}
        />
        <NativeSelect
          label={t("modelForm.architecture")}
          value={form.architecture}
          data={ARCHITECTURES}
          onChange={(event) => {
            const architecture = ARCHITECTURES.find((each) => each === event.currentTarget.value);
            if (architecture) change({ architecture });
          }}
        />
      </SimpleGrid>
      <TextInput
        label={t("modelForm.note")}
        value={form.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
    </>
  );
}

const ARCHITECTURES: ModelForm["architecture"][] = ["x64", "x86", "arm64"];
