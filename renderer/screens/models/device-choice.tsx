import { ActionIcon, NativeSelect, Text } from "@mantine/core";
import { X } from "lucide-react";
import { DeviceKind, type ModelDevice } from "../../../shared/target-model.ts";
import { useWords } from "../../translate.ts";
import classes from "./model-dialog.module.css";
import { keyOf } from "./model-form.ts";

interface DeviceChoiceProps {
  devices: readonly ModelDevice[];
  /** What a person says of one of them. */
  onSay: (device: ModelDevice, what: DeviceKind | "taken-out") => void;
}

/** The model's devices: what each is can be said, and what does not matter taken out. */
export function DeviceChoice({ devices, onSay }: DeviceChoiceProps) {
  const t = useWords();
  return (
    <section aria-label={t("modelForm.chosen")}>
      <Text size="sm" fw={500} mb={4}>
        {t("modelForm.has", { count: devices.length })}
      </Text>
      <ul className={classes["devices"]} tabIndex={0} aria-label={t("modelForm.chosen")}>
        {devices.map((device) => (
          <DeviceRow key={keyOf(device)} device={device} onSay={(what) => onSay(device, what)} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  device: ModelDevice;
  onSay: (what: DeviceKind | "taken-out") => void;
}

function DeviceRow({ device, onSay }: RowProps) {
  const t = useWords();
  const id = device.hardwareIds[0] ?? device.compatibleIds[0] ?? "";
  const name = device.description || id;
  return (
    <li className={classes["device"]}>
      <NativeSelect
        size="xs"
        aria-label={t("modelForm.kindOf", { device: name })}
        value={device.kind}
        data={DeviceKind.options.map((kind) => ({ value: kind, label: t(`models.kind.${kind}`) }))}
        onChange={(event) => {
          const kind = DeviceKind.options.find((each) => each === event.currentTarget.value);
          if (kind) onSay(kind);
        }}
      />
      <span className={classes["what"]}>
        {device.description} <span className="mono">{id}</span>
      </span>
      <ActionIcon
        variant="subtle"
        aria-label={t("modelForm.dropOf", { device: name })}
        onClick={() => onSay("taken-out")}
      >
        <X size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}
