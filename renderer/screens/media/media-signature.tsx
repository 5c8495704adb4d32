import { Button, Group, Text } from "@mantine/core";
import type { Media } from "../../../shared/media.ts";
import type { MediaSignature as Signature } from "../../../shared/signing.ts";
import { dateText, dayText } from "../../format.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { Fingerprint } from "../../parts/fingerprint.tsx";
import { SignatureWord } from "../../parts/signature-word.tsx";
import { useLive } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { openDialog } from "../../view.ts";

/** Who signed a medium, and what this station makes of it. */
export function MediaSignature({ medium }: { medium: Media }) {
  const t = useWords();
  const live = useLive();
  const { signature } = medium;
  const canTrust =
    signature && signature.trustedBy === null && signature.state !== "broken" && signature.signer;
  return (
    <section>
      <h3>{t("signature.title")}</h3>
      <Group gap="sm" mb={6}>
        <SignatureWord signature={signature} />
        {signature?.problem != null && (
          <Text size="sm" c="dimmed">
            {signature.problem}
          </Text>
        )}
      </Group>
      {signature && <Facts facts={factsOf(t, signature)} />}
      {canTrust && (
        <Button
          mt="sm"
          disabled={!live}
          onClick={() => openDialog({ kind: "security", of: { kind: "trust-medium", media: medium.id } })}
        >
          {t("signature.trust")}
        </Button>
      )}
    </section>
  );
}

function factsOf(t: Translate, signature: Signature): Fact[] {
  const { signer, issuer, notBefore, notAfter, signedAt, covers, fingerprint } = signature;
  if (signer === null || notBefore === null || notAfter === null) return [];
  return [
    { name: t("signature.by"), value: signer },
    { name: t("signature.issuer"), value: issuer === signer ? t("signature.itself") : issuer },
    {
      name: t("signature.valid"),
      value: t("signature.dates", { from: dayText(notBefore), until: dayText(notAfter) }),
    },
    ...(signedAt === null ? [] : [{ name: t("signature.signedAt"), value: dateText(signedAt) }]),
    ...(covers === null ? [] : [{ name: t("signature.covers"), value: t(`signature.cover.${covers}`) }]),
    { name: t("signature.fingerprint"), value: fingerprint && <Fingerprint hex={fingerprint} /> },
  ];
}
