import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { SignaturePolicy, type Security } from "../../../shared/signing.ts";
import { ask } from "../../parts/act.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { Page } from "../../parts/page.tsx";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { OwnTable, TrustTable } from "./certificate-tables.tsx";
import classes from "./security-screen.module.css";
import { openSecurityDialog } from "./open-security-dialog.ts";
import { securityChanged, useSecurity } from "./security-state.ts";

/** Policy, trust list, the station's certificates, and the plain truth about them. */
export function SecurityScreen() {
  const t = useWords();
  const answer = useSecurity();
  return (
    <Page title={t("security.title")}>
      <div className={classes["column"]}>
        {answer.status === "failed" && <FaultNote fault={answer.fault} />}
        {answer.last ? <Known security={answer.last} /> : <Text>{t("common.loading")}</Text>}
        <Truth />
      </div>
    </Page>
  );
}

function Known({ security }: { security: Security }) {
  const t = useWords();
  const live = useLive();
  const { trusted, certificates } = security;
  return (
    <>
      <Policy policy={security.policy} />
      <section aria-labelledby="trusted">
        <Group justify="space-between" mb={8}>
          <h2 id="trusted">{t("security.trusted")}</h2>
          <Button disabled={!live} onClick={() => openSecurityDialog({ kind: "trust-file" })}>
            {t("security.trustFile")}
          </Button>
        </Group>
        {trusted.length === 0 ? (
          <Text c="dimmed">{t("security.trustedNone")}</Text>
        ) : (
          <TrustTable trusted={trusted} />
        )}
      </section>
      <section aria-labelledby="own">
        <Group justify="space-between" mb={8}>
          <h2 id="own">{t("security.own")}</h2>
          <Group gap="sm">
            <Button disabled={!live} onClick={() => openSecurityDialog({ kind: "create" })}>
              {t("security.create")}
            </Button>
            <Button disabled={!live} onClick={() => openSecurityDialog({ kind: "import" })}>
              {t("security.import")}
            </Button>
          </Group>
        </Group>
        {certificates.length === 0 ? (
          <Text c="dimmed">{t("security.ownNone")}</Text>
        ) : (
          <OwnTable certificates={certificates} />
        )}
      </section>
    </>
  );
}

function Policy({ policy }: { policy: SignaturePolicy }) {
  const t = useWords();
  const live = useLive();
  const choose = async (value: string) => {
    const signature = SignaturePolicy.options.find((each) => each === value);
    if (signature && (await ask((client) => client.changeSettings({ change: { signature } }))))
      securityChanged();
  };
  return (
    <section aria-labelledby="policy">
      <h2 id="policy">{t("security.policy")}</h2>
      <SegmentedControl
        aria-labelledby="policy"
        size="md"
        transitionDuration={0}
        disabled={!live}
        value={policy}
        onChange={(value) => void choose(value)}
        data={SignaturePolicy.options.map((value) => ({ value, label: t(`security.policies.${value}`) }))}
      />
      <Text mt={8}>{t(`security.policyText.${policy}`)}</Text>
    </section>
  );
}

const TRUTHS = ["signature", "os", "password", "key", "date"] as const;

function Truth() {
  const t = useWords();
  return (
    <section aria-labelledby="truth">
      <h2 id="truth">{t("security.truth")}</h2>
      <ul className={classes["truths"]}>
        {TRUTHS.map((truth) => (
          <li key={truth}>{t(`security.truths.${truth}`)}</li>
        ))}
      </ul>
    </section>
  );
}
