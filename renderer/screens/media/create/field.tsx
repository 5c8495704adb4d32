import { PasswordInput, TextInput } from "@mantine/core";
import { CircleX } from "lucide-react";
import { useWords, type Translate } from "../../../translate.ts";
import { createWords } from "../../../words/create.ts";
import type { CreateDraft } from "../../../../shared/media-draft.ts";
import type { Problem, Secrets } from "./create-form.ts";
import classes from "./create-screen.module.css";
import { changeDraft, changeSecrets, useFilled } from "./create-store.ts";
import type { Words } from "./issue-fields.ts";

type TextField = { [K in keyof CreateDraft]: CreateDraft[K] extends string ? K : never }[keyof CreateDraft];

interface FieldProps {
  label: string;
  hint?: string;
  placeholder?: string;
  mono?: boolean;
  required?: boolean;
}

/** A line of text of the draft; what is wrong with it stands below it. `limit` shows how much of it is used. */
export function DraftField({
  field,
  limit,
  type = "text",
  width,
  ...more
}: FieldProps & { field: TextField; limit?: number; type?: "text" | "date"; width?: number }) {
  const filled = useFilled();
  const problem = useProblem(field);
  const value = filled?.draft[field] ?? "";
  return (
    <TextInput
      {...lookOf({ ...more, required: limit === undefined && more.required === true })}
      size="md"
      type={type}
      {...(width !== undefined && { w: width })}
      label={limit === undefined ? more.label : <CountedLabel {...more} used={value.length} limit={limit} />}
      {...(limit !== undefined && { labelProps: { className: classes["label"] } })}
      aria-label={more.label}
      value={value}
      error={problem}
      onChange={(event) => changeDraft({ [field]: event.currentTarget.value })}
    />
  );
}

/** A password. It stays in this window. */
export function SecretField({ field, ...more }: FieldProps & { field: keyof Secrets }) {
  const filled = useFilled();
  const problem = useProblem(field);
  return (
    <PasswordInput
      {...lookOf(more)}
      size="md"
      label={more.label}
      aria-label={more.label}
      autoComplete="new-password"
      value={filled?.secrets[field] ?? ""}
      error={problem}
      onChange={(event) => changeSecrets({ [field]: event.currentTarget.value })}
    />
  );
}

const BELOW: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

function lookOf({ hint, placeholder, mono, required }: FieldProps) {
  return {
    ...(hint !== undefined && { description: hint, inputWrapperOrder: BELOW }),
    ...(placeholder !== undefined && { placeholder }),
    ...(mono && { classNames: { input: "mono" } }),
    ...(required && { withAsterisk: true }),
  };
}

function CountedLabel(props: { label: string; required?: boolean; used: number; limit: number }) {
  const { label, required, used, limit } = props;
  const t = useWords();
  return (
    <>
      <span>
        {label} {required && <span className={classes["needed"]}>*</span>}
      </span>
      <span className={classes["counter"]} data-over={used > limit || undefined} aria-hidden>
        {t("create.counter", { used, limit })}
      </span>
    </>
  );
}

/** What is wrong with a field, in words; null while all is well, and on a page that was not left yet. */
export function useProblem(field: string): string | null {
  const t = useWords();
  const filled = useFilled();
  const problem = filled?.problems.find((one) => one.field === field);
  if (!filled || !problem) return null;
  const silent = !filled.wizard.left.includes(problem.page) && isQuiet(problem);
  return silent ? null : problemWords(t, problem.words);
}

/** Nobody is told that a field is empty before they had a chance to fill it in. */
function isQuiet({ words }: Problem): boolean {
  return "key" in words && ["needed", "chooseImage", "hiddenAgain", "differs"].includes(words.key);
}

export function problemWords(t: Translate, words: Words): string {
  if ("text" in words) return words.text;
  return "limit" in words
    ? t(`create.problem.${words.key}`, { limit: words.limit })
    : t(`create.problem.${words.key}`);
}

/** A problem that belongs to no input of its own. */
export function ProblemLine({ field }: { field: string }) {
  const problem = useProblem(field);
  if (problem === null) return null;
  return (
    <p className={classes["problem"]} role="alert">
      <CircleX size={16} aria-hidden /> {problem}
    </p>
  );
}

/** What a field is called, for a problem that is told elsewhere: "variables.2.name" is "Name of variable 3". */
export function fieldName(t: Translate, field: string): string {
  const [name = "", n, part] = field.split(".");
  const which = { n: Number(n) + 1 };
  switch (name) {
    case "variables":
      return t(part === "name" ? "create.custom.nameOf" : "create.custom.valueOf", which);
    case "bootFiles":
    case "prestartFiles":
      return t(part === "path" ? "create.filePath" : "create.fileSource", which);
    default:
      return name in createWords.create.fieldName ? t(`create.fieldName.${name as NamedField}`) : "";
  }
}

type NamedField = keyof typeof createWords.create.fieldName;
