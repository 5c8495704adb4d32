import { Group, NativeSelect, TextInput } from "@mantine/core";
import { mediaText } from "../../../format.ts";
import { useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";

interface BootImage {
  id: string;
  version: string;
}

interface Props {
  value: BootImage;
  onChange: (value: BootImage) => void;
}

/** The boot image that the sequence's deployment uses: typed, or as a medium of the library says. */
export function BootImageFields({ value, onChange }: Props) {
  const t = useWords();
  const media = useStation((s) => s.media);
  const told = media.filter(({ manifest }) => manifest);
  return (
    <Group grow align="end">
      <TextInput
        label={t("editor.bootImage.id")}
        classNames={{ input: "mono" }}
        maxLength={64}
        value={value.id}
        onChange={(event) => onChange({ ...value, id: event.currentTarget.value })}
      />
      <TextInput
        label={t("editor.bootImage.version")}
        maxLength={64}
        value={value.version}
        onChange={(event) => onChange({ ...value, version: event.currentTarget.value })}
      />
      {told.length > 0 && (
        <NativeSelect
          label={t("editor.bootImage.from")}
          value=""
          data={[
            { value: "", label: t("editor.bootImage.choose") },
            ...told.map(({ id, name, version }) => ({ value: id, label: mediaText(name, version) })),
          ]}
          onChange={(event) => {
            const medium = told.find(({ id }) => id === event.currentTarget.value);
            if (medium?.manifest) onChange({ ...value, id: medium.manifest.bootImage.slice(0, 64) });
          }}
        />
      )}
    </Group>
  );
}
