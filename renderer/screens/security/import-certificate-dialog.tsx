import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useWords } from "../../translate.ts";
import { NewPassPhrase, noPassPhrase, passPhraseFits } from "./new-pass-phrase.tsx";
import { securityChanged } from "./security-state.ts";

/** A certificate with its key, from a file on the station. */
export function ImportCertificateDialog() {
  const t = useWords();
  const [path, setPath] = useState("");
  const [filePassword, setFilePassword] = useState("");
  const [phrase, setPhrase] = useState(noPassPhrase);
  const { busy, fault, run } = useAsking();
  const bring = () =>
    run(
      (client) =>
        client.importCertificate({
          path: path.trim(),
          filePassword: filePassword || null,
          password: phrase.password,
        }),
      securityChanged,
    );
  return (
    <Dialog
      title={t("certificate.importTitle")}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={path.trim() === "" || !passPhraseFits(phrase)}
          onClick={() => void bring()}
        >
          {t("certificate.importGo")}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t("certificate.importText")}</Text>
        <PathField value={path} onChange={setPath} />
        <PasswordInput
          size="md"
          label={t("certificate.filePassword")}
          description={t("certificate.filePasswordHint")}
          autoComplete="off"
          value={filePassword}
          onChange={(event) => setFilePassword(event.currentTarget.value)}
        />
        <NewPassPhrase value={phrase} onChange={setPhrase} />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function PathField({ value, onChange }: { value: string; onChange: (path: string) => void }) {
  const t = useWords();
  return (
    <TextInput
      size="md"
      label={t("certificate.path")}
      classNames={{ input: "mono" }}
      placeholder="/media/usb/signing.pfx"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
