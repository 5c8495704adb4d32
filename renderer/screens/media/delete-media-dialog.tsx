import { List, Loader, Text } from "@mantine/core";
import type { MediaDependents } from "../../../shared/media-dependents.ts";
import type { Media } from "../../../shared/media.ts";
import { bayText, sizeText } from "../../format.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";

/** Before a medium leaves the library: what depends on it. */
export function DeleteMediaDialog({ media: id }: { media: string }) {
  const t = useWords();
  const medium = useStation((s) => s.media.find((one) => one.id === id));
  if (!medium) return null;
  return (
    <AskDialog
      title={t("ask.deleteMedia", { media: medium.name, version: medium.version })}
      text={t("ask.deleteMediaText")}
      go={t("ask.deleteMediaGo")}
      command={(client) => client.deleteMedia({ media: id })}
    >
      <Dependents medium={medium} />
    </AskDialog>
  );
}

function Dependents({ medium }: { medium: Media }) {
  const t = useWords();
  const answer = useAnswer(`dependents\n${medium.id}`, (client) =>
    client.mediaDependents({ media: medium.id }),
  );
  if (answer.status === "failed") return <FaultNote fault={answer.fault} />;
  if (!answer.last) return <Loader size="sm" aria-label={t("common.loading")} />;
  return (
    <>
      <List spacing={4}>
        {linesOf(t, medium, answer.last).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      {answer.last.running.length > 0 && <Text fw={650}>{t("versions.depends.wait")}</Text>}
    </>
  );
}

function linesOf(
  t: Translate,
  medium: Media,
  { units, masters, drafts, running }: MediaDependents,
): string[] {
  const taken = sizeText(masters.reduce((sum, { takenBytes }) => sum + takenBytes, 0));
  return [
    ...running.map(({ bay, unitSerial: unit }) => t("versions.depends.running", { bay: bayText(bay), unit })),
    ...(medium.standing === "current" ? [t("versions.depends.current")] : []),
    units === 0 ? t("versions.depends.noUnits") : t("versions.depends.units", { count: units }),
    masters.length === 0
      ? t("versions.depends.noMasters")
      : t("versions.depends.masters", { count: masters.length, size: taken }),
    ...drafts.map((draft) => t("versions.depends.draft", { draft: draft || t("versions.depends.noName") })),
  ];
}
