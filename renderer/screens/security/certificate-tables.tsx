import { Button, Group, Table, Text } from "@mantine/core";
import { BadgeCheck, CalendarX } from "lucide-react";
import type { CertificateFacts, StationCertificate, TrustedCertificate } from "../../../shared/signing.ts";
import { ask } from "../../parts/act.tsx";
import { Fingerprint } from "../../parts/fingerprint.tsx";
import { showPaper } from "../../parts/paper.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openSecurityDialog } from "./open-security-dialog.ts";
import classes from "./security-screen.module.css";

const day = (at: string) => new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });

/** Whose signatures count here. */
export function TrustTable({ trusted }: { trusted: readonly TrustedCertificate[] }) {
  const t = useWords();
  const live = useLive();
  return (
    <Table verticalSpacing={8}>
      <Head columns={["name", "until", "added", "note", "fingerprint"]} />
      <Table.Tbody>
        {trusted.map((each) => (
          <Table.Tr key={each.fingerprint}>
            <Name {...each} />
            <Table.Td className={classes["whole"] ?? ""}>{day(each.notAfter)}</Table.Td>
            <Table.Td>{[day(each.addedAt), each.addedBy].filter(Boolean).join(", ")}</Table.Td>
            <Table.Td>{each.note || t("common.noWords")}</Table.Td>
            <Table.Td>
              <Fingerprint hex={each.fingerprint} />
            </Table.Td>
            <Table.Td>
              <Button
                size="compact-sm"
                disabled={!live}
                aria-label={t("security.untrustOf", { name: each.subject })}
                onClick={() =>
                  openSecurityDialog({ kind: "untrust", fingerprint: each.fingerprint, name: each.subject })
                }
              >
                {t("security.untrust")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What this station signs with. */
export function OwnTable({ certificates }: { certificates: readonly StationCertificate[] }) {
  const t = useWords();
  return (
    <Table verticalSpacing={8}>
      <Head columns={["name", "state", "until", "key", "fingerprint"]} />
      <Table.Tbody>
        {certificates.map((each) => (
          <Table.Tr key={each.fingerprint}>
            <Name {...each} />
            <Table.Td>
              <StateWord
                icon={each.state === "valid" ? BadgeCheck : CalendarX}
                tone={each.state === "valid" ? "done" : "slow"}
                word={t(`security.certificateState.${each.state}`)}
              />
            </Table.Td>
            <Table.Td className={classes["whole"] ?? ""}>{day(each.notAfter)}</Table.Td>
            <Table.Td className={classes["whole"] ?? ""}>{each.key}</Table.Td>
            <Table.Td>
              <Fingerprint hex={each.fingerprint} />
            </Table.Td>
            <Table.Td>
              <OwnButtons certificate={each} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OwnButtons({
  certificate: { fingerprint, subject: name, trusted },
}: {
  certificate: StationCertificate;
}) {
  const t = useWords();
  const live = useLive();
  const save = async () => {
    const document = await ask((client) => client.exportCertificate({ fingerprint }));
    if (document) showPaper(document);
  };
  const shared = { size: "compact-sm", disabled: !live } as const;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {!trusted && (
        <Button
          {...shared}
          aria-label={t("security.trustOwnOf", { name })}
          onClick={() => openSecurityDialog({ kind: "trust-own", certificate: fingerprint })}
        >
          {t("security.trustOwn")}
        </Button>
      )}
      <Button {...shared} aria-label={t("security.saveOf", { name })} onClick={() => void save()}>
        {t("security.save")}
      </Button>
      <Button
        {...shared}
        color="fail"
        aria-label={t("security.removeOf", { name })}
        onClick={() => openSecurityDialog({ kind: "remove", certificate: fingerprint, name })}
      >
        {t("security.remove")}
      </Button>
    </Group>
  );
}

type Column = "name" | "state" | "until" | "key" | "fingerprint" | "added" | "note";

function Head({ columns }: { columns: readonly Column[] }) {
  const t = useWords();
  return (
    <Table.Thead>
      <Table.Tr>
        {columns.map((column) => (
          <Table.Th key={column}>{t(`security.columns.${column}`)}</Table.Th>
        ))}
        <Table.Td />
      </Table.Tr>
    </Table.Thead>
  );
}

function Name({ subject, authority }: CertificateFacts) {
  const t = useWords();
  return (
    <Table.Td>
      <b>{subject}</b>
      {authority && (
        <Text size="sm" c="dimmed">
          {t("security.authority")}
        </Text>
      )}
    </Table.Td>
  );
}
