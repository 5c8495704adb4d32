import { Table, Text } from "@mantine/core";
import type { MediaCount } from "../../../shared/carried.ts";
import { mediaKindWords } from "../../../shared/media-kind.ts";
import type { Media } from "../../../shared/media.ts";
import { compareMade } from "../../../shared/media-versions.ts";
import { sizeText } from "../../format.ts";
import { PickRow } from "../../parts/pick-row.tsx";
import { SignatureWord } from "../../parts/signature-word.tsx";
import { useWords } from "../../translate.ts";
import { useView } from "../../view.ts";
import { MediaStateWord } from "./media-state.tsx";
import { StandingWord } from "./media-standing.tsx";
import { useMediaCounts } from "./use-media-counts.ts";

/** Versions of a medium stand together, the newest first. */
export function inListOrder(media: readonly Media[]): Media[] {
  return media.toSorted((a, b) => a.name.localeCompare(b.name) || compareMade(b, a));
}

/** The library: how each medium stands, and how many units carry it. */
export function MediaTable({ media, chosen }: { media: readonly Media[]; chosen: string | undefined }) {
  const t = useWords();
  const counts = useMediaCounts();
  return (
    <Table verticalSpacing={6} horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("media.columns.name")}</Table.Th>
          <Table.Th>{t("media.columns.version")}</Table.Th>
          <Table.Th>{t("versions.columns.standing")}</Table.Th>
          <Table.Th>{t("media.columns.state")}</Table.Th>
          <Table.Th>{t("media.columns.signature")}</Table.Th>
          <Table.Th className="num">{t("versions.columns.units")}</Table.Th>
          <Table.Th className="num" title={t("versions.staleHint")}>
            {t("versions.columns.stale")}
          </Table.Th>
          <Table.Th className="num">{t("media.columns.size")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {media.map((medium) => (
          <MediaRow
            key={medium.id}
            medium={medium}
            selected={medium.id === chosen}
            count={counts.get(medium.id)}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps {
  medium: Media;
  selected: boolean;
  /** Undefined until the engine has counted. */
  count: MediaCount | undefined;
}

function MediaRow({ medium, selected, count }: RowProps) {
  const t = useWords();
  return (
    <PickRow name={medium.name} selected={selected} onPick={() => useView.setState({ media: medium.id })}>
      <Table.Td>
        {medium.version}{" "}
        {medium.sample ? (
          <Text span size="sm" c="dimmed">
            ({t("media.sample")})
          </Text>
        ) : (
          <MadeByConsole medium={medium} />
        )}
      </Table.Td>
      <Table.Td>
        <StandingWord standing={medium.standing ?? "current"} />
      </Table.Td>
      <Table.Td>
        <MediaStateWord state={medium.state} />
      </Table.Td>
      <Table.Td>
        <SignatureWord signature={medium.signature} />
      </Table.Td>
      <Table.Td className="num">{count?.units}</Table.Td>
      <Table.Td className="num" {...(count?.stale && { fw: 650, style: { color: "var(--ps-slow)" } })}>
        {count?.stale}
      </Table.Td>
      <Table.Td className="num">{sizeText(medium.sizeBytes)}</Table.Td>
    </PickRow>
  );
}

/** Media of Configuration Manager's console say so in the list. */
function MadeByConsole({ medium }: { medium: Media }) {
  const t = useWords();
  if (medium.manifest || !medium.contents?.layout) return null;
  return (
    <Text span size="sm" c="dimmed" title={mediaKindWords[medium.contents.layout.kind]}>
      ({t("layout.short")})
    </Text>
  );
}
