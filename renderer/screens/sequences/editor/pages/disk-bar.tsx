import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { layOut, type PartitionRow } from "../../../../../shared/sequence-partitions.ts";
import { sizeText } from "../../../../format.ts";
import { useWords } from "../../../../translate.ts";
import classes from "./partition.module.css";

const DRIVES = [128e9, 256e9, 512e9, 1e12, 2e12];

/** How the partitions lie on a drive of some size. Small ones are drawn wider than they are, so that they are seen. */
export function DiskBar({ rows }: { rows: readonly PartitionRow[] }) {
  const t = useWords();
  const [drive, setDrive] = useState(512e9);
  const sizes = layOut(rows, drive);
  const used = sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  const left = drive - used;
  return (
    <figure className={classes["figure"]}>
      <figcaption>
        <Text size="sm" fw={600}>
          {t("editor.disk.preview")}
        </Text>
        <NativeSelect
          size="xs"
          aria-label={t("editor.disk.drive")}
          value={String(drive)}
          data={DRIVES.map((bytes) => ({ value: String(bytes), label: sizeText(bytes) }))}
          onChange={(event) => setDrive(Number(event.currentTarget.value))}
        />
      </figcaption>
      <ol className={classes["bar"]}>
        {rows.map((row, n) => {
          const bytes = sizes[n] ?? null;
          return (
            <li key={n} data-wrong={bytes === null || undefined} style={{ flexGrow: share(bytes, drive) }}>
              <b>{row.AssignVolumeLetter.length === 1 ? `${row.AssignVolumeLetter}:` : n + 1}</b>
              <span>{row.Type || "PRIMARY"}</span>
              <span>{bytes === null ? t("editor.disk.noRoom") : sizeText(bytes)}</span>
            </li>
          );
        })}
        {left > 16 * 2 ** 20 && (
          <li data-free style={{ flexGrow: share(left, drive) }}>
            <span>{t("editor.disk.free")}</span>
            <span>{sizeText(left)}</span>
          </li>
        )}
      </ol>
    </figure>
  );
}

const share = (bytes: number | null, drive: number) => Math.max(0.12, (bytes ?? 0) / drive);
