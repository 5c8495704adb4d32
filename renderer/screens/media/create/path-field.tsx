import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CreateDraft, FolderShows } from "../../../../shared/media-draft.ts";
import { useWords } from "../../../translate.ts";
import { BrowseDialog } from "./browse-dialog.tsx";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";
import { useProblem } from "./field.tsx";

type PathName = "file" | "stagingFolder" | "certificateFile" | "bootFile" | "osFile";

interface PathFieldProps {
  field: PathName;
  shows: FolderShows;
  label: string;
  hint?: string;
  placeholder?: string;
  /** What to do once a path stands there: it was chosen, or the field was left. */
  onSettled?: (path: string) => void;
  /** What goes with another path. */
  also?: Partial<CreateDraft>;
}

/** A path on the engine's computer: typed, or chosen in its folders. */
export function PathField({ field, onSettled, also, ...more }: PathFieldProps) {
  const filled = useFilled();
  const problem = useProblem(field);
  const value = filled?.draft[field] ?? "";
  return (
    <PathInput
      {...more}
      value={value}
      problem={problem}
      onChange={(path) => changeDraft({ ...also, [field]: path })}
      onSettled={(path) => onSettled?.(path)}
    />
  );
}

interface PathInputProps {
  shows: FolderShows;
  label: string;
  hint?: string;
  placeholder?: string;
  value: string;
  problem: string | null;
  onChange: (path: string) => void;
  onSettled?: (path: string) => void;
}

export function PathInput(props: PathInputProps) {
  const { shows, label, hint, placeholder, value, problem, onChange, onSettled } = props;
  const t = useWords();
  const [browsing, setBrowsing] = useState(false);
  const pick = (path: string) => {
    setBrowsing(false);
    const chosen = shows === "folders" ? inFolder(path, value) : path;
    onChange(chosen);
    onSettled?.(chosen);
  };
  return (
    <div className={classes["row"]}>
      <TextInput
        size="md"
        label={label}
        {...(hint !== undefined && {
          description: hint,
          inputWrapperOrder: ["label", "input", "description", "error"],
        })}
        {...(placeholder !== undefined && { placeholder })}
        classNames={{ input: "mono" }}
        value={value}
        error={problem}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => onSettled?.(value.trim())}
      />
      <Button
        size="md"
        className={classes["beside"] ?? ""}
        aria-label={t("create.browseFor", { label })}
        onClick={() => setBrowsing(true)}
      >
        {t("create.browse")}
      </Button>
      {browsing && (
        <BrowseDialog
          title={label}
          shows={shows}
          from={value}
          onPick={pick}
          onClose={() => setBrowsing(false)}
        />
      )}
    </div>
  );
}

/** A chosen folder keeps the file name that stood in the field. */
function inFolder(folder: string, before: string): string {
  const name = /[^/]*\.wim$/i.exec(before)?.[0];
  return name ? `${folder === "/" ? "" : folder}/${name}` : folder;
}
