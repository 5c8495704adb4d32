import { Text } from "@mantine/core";
import { bySeverity, contentCheckWords } from "../../../shared/content-check-words.ts";
import type { ContentCheck, ContentFinding, ImageContents } from "../../../shared/content-check.ts";
import type { Media } from "../../../shared/media.ts";
import { bayText, dateText, sizeText } from "../../format.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { useStation } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { severityLooks } from "./boot-findings.tsx";
import classes from "./media-checks.module.css";
import { MediaStateWord } from "./media-state.tsx";

/** What the checks of a medium came to: its contents' hashes, and what was found in its names and files. */
export function MediaChecks({ medium }: { medium: Media }) {
  const t = useWords();
  const { contents } = medium;
  const state = (
    <>
      <MediaStateWord state={medium.state} /> {medium.problem ?? t(`media.stateText.${medium.state}`)}
    </>
  );
  return (
    <>
      <Facts
        facts={[
          { name: t("check.state"), value: state },
          ...(contents ? [{ name: t("check.looked"), value: dateText(contents.at) }] : []),
        ]}
      />
      {contents ? <Looked contents={contents} /> : <Text c="dimmed">{t("check.notYet")}</Text>}
    </>
  );
}

function Looked({ contents: { images, findings } }: { contents: ContentCheck }) {
  const t = useWords();
  return (
    <>
      {images.map((image) => (
        <ImageFigures key={image.index} image={image} alone={images.length === 1} />
      ))}
      <section>
        <h3>{t("check.findings")}</h3>
        {findings.length === 0 && <Text c="dimmed">{t("check.none")}</Text>}
        <ul className={classes["findings"]}>
          {bySeverity(findings).map((finding) => (
            <Finding key={`${finding.code} ${finding.image}`} finding={finding} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Finding({ finding: { code, count, image, example } }: { finding: ContentFinding }) {
  const t = useWords();
  const { severity, what, todo } = contentCheckWords[code];
  return (
    <li>
      <StateWord {...severityLooks[severity]} word={t(`finding.severity.${severity}`)} />
      <div>
        <b>{what}</b>
        <p>
          {t("check.times", { times: count.toLocaleString(), image })} <span className="mono">{example}</span>
        </p>
        <p>{todo}</p>
      </div>
    </li>
  );
}

function ImageFigures({ image, alone }: { image: ImageContents; alone: boolean }) {
  const t = useWords();
  const room = useRoom(image.bytes);
  const { files, folders, bytes, largest, securityDescriptors } = image;
  const facts: Fact[] = [
    {
      name: t("check.facts.contents"),
      value: t("check.files", {
        files: files.toLocaleString(),
        folders: folders.toLocaleString(),
        size: sizeText(bytes),
      }),
    },
    ...(largest
      ? [
          {
            name: t("check.facts.largest"),
            value: t("check.largest", { size: sizeText(largest.bytes), path: largest.path }),
          },
        ]
      : []),
    { name: t("check.facts.descriptors"), value: securityDescriptors.toLocaleString() },
    { name: t("check.facts.room"), value: room },
  ];
  return (
    <section>
      {!alone && <h3>{t("check.image", { index: image.index })}</h3>}
      <Facts facts={facts} />
    </section>
  );
}

/** Whether the smallest drive that is in a bay now is larger than the files. The start looks closer. */
function useRoom(bytes: number): string {
  const t: Translate = useWords();
  const bays = useStation((s) => s.bays);
  const [smallest] = bays
    .flatMap(({ bay, drive }) => (drive ? [{ bay, sizeBytes: drive.sizeBytes }] : []))
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes);
  if (!smallest) return t("check.noDrive");
  const words = { size: sizeText(smallest.sizeBytes), bay: bayText(smallest.bay) };
  return t(smallest.sizeBytes > bytes ? "check.fits" : "check.fitsNot", words);
}
