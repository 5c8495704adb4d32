import { Button, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Character } from "../../../shared/drive.ts";
import { bayText } from "../../format.ts";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useBay } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { closeDialog } from "../../view.ts";

const KINDS = [
  "healthy",
  "slow",
  "failing",
  "stalling",
  "vanishing",
  "flaky",
  "short",
  "slow-flush",
] as const;
type Kind = (typeof KINDS)[number];

const MB = 1_000_000;
const SECTOR_BYTES = 512;

interface Form {
  kind: Kind;
  rateMb: number;
  flushMs: number;
  atMb: number;
  on: "write" | "read";
  times: number;
}

/** How a training bay behaves, for practice. */
export function CharacterDialog({ bay: number }: { bay: number }) {
  const t = useWords();
  const bay = useBay(number);
  const { busy, fault, run } = useAsking();
  const [form, setForm] = useState<Form>(() => formOf(bay?.character ?? null));
  const set = () =>
    run((client) => client.setCharacter({ bay: number, character: characterOf(form) }), closeDialog);
  return (
    <Dialog
      title={t("character.title", { bay: bayText(number) })}
      actions={
        <Button size="md" variant="filled" loading={busy} onClick={() => void set()}>
          {t("character.set")}
        </Button>
      }
    >
      <Stack>
        <Text>{t("character.text")}</Text>
        <CharacterFields form={form} onChange={setForm} />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function CharacterFields({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const t = useWords();
  const atOffset = !(["healthy", "slow", "slow-flush"] as Kind[]).includes(form.kind);
  return (
    <>
      <NativeSelect
        label={t("character.kind")}
        value={form.kind}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...form, kind: KINDS.find((kind) => kind === value) ?? "healthy" })
        }
        data={KINDS.map((value) => ({ value, label: t(`character.kinds.${value}`) }))}
      />
      {form.kind === "slow" && (
        <NumberInput
          label={t("character.rate")}
          min={1}
          value={form.rateMb}
          onChange={(value) => onChange({ ...form, rateMb: Number(value) })}
        />
      )}
      {form.kind === "slow-flush" && <FlushField form={form} onChange={onChange} />}
      {atOffset && (
        <NumberInput
          label={t("character.at")}
          min={0}
          value={form.atMb}
          onChange={(value) => onChange({ ...form, atMb: Number(value) })}
        />
      )}
      {form.kind === "flaky" && <TimesField form={form} onChange={onChange} />}
      {form.kind === "failing" && (
        <NativeSelect
          label={t("character.on")}
          value={form.on}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...form, on: value === "read" ? "read" : "write" })
          }
          data={(["write", "read"] as const).map((value) => ({ value, label: t(`character.${value}`) }))}
        />
      )}
    </>
  );
}

function FlushField({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const t = useWords();
  return (
    <NumberInput
      label={t("character.flush")}
      min={1}
      allowDecimal={false}
      value={form.flushMs}
      onChange={(value) => onChange({ ...form, flushMs: Number(value) })}
    />
  );
}

function TimesField({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const t = useWords();
  return (
    <NumberInput
      label={t("character.times")}
      min={1}
      allowDecimal={false}
      value={form.times}
      onChange={(value) => onChange({ ...form, times: Number(value) })}
    />
  );
}

function formOf(character: Character | null): Form {
  const kind = character?.kind ?? "healthy";
  const form: Form = { kind, rateMb: 30, flushMs: 500, atMb: 200, on: "write", times: 2 };
  if (character?.kind === "slow-flush") return { ...form, flushMs: character.flushMs };
  if (character?.kind === "slow") return { ...form, rateMb: character.bytesPerSecond / MB };
  if (character && "atByte" in character) form.atMb = Math.round(character.atByte / MB);
  if (character?.kind === "flaky") form.times = character.times;
  return character?.kind === "failing" ? { ...form, on: character.on } : form;
}

function characterOf({ kind, rateMb, flushMs, atMb, on, times }: Form): Character {
  const atByte = Math.floor((atMb * MB) / SECTOR_BYTES) * SECTOR_BYTES;
  if (kind === "healthy") return { kind };
  if (kind === "slow") return { kind, bytesPerSecond: Math.max(1, Math.round(rateMb * MB)) };
  if (kind === "slow-flush") return { kind, flushMs: Math.max(1, Math.round(flushMs)) };
  if (kind === "flaky") return { kind, atByte, times: Math.max(1, Math.round(times)) };
  return kind === "failing" ? { kind, atByte, on } : { kind, atByte };
}
