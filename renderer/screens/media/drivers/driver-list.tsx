import { Text, TextInput } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { BootDriver, DriverDevice } from "../../../../shared/boot-drivers.ts";
import { StateWord } from "../../../parts/state-word.tsx";
import { useWords } from "../../../translate.ts";
import classes from "./drivers.module.css";

/** As many ids are drawn of one driver; the filter leads to the others. */
const MOST_SHOWN = 300;

/** The drivers of a boot image, each with its devices when it is opened. */
export function DriverList({ drivers }: { drivers: readonly BootDriver[] }) {
  const t = useWords();
  const [typed, setTyped] = useState("");
  const filter = useDeferredValue(typed.trim().toLowerCase());
  const shown = drivers.filter((driver) => filter === "" || textOf(driver).includes(filter));
  return (
    <section aria-label={t("drivers.list")}>
      <TextInput
        type="search"
        label={t("drivers.filter")}
        description={t("drivers.filterHint")}
        inputWrapperOrder={["label", "input", "description"]}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed" mt={8} mb={4} role="status">
        {shown.length === 0
          ? t("drivers.noMatch")
          : t("drivers.shown", { shown: shown.length, total: drivers.length })}
      </Text>
      <ul className={classes["drivers"]}>
        {shown.map((driver) => (
          <Driver key={driver.path} driver={driver} filter={filter} />
        ))}
      </ul>
    </section>
  );
}

function Driver({ driver, filter }: { driver: BootDriver; filter: string }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { inf, deviceClass, provider, version, date, devices, missingFiles } = driver;
  return (
    <li>
      <button
        type="button"
        className={classes["driver"]}
        aria-expanded={open}
        onClick={() => setOpen((before) => !before)}
      >
        <span>
          <b>{inf}</b> <span className={classes["class"]}>{deviceClass}</span>
        </span>
        <span className={classes["count"]}>{devices.length.toLocaleString()}</span>
        <span className={classes["facts"]}>{[provider, version, date].filter(Boolean).join(" · ")}</span>
      </button>
      {missingFiles.length > 0 && (
        <StateWord
          icon={TriangleAlert}
          tone="slow"
          word={t("drivers.without", { files: missingFiles.join(", ") })}
        />
      )}
      {open && <Devices inf={inf} devices={matching(devices, filter)} />}
    </li>
  );
}

/** Those that the filter is about; all of them when it is about the driver. */
function matching(devices: readonly DriverDevice[], filter: string): readonly DriverDevice[] {
  const found = devices.filter((device) => deviceText(device).toLowerCase().includes(filter));
  return found.length === 0 ? devices : found;
}

function Devices({ inf, devices }: { inf: string; devices: readonly DriverDevice[] }) {
  const t = useWords();
  const rest = devices.length - MOST_SHOWN;
  return (
    <ul className={classes["ids"]} aria-label={t("drivers.idsOf", { inf })}>
      {devices.slice(0, MOST_SHOWN).map((device, n) => (
        // oxlint-disable-next-line react/no-array-index-key -- an INF may name one device twice, and the list never changes
        <li key={n}>
          {device.description}
          {device.onlyFor !== null && <i> ({t("drivers.onlyFor", { windows: device.onlyFor })})</i>}
          {idsOf(device).map((id) => (
            <span key={id} className="mono">
              {id}
            </span>
          ))}
        </li>
      ))}
      {rest > 0 && <li>{t("drivers.more", { count: rest })}</li>}
    </ul>
  );
}

function idsOf({ hardwareId, compatibleIds }: DriverDevice): string[] {
  return [...new Set(hardwareId === null ? compatibleIds : [hardwareId, ...compatibleIds])];
}

function deviceText(device: DriverDevice): string {
  return [device.description, ...idsOf(device)].join(" ");
}

function textOf({ inf, deviceClass, provider, version, devices }: BootDriver): string {
  return [inf, deviceClass, provider, version, ...devices.map(deviceText)].join(" ").toLowerCase();
}
