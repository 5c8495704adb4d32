import { kindOfMedium, mediaKindWords } from "../../../shared/media-kind.ts";
import type { Media } from "../../../shared/media.ts";
import { dateText, sizeText } from "../../format.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { useWords, type Translate } from "../../translate.ts";
import { MediaLayoutFacts } from "./media-layout-facts.tsx";
import { MediaSignature } from "./media-signature.tsx";

/** What a medium says of itself, where it came from, and who signed it. */
export function MediaProperties({ medium }: { medium: Media }) {
  const t = useWords();
  return (
    <>
      <Facts facts={factsOf(t, medium)} />
      {medium.contents?.layout && <MediaLayoutFacts layout={medium.contents.layout} />}
      <MediaSignature medium={medium} />
    </>
  );
}

function factsOf(t: Translate, medium: Media): Fact[] {
  const yesNo = (yes: boolean) => t(yes ? "media.yes" : "media.no");
  return [
    { name: t("layout.kind"), value: mediaKindWords[kindOfMedium(medium)] },
    { name: t("media.facts.createdBy"), value: medium.createdBy || t("common.unknown") },
    { name: t("media.facts.comment"), value: medium.comment || t("common.noWords") },
    { name: t("media.facts.size"), value: sizeText(medium.sizeBytes) },
    { name: t("media.facts.compression"), value: medium.compression },
    { name: t("media.facts.integrity"), value: yesNo(medium.hasIntegrityTable) },
    { name: t("media.facts.sha256"), value: medium.sha256, mono: true },
    { name: t("media.facts.source"), value: medium.source, mono: true },
    { name: t("media.facts.imported"), value: dateText(medium.importedAt) },
    {
      name: t("versions.lastChecked"),
      value: medium.checkedAt === undefined ? t("versions.neverChecked") : dateText(medium.checkedAt),
    },
  ];
}
