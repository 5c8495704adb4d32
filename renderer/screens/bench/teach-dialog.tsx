import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Drive } from "../../../shared/drive.ts";
import { bayText, sizeText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** Gives ports their bay numbers. */
export function TeachDialog() {
  const t = useWords();
  const strangers = useStation((s) => s.strangers);
  const bays = useStation((s) => s.bays);
  const training = useStation((s) => s.engine?.bench === "training");
  return (
    <Dialog title={t("teach.title")} size={720}>
      <Stack>
        <Text>{t("teach.text")}</Text>
        {strangers.length === 0 && <Text c="dimmed">{t("teach.none")}</Text>}
        {strangers.map((drive) => (
          <Stranger key={drive.port} drive={drive} />
        ))}
        {!training && bays.length > 0 && (
          <>
            <Text fw={650}>{t("teach.taught")}</Text>
            {bays.map(({ bay, port }) => (
              <Group key={bay} justify="space-between" wrap="nowrap">
                <Text>
                  <b>{bayText(bay)}</b> <span className="mono">{port}</span>
                </Text>
                <Button size="xs" onClick={() => void ask((client) => client.forgetBay({ bay }))}>
                  {t("teach.forget", { bay: bayText(bay) })}
                </Button>
              </Group>
            ))}
          </>
        )}
      </Stack>
    </Dialog>
  );
}

function Stranger({ drive }: { drive: Drive }) {
  const t = useWords();
  const free = useStation((s) => Math.max(0, ...s.bays.map((bay) => bay.bay)) + 1);
  const [bay, setBay] = useState(free);
  return (
    <Group wrap="nowrap" align="end">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={600}>
          {drive.model} · {sizeText(drive.sizeBytes)}
        </Text>
        <Text size="sm" c="dimmed" className="mono">
          {drive.serial} {drive.port}
        </Text>
      </div>
      <NumberInput
        w={110}
        min={1}
        aria-label={t("teach.number", { port: drive.port })}
        value={bay}
        onChange={(value) => setBay(Number(value))}
      />
      <Button
        disabled={bay < 1}
        onClick={() => void ask((client) => client.teachBay({ port: drive.port, bay }))}
      >
        {t("teach.teach")}
      </Button>
    </Group>
  );
}
