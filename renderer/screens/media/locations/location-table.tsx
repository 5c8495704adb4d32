import { Button, Group, Table, Text } from "@mantine/core";
import { CircleCheck, CircleDashed, CircleOff, CircleX, FolderSearch, type LucideIcon } from "lucide-react";
import { useState } from "react";
import type { ContentLocation } from "../../../../shared/content.ts";
import { sizeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { StateWord } from "../../../parts/state-word.tsx";
import type { Tone } from "../../../theme.ts";
import { useWords } from "../../../translate.ts";
import { openDialog } from "../../../view.ts";
import classes from "./locations.module.css";
import { contentChanged } from "./revision.ts";

const COLUMNS = ["name", "site", "address", "use", "state", "actions"] as const;

/** The locations, nearest first, each with how it was found last. */
export function LocationTable({ locations }: { locations: readonly ContentLocation[] }) {
  const t = useWords();
  return (
    <section aria-labelledby="locations-heading">
      <h2 id="locations-heading" className={classes["heading"]}>
        {t("locations.list")}
      </h2>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column}>{t(`locations.columns.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {locations.map((location) => (
            <LocationRow key={location.id} location={location} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function LocationRow({ location }: { location: ContentLocation }) {
  const t = useWords();
  const { id, name, site, parentSite, address } = location;
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td>
        {site}
        {parentSite !== null && (
          <Text span size="sm" c="dimmed">
            {" "}
            {t("locations.under", { parent: parentSite })}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes["address"] ?? ""}>{address}</Table.Td>
      <Table.Td>
        <Use location={location} />
      </Table.Td>
      <Table.Td className={classes["state"] ?? ""}>
        <LocationState location={location} />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <TestButton id={id} name={name} />
          <Button
            size="compact-sm"
            aria-label={t("locations.editOf", { name })}
            onClick={() => openDialog({ kind: "location", location })}
          >
            {t("locations.edit")}
          </Button>
          <Button
            size="compact-sm"
            aria-label={t("locations.removeOf", { name })}
            onClick={() => openDialog({ kind: "remove-location", location: id, name })}
          >
            {t("locations.remove")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** When it may be used, and how fast. */
function Use({ location: { hours, bytesPerSecond } }: { location: ContentLocation }) {
  const t = useWords();
  const limit = bytesPerSecond !== null && t("locations.limit", { rate: `${sizeText(bytesPerSecond)}/s` });
  return (
    <>
      {hours || t("locations.always")}
      {limit && (
        <Text size="sm" c="dimmed">
          {limit}
        </Text>
      )}
    </>
  );
}

const looks: Record<"waiting" | "index" | "scan" | "failed" | "off", { icon: LucideIcon; tone: Tone }> = {
  waiting: { icon: CircleDashed, tone: "dim" },
  index: { icon: CircleCheck, tone: "done" },
  scan: { icon: FolderSearch, tone: "slow" },
  failed: { icon: CircleX, tone: "fail" },
  off: { icon: CircleOff, tone: "faint" },
};

function LocationState({ location: { enabled, look } }: { location: ContentLocation }) {
  const t = useWords();
  const state = enabled ? (look?.found ?? "waiting") : "off";
  return (
    <>
      <StateWord {...looks[state]} word={t(`locations.state.${state}`)} />
      {look && enabled && (
        <Text size="sm" c="dimmed">
          {look.message}
        </Text>
      )}
    </>
  );
}

function TestButton({ id, name }: { id: string; name: string }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    await ask((client) => client.testContentLocation({ id }));
    setBusy(false);
    contentChanged();
  };
  return (
    <Button
      size="compact-sm"
      loading={busy}
      aria-label={t("locations.testOf", { name })}
      onClick={() => void test()}
    >
      {t("locations.test")}
    </Button>
  );
}
