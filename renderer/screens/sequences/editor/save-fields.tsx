import { Group, NativeSelect, SegmentedControl, Text, TextInput } from "@mantine/core";
import type { SequenceKind } from "../../../../shared/sequence.ts";
import { useWords } from "../../../translate.ts";
import { BootImageFields } from "./boot-image-fields.tsx";

/** What the version gets beside its steps. */
export interface SaveForm {
  how: "over" | "copy";
  name: string;
  kind: SequenceKind;
  author: string;
  comment: string;
  bootImage: { id: string; version: string };
}

interface FieldsProps {
  form: SaveForm;
  /** Whether it is a sequence that can have another version. */
  kept: boolean;
  /** The version that somebody else saved meanwhile. */
  newer: string | null;
  onForm: (form: SaveForm) => void;
}

export function SaveFields({ form, kept, newer, onForm }: FieldsProps) {
  const t = useWords();
  const put = (more: Partial<SaveForm>) => onForm({ ...form, ...more });
  return (
    <>
      {newer !== null && (
        <Text fw={600} role="status">
          {t("editor.conflict", { version: newer })}
        </Text>
      )}
      {kept && <HowField how={form.how} newer={newer} onHow={(how) => put({ how })} />}
      <Group grow>
        <Line
          label={t("editor.sequenceName")}
          most={200}
          value={form.name}
          onType={(name) => put({ name })}
        />
        <NativeSelect
          label={t("editor.kind")}
          value={form.kind}
          data={(["staging", "deployment"] as const).map((value) => {
            return { value, label: t(`sequence.kind.${value}`) };
          })}
          onChange={(event) => put({ kind: event.currentTarget.value as SequenceKind })}
        />
      </Group>
      <Group grow>
        <Line
          label={t("sequence.author")}
          most={80}
          value={form.author}
          onType={(author) => put({ author })}
        />
        <Line
          label={t("sequence.comment")}
          most={500}
          value={form.comment}
          onType={(comment) => put({ comment })}
        />
      </Group>
      <BootImageFields value={form.bootImage} onChange={(bootImage) => put({ bootImage })} />
    </>
  );
}

interface HowProps {
  how: SaveForm["how"];
  newer: string | null;
  onHow: (how: SaveForm["how"]) => void;
}

function HowField({ how, newer, onHow }: HowProps) {
  const t = useWords();
  const over = newer === null ? t("editor.asNext") : t("editor.onTop", { version: newer });
  return (
    <SegmentedControl
      aria-label={t("editor.how")}
      value={how}
      onChange={(value) => onHow(value as SaveForm["how"])}
      data={[
        { value: "over", label: over },
        { value: "copy", label: t("editor.asCopy") },
      ]}
    />
  );
}

interface LineProps {
  label: string;
  most: number;
  value: string;
  onType: (text: string) => void;
}

function Line({ label, most, value, onType }: LineProps) {
  return (
    <TextInput
      label={label}
      maxLength={most}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
