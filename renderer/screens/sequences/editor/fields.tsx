import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { Edit } from "../../../../shared/sequence-edit.ts";
import { isMasked } from "../../../../shared/sequence-secrets.ts";
import { useWords } from "../../../translate.ts";
import { change, endTyping } from "./editor-state.ts";

/** What every field of a page has: its word, its text, and the edits that another text makes. */
interface FieldProps {
  label: string;
  value: string;
  edits: (value: string) => readonly Edit[];
  /** Why the text cannot be kept; a sentence's middle. */
  problem?: string | null;
  hint?: string;
  placeholder?: string;
  mono?: boolean;
  id?: string;
}

/** Typing in one field is one step to undo. @param key names the field among all fields of all nodes */
function typing(key: string, edits: FieldProps["edits"]) {
  return {
    onChange: (event: { currentTarget: { value: string } }) =>
      void change(edits(event.currentTarget.value), key),
    onBlur: endTyping,
  };
}

const shared = ({ label, problem, hint, placeholder, mono, id }: FieldProps) => ({
  label,
  autoComplete: "off",
  spellCheck: false,
  ...(problem && { error: `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.` }),
  ...(hint !== undefined && { description: hint }),
  ...(placeholder !== undefined && { placeholder }),
  ...(mono && { classNames: { input: "mono" } }),
  ...(id !== undefined && { id }),
});

/** A line of text. */
export function TextField(props: FieldProps & { of: string }) {
  if (isMasked(props.value)) return <HiddenField {...props} />;
  return (
    <TextInput
      {...shared(props)}
      value={props.value}
      {...typing(`${props.of} ${props.label}`, props.edits)}
    />
  );
}

/** Several lines of text. */
export function AreaField(props: FieldProps & { of: string; rows?: number }) {
  if (isMasked(props.value)) return <HiddenField {...props} />;
  return (
    <Textarea
      {...shared(props)}
      autosize
      minRows={props.rows ?? 2}
      maxRows={16}
      value={props.value}
      {...typing(`${props.of} ${props.label}`, props.edits)}
    />
  );
}

/** A value that is never shown: what is typed takes its place. */
export function HiddenField(props: FieldProps & { of: string }) {
  const t = useWords();
  const masked = isMasked(props.value);
  return (
    <PasswordInput
      {...shared({ ...props, placeholder: masked ? t("editor.hiddenValue") : (props.placeholder ?? "") })}
      value={masked ? "" : props.value}
      visibilityToggleButtonProps={{ "aria-label": t("editor.showTyped") }}
      {...typing(`${props.of} ${props.label}`, props.edits)}
    />
  );
}

interface Option {
  value: string;
  label: string;
}

/** One of a list; a text that is not in it stays, and is in the list then. */
export function PickField(props: FieldProps & { options: readonly Option[] }) {
  const { options, value, edits } = props;
  const known = options.some((each) => each.value === value);
  return (
    <NativeSelect
      {...shared(props)}
      value={value}
      data={known ? [...options] : [...options, { value, label: value }]}
      onChange={(event) => void change(edits(event.currentTarget.value))}
    />
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  edits: (checked: boolean) => readonly Edit[];
  hint?: string;
}

export function CheckField({ label, checked, edits, hint }: CheckProps) {
  return (
    <Checkbox
      label={label}
      checked={checked}
      {...(hint !== undefined && { description: hint })}
      onChange={(event) => void change(edits(event.currentTarget.checked))}
    />
  );
}
