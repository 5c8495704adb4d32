import { Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CertificateFacts, CertificateSource } from "../../../shared/signing.ts";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { Fingerprint } from "../../parts/fingerprint.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useSettings } from "../../settings.ts";
import { useWords } from "../../translate.ts";
import { securityChanged } from "./security-state.ts";

/** Shows a certificate with its fingerprint, and trusts it when that is confirmed. @param source null asks for a file */
export function TrustDialog({ source }: { source: CertificateSource | null }) {
  const [file, setFile] = useState<CertificateSource | null>(null);
  const from = source ?? file;
  return from ? <Confirm source={from} /> : <ChooseFile onChoose={setFile} />;
}

function ChooseFile({ onChoose }: { onChoose: (source: CertificateSource) => void }) {
  const t = useWords();
  const [path, setPath] = useState("");
  const { busy, fault, run } = useAsking();
  const source = { from: "file" as const, path: path.trim() };
  const read = () =>
    run(
      (client) => client.readCertificates({ source }),
      () => onChoose(source),
    );
  return (
    <Dialog
      title={t("certificate.trustTitle")}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={path.trim() === ""}
          onClick={() => void read()}
        >
          {t("certificate.read")}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t("certificate.trustText")}</Text>
        <TextInput
          size="md"
          label={t("certificate.path")}
          classNames={{ input: "mono" }}
          placeholder="/media/usb/image-team.pem"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function Confirm({ source }: { source: CertificateSource }) {
  const t = useWords();
  const answer = useAnswer(JSON.stringify(source), (client) => client.readCertificates({ source }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [by, setBy] = useState(() => useSettings.getState().operator);
  const [note, setNote] = useState("");
  const { busy, fault, run } = useAsking();
  const found = answer.last ?? [];
  const certificate = found.find(({ fingerprint }) => fingerprint === chosen) ?? found[0];
  const trust = ({ fingerprint }: CertificateFacts) =>
    run((client) => client.trustCertificate({ source, fingerprint, by, note }), securityChanged);
  return (
    <Dialog
      size={720}
      title={t("certificate.trustSigner", { name: certificate?.subject ?? "" })}
      actions={
        certificate && (
          <Button size="md" variant="filled" loading={busy} onClick={() => void trust(certificate)}>
            {t("certificate.trustGo")}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        {answer.status === "asking" && <Text>{t("common.loading")}</Text>}
        {answer.status === "failed" && <FaultNote fault={answer.fault} />}
        {certificate && (
          <>
            <Which found={found} chosen={certificate.fingerprint} onChoose={setChosen} />
            <Shown certificate={certificate} />
            <TextInput
              label={t("certificate.by")}
              maxLength={80}
              value={by}
              onChange={(event) => setBy(event.currentTarget.value)}
            />
            <TextInput
              label={t("certificate.note")}
              maxLength={200}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </>
        )}
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

function Which({
  found,
  chosen,
  onChoose,
}: {
  found: readonly CertificateFacts[];
  chosen: string;
  onChoose: (fingerprint: string) => void;
}) {
  const t = useWords();
  if (found.length < 2) return null;
  return (
    <NativeSelect
      label={t("certificate.trustWhich")}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={found.map(({ subject, fingerprint }) => ({ value: fingerprint, label: subject }))}
    />
  );
}

function Shown({ certificate }: { certificate: CertificateFacts }) {
  const t = useWords();
  const { subject, issuer, fingerprint, notBefore, notAfter, authority } = certificate;
  const day = (at: string) => new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });
  return (
    <>
      <Facts
        facts={[
          { name: t("certificate.name"), value: subject },
          { name: t("certificate.issued"), value: issuer === subject ? t("signature.itself") : issuer },
          {
            name: t("signature.valid"),
            value: t("signature.dates", { from: day(notBefore), until: day(notAfter) }),
          },
          { name: t("signature.fingerprint"), value: <Fingerprint hex={fingerprint} /> },
        ]}
      />
      {authority && <Text fw={600}>{t("certificate.vouches")}</Text>}
      <Text>{t("certificate.compare")}</Text>
    </>
  );
}
