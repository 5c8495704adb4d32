import { ActionIcon, Button, Group, Stack, Text, Tooltip } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { inputEdits, type AnyStep } from "../../../../../shared/sequence-forms.ts";
import { partitionRows, rowEdits, type PartitionRow } from "../../../../../shared/sequence-partitions.ts";
import { inputOf } from "../../../../../shared/sequence-step-kinds.ts";
import { useWords } from "../../../../translate.ts";
import { change } from "../editor-state.ts";
import { PickField, TextField } from "../fields.tsx";
import { DiskBar } from "./disk-bar.tsx";
import { PartitionFields } from "./partition-fields.tsx";
import classes from "./partition.module.css";

/** Format and Partition Disk: which disk, how it is divided, and how that lies on a drive. */
export function PartitionPage({ node }: { node: AnyStep }) {
  const t = useWords();
  const rows = partitionRows(node);
  const style = inputOf(node, "OSDPartitionStyle")?.toUpperCase() ?? "";
  const disk = inputOf(node, "OSDDiskIndex") ?? "0";
  const gpt = style === "GPT" || (style === "" && inputOf(node, "OSDGPTBootDisk")?.toLowerCase() === "true");
  return (
    <Stack gap="md">
      <Group grow align="start">
        <TextField
          of={node.id}
          label={t("editor.disk.number")}
          value={disk}
          problem={/^\d{1,5}$/.test(disk.trim()) || disk.includes("%") ? null : t("editor.disk.noNumber")}
          edits={(text) => inputEdits(node, "OSDDiskIndex", text, "DiskIndex")}
        />
        <PickField
          label={t("editor.disk.style")}
          value={gpt ? "GPT" : "MBR"}
          options={[
            { value: "MBR", label: t("editor.disk.mbr") },
            { value: "GPT", label: t("editor.disk.gpt") },
          ]}
          edits={(text) => [
            ...inputEdits(node, "OSDPartitionStyle", text, "PartitionStyle"),
            ...inputEdits(node, "OSDGPTBootDisk", String(text === "GPT"), "GPTBootDisk"),
          ]}
        />
      </Group>
      <DiskBar rows={rows} />
      <PartitionList node={node} gpt={gpt} />
    </Stack>
  );
}

/** The partitions in their order; the chosen one is open. */
function PartitionList({ node, gpt }: { node: AnyStep; gpt: boolean }) {
  const t = useWords();
  const rows = partitionRows(node);
  const [chosen, setChosen] = useState(rows.length - 1);
  const order = rows.map((_row, n) => n);
  const put = (next: (number | "new")[], open: number) => {
    if (change(rowEdits(node, next))) setChosen(open);
  };
  const swap = (n: number, other: number) =>
    put(
      order.map((at) => (at === n ? other : at === other ? n : at)),
      other,
    );
  const full = rows.length >= (gpt ? 128 : 4);
  return (
    <>
      {rows.length === 0 && <Text c="dimmed">{t("editor.disk.none")}</Text>}
      {rows.map((row, n) => (
        <section key={n} className={classes["row"]} aria-label={t("editor.disk.partition", { n: n + 1 })}>
          <RowHead row={row} n={n} open={n === chosen} onOpen={() => setChosen(n)}>
            <RowButtons
              n={n}
              count={rows.length}
              onUp={() => swap(n, n - 1)}
              onDown={() => swap(n, n + 1)}
              onRemove={() => put(order.toSpliced(n, 1), Math.max(0, n - 1))}
            />
          </RowHead>
          {n === chosen && <PartitionFields node={node} n={n} row={row} gpt={gpt} />}
        </section>
      ))}
      <Group>
        <Button
          leftSection={<Plus size={16} aria-hidden />}
          disabled={full}
          onClick={() => put([...order, "new"], rows.length)}
        >
          {t("editor.disk.add")}
        </Button>
        {full && <Text size="sm">{t(gpt ? "editor.disk.fullGpt" : "editor.disk.fullMbr")}</Text>}
      </Group>
    </>
  );
}

interface RowHeadProps {
  row: PartitionRow;
  n: number;
  open: boolean;
  onOpen: () => void;
  children: ReactNode;
}

function RowHead({ row, n, open, onOpen, children }: RowHeadProps) {
  const t = useWords();
  const says = [row.Type || "PRIMARY", row.FileSystem, row.VolumeName, sizeWords(row.Size, row.SizeUnits, t)];
  return (
    <header>
      <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={onOpen}>
        {t("editor.disk.partition", { n: n + 1 })}
      </Button>
      <span className={classes["says"]}>{says.filter(Boolean).join(" · ")}</span>
      {children}
    </header>
  );
}

function sizeWords(size: string, units: string, t: ReturnType<typeof useWords>): string {
  if (size === "") return t("editor.disk.rest");
  const percent = units === "%" || units.toUpperCase() === "PERCENT";
  return percent ? t("editor.disk.percent", { size }) : `${size} ${units || "MB"}`;
}

interface RowButtonsProps {
  n: number;
  count: number;
  onUp: () => void;
  onDown: () => void;
  onRemove: () => void;
}

function RowButtons({ n, count, onUp, onDown, onRemove }: RowButtonsProps) {
  const t = useWords();
  const buttons = [
    { word: t("editor.disk.up", { n: n + 1 }), Icon: ArrowUp, act: onUp, off: n === 0 },
    { word: t("editor.disk.down", { n: n + 1 }), Icon: ArrowDown, act: onDown, off: n === count - 1 },
    { word: t("editor.disk.remove", { n: n + 1 }), Icon: Trash2, act: onRemove, off: false },
  ];
  return (
    <Group gap={2} wrap="nowrap">
      {buttons.map(({ word, Icon, act, off }) => (
        <Tooltip key={word} label={word}>
          <ActionIcon variant="subtle" aria-label={word} disabled={off} onClick={act}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
