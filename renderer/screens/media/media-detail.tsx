import { Button, Group, Text } from "@mantine/core";
import { Check, Minus } from "lucide-react";
import type { BootFiles, Media } from "../../../shared/media.ts";
import { dateText, mediaText, sizeText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { useLive } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import { BootFindings } from "./boot-findings.tsx";
import { openNextVersion } from "./create/create-store.ts";
import { MediaSignature } from "./media-signature.tsx";
import { MediaStateWord } from "./media-state.tsx";

/** What is in a medium and whether it can be trusted. */
export function MediaDetail({ medium }: { medium: Media }) {
  const t = useWords();
  return (
    <>
      <div>
        <h2>{mediaText(medium.name, medium.version)}</h2>
        <Group gap="sm" mt={4}>
          <MediaStateWord state={medium.state} />
          <Text size="sm" c="dimmed">
            {medium.problem ?? t(`media.stateText.${medium.state}`)}
          </Text>
        </Group>
      </div>
      <MediaButtons medium={medium} />
      <Facts facts={factsOf(t, medium)} />
      <MediaSignature medium={medium} />
      <section>
        <h3>{t("media.images")}</h3>
        <Facts
          facts={medium.images.map((image) => ({
            name: String(image.index),
            value: (
              <>
                <b>{image.name}</b>
                <br />
                {[image.edition, image.version, ...image.languages].filter(Boolean).join(" · ")}{" "}
                {t("media.imageText", {
                  files: image.files.toLocaleString(),
                  size: sizeText(image.bytes),
                  architecture: image.architecture,
                })}
              </>
            ),
          }))}
        />
      </section>
      <BootFileList files={medium.bootFiles} />
      <BootFindings medium={medium} />
    </>
  );
}

function MediaButtons({ medium }: { medium: Media }) {
  const t = useWords();
  const live = useLive();
  return (
    <Group gap="sm">
      <Button disabled={!live} onClick={() => void ask((client) => client.checkMedia({ media: medium.id }))}>
        {t("media.check")}
      </Button>
      <Button disabled={!live} onClick={() => void openNextVersion(medium.id)}>
        {t("create.nextVersion")}
      </Button>
      <Button
        color="fail"
        disabled={!live}
        onClick={() => openDialog({ kind: "delete-media", media: medium.id })}
      >
        {t("media.delete")}
      </Button>
    </Group>
  );
}

function factsOf(t: Translate, medium: Media): Fact[] {
  const yesNo = (yes: boolean) => t(yes ? "media.yes" : "media.no");
  return [
    { name: t("media.facts.createdBy"), value: medium.createdBy || t("common.unknown") },
    { name: t("media.facts.comment"), value: medium.comment || t("common.noWords") },
    { name: t("media.facts.size"), value: sizeText(medium.sizeBytes) },
    { name: t("media.facts.compression"), value: medium.compression },
    { name: t("media.facts.integrity"), value: yesNo(medium.hasIntegrityTable) },
    { name: t("media.facts.sha256"), value: medium.sha256, mono: true },
    { name: t("media.facts.source"), value: medium.source, mono: true },
    { name: t("media.facts.imported"), value: dateText(medium.importedAt) },
  ];
}

const BOOT_FILES = ["bootmgr", "biosBcd", "bootSdi", "bootWim", "efiLoader", "efiBcd"] as const;

function BootFileList({ files }: { files: BootFiles }) {
  const t = useWords();
  return (
    <section>
      <h3>{t("media.boot")}</h3>
      <Facts
        facts={BOOT_FILES.map((file) => ({
          name: t(`media.bootFiles.${file}`),
          value: files[file] ? (
            <StateWord icon={Check} tone="done" word={t("media.present")} />
          ) : (
            <StateWord icon={Minus} tone="dim" word={t("media.missing")} />
          ),
        }))}
      />
    </section>
  );
}
