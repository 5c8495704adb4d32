import { ActionIcon, Button, TextInput } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";
import { useProblem } from "./field.tsx";
import { PathInput } from "./path-field.tsx";

type RowsField = "bootFiles" | "prestartFiles";

/** Files of the engine's computer, each with where it goes. */
export function FileRows(props: { field: RowsField; title: string; hint: string; example: string }) {
  const { field, title, hint, example } = props;
  const t = useWords();
  const rows = useFilled()?.draft[field] ?? [];
  const add = () => changeDraft({ [field]: [...rows, { source: "", path: "" }] });
  return (
    <>
      <h3>{title}</h3>
      <p className={classes["hint"]}>{hint}</p>
      {rows.map((_, n) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is its place: it has no other name
        <FileRow key={n} field={field} n={n} example={example} />
      ))}
      <div>
        <Button leftSection={<Plus size={16} aria-hidden />} onClick={add}>
          {t("create.addFile")}
        </Button>
      </div>
    </>
  );
}

function FileRow({ field, n, example }: { field: RowsField; n: number; example: string }) {
  const t = useWords();
  const rows = useFilled()?.draft[field] ?? [];
  const row = rows[n] ?? { source: "", path: "" };
  const pathProblem = useProblem(`${field}.${n}.path`);
  const sourceProblem = useProblem(`${field}.${n}.source`);
  const change = (more: Partial<typeof row>) =>
    changeDraft({ [field]: rows.map((each, at) => (at === n ? { ...each, ...more } : each)) });
  const name = (source: string) => `/${source.split("/").at(-1) ?? ""}`;
  return (
    <div className={classes["row"]}>
      <PathInput
        shows="all"
        label={t("create.fileSource", { n: n + 1 })}
        value={row.source}
        problem={sourceProblem}
        onChange={(source) => change({ source })}
        onSettled={(source) => source && change({ source, path: row.path || name(source) })}
      />
      <TextInput
        size="md"
        w={260}
        label={t("create.filePath", { n: n + 1 })}
        placeholder={example}
        classNames={{ input: "mono" }}
        value={row.path}
        error={pathProblem}
        onChange={(event) => change({ path: event.currentTarget.value })}
      />
      <ActionIcon
        size={42}
        variant="default"
        className={classes["beside"] ?? ""}
        aria-label={t("create.removeFile", { n: n + 1 })}
        onClick={() => changeDraft({ [field]: rows.filter((_, at) => at !== n) })}
      >
        <Trash2 size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
