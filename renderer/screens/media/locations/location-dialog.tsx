import { Button, Checkbox, Group, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ContentLocation } from "../../../../shared/content.ts";
import { useAsking } from "../../../parts/act.tsx";
import { Dialog } from "../../../parts/dialog.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useWords, type Translate } from "../../../translate.ts";
import { closeDialog } from "../../../view.ts";
import { formOf, readForm, type LocationForm } from "./location-form.ts";
import { contentChanged } from "./revision.ts";

type TextField = Exclude<keyof LocationForm, "kind" | "forgetToken" | "enabled">;

interface Fields {
  form: LocationForm;
  change: (change: Partial<LocationForm>) => void;
  problems: Partial<Record<keyof LocationForm, string>>;
}

/** Adds a location, or changes one. */
export function LocationDialog({ location }: { location: ContentLocation | null }) {
  const t = useWords();
  const [form, setForm] = useState(() => formOf(location));
  const [tried, setTried] = useState(false);
  const { busy, fault, run } = useAsking();
  const read = readForm(form, location?.id, t("locationForm.limitProblem"));
  const save = () => {
    setTried(true);
    const { location: input } = read;
    if (!input) return;
    void run(
      (client) => client.saveContentLocation({ location: input }),
      () => {
        closeDialog();
        contentChanged();
      },
    );
  };
  const fields: Fields = {
    form,
    change: (change) => setForm((before) => ({ ...before, ...change })),
    problems: tried ? read.problems : {},
  };
  return (
    <Dialog
      title={location ? t("locationForm.editTitle", { name: location.name }) : t("locationForm.addTitle")}
      size={760}
      actions={
        <Button size="md" variant="filled" loading={busy} onClick={save}>
          {t("locationForm.save")}
        </Button>
      }
    >
      <Stack gap="sm">
        <WhereFields {...fields} />
        {form.kind === "http" && <ServerFields {...fields} hasToken={location?.hasToken ?? false} />}
        <UseFields {...fields} />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function WhereFields(fields: Fields) {
  const t = useWords();
  const { form, change } = fields;
  const field = fieldOf(t, fields);
  return (
    <>
      <SimpleGrid cols={3}>
        {field("name", t("locationForm.name"))}
        {field("site", t("locationForm.site"), t("locationForm.siteHint"))}
        {field("parentSite", t("locationForm.parentSite"), t("locationForm.parentHint"))}
      </SimpleGrid>
      <SegmentedControl
        aria-label={t("locationForm.kind")}
        value={form.kind}
        onChange={(kind) => change({ kind })}
        data={[
          { value: "http", label: t("locationForm.http") },
          { value: "folder", label: t("locationForm.folder") },
        ]}
      />
      {form.kind === "http"
        ? field("address", t("locationForm.url"), t("locationForm.urlHint"))
        : field("address", t("locationForm.path"), t("locationForm.pathHint"))}
    </>
  );
}

function ServerFields({ hasToken, ...fields }: Fields & { hasToken: boolean }) {
  const t = useWords();
  const { form, change, problems } = fields;
  const field = fieldOf(t, fields);
  return (
    <>
      <Group align="center" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          type="password"
          autoComplete="off"
          inputWrapperOrder={["label", "input", "description", "error"]}
          label={t("locationForm.token")}
          description={t("locationForm.tokenHint")}
          placeholder={hasToken ? t("locationForm.tokenKept") : ""}
          value={form.token}
          error={problems.token}
          onChange={(event) => change({ token: event.currentTarget.value })}
        />
        {hasToken && (
          <Checkbox
            label={t("locationForm.forgetToken")}
            checked={form.forgetToken}
            onChange={(event) => change({ forgetToken: event.currentTarget.checked })}
          />
        )}
      </Group>
      <SimpleGrid cols={2}>
        {field("caFile", t("locationForm.ca"), t("locationForm.caHint"))}
        {field("fingerprint", t("locationForm.fingerprint"), t("locationForm.fingerprintHint"))}
      </SimpleGrid>
    </>
  );
}

function UseFields(fields: Fields) {
  const t = useWords();
  const { form, change } = fields;
  const field = fieldOf(t, fields);
  return (
    <>
      <SimpleGrid cols={3}>
        {field("nearness", t("locationForm.nearness"), t("locationForm.nearnessHint"))}
        {field("limit", t("locationForm.limit"), t("locationForm.limitHint"))}
        {field("hours", t("locationForm.hours"), t("locationForm.hoursHint"))}
      </SimpleGrid>
      <Checkbox
        label={t("locationForm.enabled")}
        checked={form.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </>
  );
}

const MONO: readonly TextField[] = ["address", "caFile", "fingerprint"];

/** Makes the field for a text of the form. */
function fieldOf(_t: Translate, { form, change, problems }: Fields) {
  return (name: TextField, label: string, description?: string) => (
    <TextInput
      key={name}
      label={label}
      {...(description !== undefined && { description })}
      inputWrapperOrder={["label", "input", "description", "error"]}
      {...(MONO.includes(name) && { classNames: { input: "mono" } })}
      value={form[name]}
      error={problems[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
}
