import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useWords } from "../../translate.ts";
import { go } from "../../view.ts";

/** Names the file to import. Progress is then on the Media screen. */
export function ImportDialog() {
  const t = useWords();
  const [path, setPath] = useState("");
  const [keepCurrent, setKeepCurrent] = useState(false);
  const { busy, fault, run } = useAsking();
  const start = () =>
    run(
      (client) => client.importMedia({ path: path.trim(), ...(keepCurrent && { keepCurrent }) }),
      () => go("media"),
    );
  return (
    <Dialog
      title={t("media.importTitle")}
      size={680}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={path.trim() === ""}
          onClick={() => void start()}
        >
          {t("media.importGo")}
        </Button>
      }
    >
      <Stack>
        <PathField path={path} onChange={setPath} />
        <Checkbox
          label={t("versions.keepCurrent")}
          description={t("versions.keepCurrentHint")}
          checked={keepCurrent}
          onChange={(event) => setKeepCurrent(event.currentTarget.checked)}
        />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

/** A path, typed, or chosen where the shell can open the system's dialog. */
function PathField({ path, onChange }: { path: string; onChange: (path: string) => void }) {
  const t = useWords();
  const pickFile = window.prestage?.pickFile;
  const browse = async () => {
    const picked = await pickFile?.();
    if (picked) onChange(picked);
  };
  return (
    <Group align="end" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        size="md"
        label={t("media.path")}
        description={t("media.pathHint")}
        classNames={{ input: "mono" }}
        placeholder="/media/usb/field-laptop.wim"
        value={path}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {pickFile && (
        <Button size="md" onClick={() => void browse()}>
          {t("media.browse")}
        </Button>
      )}
    </Group>
  );
}
