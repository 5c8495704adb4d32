import { Checkbox, Group, NativeSelect, Radio } from "@mantine/core";
import { dateText } from "../../../format.ts";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";
import { DraftField, SecretField, useProblem } from "./field.tsx";
import { strengthOf } from "./password-strength.ts";
import { PathField } from "./path-field.tsx";

const CERTIFICATES = ["none", "self-signed", "station", "file"] as const;

/** Password, certificate, unknown computers, and the plain truth about all three. */
export function SecurityPage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { draft } = filled;
  return (
    <>
      <Checkbox
        label={t("create.security.protect")}
        checked={draft.protect}
        onChange={(event) => changeDraft({ protect: event.currentTarget.checked })}
      />
      {draft.protect && <Password />}
      <Certificate />
      <Checkbox
        label={t("create.security.unknown")}
        description={t("create.security.unknownHint")}
        checked={draft.unknownComputers}
        onChange={(event) => changeDraft({ unknownComputers: event.currentTarget.checked })}
      />
      <ul className={classes["truth"]} aria-label={t("create.security.truthTitle")}>
        <li>{t("create.security.truthPassword")}</li>
        <li>{t("create.security.truthFiles")}</li>
        <li>{t("create.security.truthCertificate")}</li>
      </ul>
    </>
  );
}

function Password() {
  const t = useWords();
  return (
    <>
      <Group gap="md" align="start" grow>
        <SecretField field="password" label={t("create.security.password")} required />
        <SecretField field="passwordAgain" label={t("create.security.again")} required />
      </Group>
      <StrengthMeter />
    </>
  );
}

const SHARES = { weak: 0.25, fair: 0.6, strong: 1 };

function StrengthMeter() {
  const t = useWords();
  const password = useFilled()?.secrets.password ?? "";
  if (password === "") return <p className={classes["hint"]}>{t("create.security.strengthHint")}</p>;
  const { level, holds } = strengthOf(password);
  return (
    <p className={classes["strength"]} role="status">
      <meter
        min={0}
        max={1}
        low={0.3}
        high={0.7}
        optimum={1}
        value={SHARES[level]}
        aria-label={t("create.security.strength")}
      />
      <span>
        <b>{t(`create.security.level.${level}`)}</b> {t(`create.security.holds.${holds}`)}
      </span>
    </p>
  );
}

function Certificate() {
  const t = useWords();
  const certificate = useFilled()?.draft.certificate ?? "none";
  const choose = (value: string) =>
    changeDraft({ certificate: CERTIFICATES.find((each) => each === value) ?? "none" });
  return (
    <>
      <Radio.Group label={t("create.security.certificate")} value={certificate} onChange={choose}>
        <Group gap="xl" mt={6}>
          {CERTIFICATES.map((kind) => (
            <Radio key={kind} value={kind} label={t(`create.security.kind.${kind}`)} />
          ))}
        </Group>
      </Radio.Group>
      {certificate === "self-signed" && (
        <Group gap="md" align="start">
          <DraftField field="startsOn" label={t("create.security.startsOn")} type="date" width={200} />
          <DraftField field="expiresOn" label={t("create.security.expiresOn")} type="date" width={200} />
        </Group>
      )}
      {certificate === "station" && <StationCertificates />}
      {certificate === "file" && (
        <>
          <PathField
            field="certificateFile"
            shows="certificates"
            label={t("create.security.file")}
            hint={t("create.security.fileHint")}
            placeholder="/media/usb/media.pfx"
          />
          <SecretField field="certificatePassword" label={t("create.security.filePassword")} />
        </>
      )}
    </>
  );
}

/** Those whose keys lie on this station, each under a pass phrase of its own. */
function StationCertificates() {
  const t = useWords();
  const chosen = useFilled()?.draft.stationCertificate ?? "";
  const problem = useProblem("stationCertificate");
  const { last } = useAnswer("security", (client) => client.security({}));
  const certificates = (last?.certificates ?? []).filter(({ state }) => state === "valid");
  if (last && certificates.length === 0)
    return <p className={classes["warn"]}>{t("create.security.noStation")}</p>;
  return (
    <>
      <NativeSelect
        size="md"
        label={t("create.security.stationCertificate")}
        value={chosen}
        error={problem}
        data={[
          { value: "", label: t("create.security.chooseStation") },
          ...certificates.map(({ fingerprint, subject, notAfter }) => ({
            value: fingerprint,
            label: t("create.security.stationOption", { subject, until: dateText(notAfter) }),
          })),
        ]}
        onChange={(event) => changeDraft({ stationCertificate: event.currentTarget.value })}
      />
      <SecretField field="certificatePassword" label={t("create.security.passPhrase")} required />
    </>
  );
}
