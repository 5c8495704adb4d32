import { Checkbox, Group, Radio } from "@mantine/core";
import { createLimits } from "../../../../shared/media-create.ts";
import { useWords } from "../../../translate.ts";
import { changeDraft, useFilled } from "./create-store.ts";
import { DraftField } from "./field.tsx";
import { PathField } from "./path-field.tsx";

/** What the medium is called, and where it goes. */
export function PropertiesPage() {
  const t = useWords();
  return (
    <>
      <DraftField field="name" label={t("create.field.name")} limit={createLimits.nameChars} required />
      <Group gap="md" align="start" grow>
        <DraftField field="version" label={t("create.field.version")} limit={createLimits.versionChars} />
        <DraftField
          field="createdBy"
          label={t("create.field.createdBy")}
          limit={createLimits.createdByChars}
        />
      </Group>
      <DraftField field="comment" label={t("create.field.comment")} limit={createLimits.commentChars} />
      <Where />
      <PathField
        field="stagingFolder"
        shows="folders"
        label={t("create.field.staging")}
        hint={t("create.field.stagingHint")}
        placeholder={t("create.field.stagingNone")}
      />
    </>
  );
}

function Where() {
  const t = useWords();
  const draft = useFilled()?.draft;
  const to = draft?.to ?? "library";
  return (
    <>
      <Radio.Group
        label={t("create.field.destination")}
        value={to}
        onChange={(chosen) => changeDraft({ to: chosen === "file" ? "file" : "library" })}
      >
        <Group gap="xl" mt={6}>
          <Radio value="library" label={t("create.field.toLibrary")} />
          <Radio value="file" label={t("create.field.toFile")} />
        </Group>
      </Radio.Group>
      {to === "library" && (
        <Checkbox
          label={t("versions.keepCurrent")}
          description={t("versions.keepCurrentHint")}
          checked={draft?.keepCurrent ?? false}
          onChange={(event) => changeDraft({ keepCurrent: event.currentTarget.checked })}
        />
      )}
      {to === "file" && (
        <>
          <PathField
            field="file"
            shows="folders"
            label={t("create.field.file")}
            hint={t("create.field.fileHint")}
            placeholder="/media/usb/field-laptop.wim"
          />
          <DraftField
            field="partMegabytes"
            label={t("create.field.parts")}
            hint={t("create.field.partsHint")}
            placeholder={t("create.field.partsNone")}
            width={280}
          />
        </>
      )}
    </>
  );
}
