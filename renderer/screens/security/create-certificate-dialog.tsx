import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { CertificateKey, signingLimits } from "../../../shared/signing.ts";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useWords } from "../../translate.ts";
import { NewPassPhrase, noPassPhrase, passPhraseFits } from "./new-pass-phrase.tsx";
import { securityChanged } from "./security-state.ts";

const YEAR_MS = 365 * 86_400_000;
const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Today begins now: a certificate that is made is good for signing at once. */
function startOf(day: string): string {
  const now = new Date();
  return (day === dayOf(now) ? now : new Date(`${day}T00:00:00Z`)).toISOString();
}

/** A self-signed certificate for this station. */
export function CreateCertificateDialog() {
  const t = useWords();
  const [name, setName] = useState("");
  const [key, setKey] = useState<CertificateKey>("ecdsa-p256");
  const [starts, setStarts] = useState(() => dayOf(new Date()));
  const [expires, setExpires] = useState(() => dayOf(new Date(Date.now() + YEAR_MS)));
  const [phrase, setPhrase] = useState(noPassPhrase);
  const { busy, fault, run } = useAsking();
  const datesFit = starts !== "" && expires > starts;
  const create = () =>
    run((client) => {
      const dates = { startsAt: startOf(starts), expiresAt: new Date(`${expires}T00:00:00Z`).toISOString() };
      return client.createCertificate({ name: name.trim(), key, ...dates, password: phrase.password });
    }, securityChanged);
  return (
    <Dialog
      title={t("certificate.createTitle")}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={name.trim() === "" || !datesFit || !passPhraseFits(phrase)}
          onClick={() => void create()}
        >
          {t("certificate.createGo")}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t("certificate.createText")}</Text>
        <TextInput
          size="md"
          label={t("certificate.name")}
          description={t("certificate.nameHint")}
          maxLength={signingLimits.nameChars}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <KeyChoice value={key} onChange={setKey} />
        <Dates {...{ starts, expires, setStarts, setExpires }} wrong={!datesFit} />
        <NewPassPhrase value={phrase} onChange={setPhrase} />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function KeyChoice({ value, onChange }: { value: CertificateKey; onChange: (key: CertificateKey) => void }) {
  const t = useWords();
  return (
    <div>
      <Text size="md" fw={500} id="certificate-key" mb={4}>
        {t("certificate.key")}
      </Text>
      <SegmentedControl
        aria-labelledby="certificate-key"
        transitionDuration={0}
        value={value}
        onChange={(chosen) =>
          onChange(CertificateKey.options.find((each) => each === chosen) ?? "ecdsa-p256")
        }
        data={CertificateKey.options.map((each) => ({ value: each, label: t(`certificate.keys.${each}`) }))}
      />
    </div>
  );
}

function Dates({
  starts,
  expires,
  setStarts,
  setExpires,
  wrong,
}: {
  starts: string;
  expires: string;
  setStarts: (day: string) => void;
  setExpires: (day: string) => void;
  wrong: boolean;
}) {
  const t = useWords();
  return (
    <Group grow align="start">
      <TextInput
        size="md"
        type="date"
        label={t("certificate.starts")}
        value={starts}
        onChange={(event) => setStarts(event.currentTarget.value)}
      />
      <TextInput
        size="md"
        type="date"
        label={t("certificate.expires")}
        value={expires}
        onChange={(event) => setExpires(event.currentTarget.value)}
        error={wrong && t("certificate.datesWrong")}
      />
    </Group>
  );
}
