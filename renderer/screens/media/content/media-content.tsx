import { NativeSelect, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { ContentEntry } from "../../../../shared/media-content.ts";
import type { Media } from "../../../../shared/media.ts";
import { dateText, sizeText } from "../../../format.ts";
import { Facts, type Fact } from "../../../parts/facts.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords, type Translate } from "../../../translate.ts";
import classes from "./content.module.css";
import { ContentTree } from "./content-tree.tsx";
import { rowsOf } from "./content-rows.ts";
import { useFolders } from "./use-folders.ts";

const TYPING_MS = 250;

/** Something in the image that was chosen, in the tree or among what was found. */
interface Chosen {
  path: string;
  entry: ContentEntry;
}

/** The files and folders in a medium's images. */
export function MediaContent({ medium }: { medium: Media }) {
  const t = useWords();
  const [image, setImage] = useState(medium.images[0]?.index ?? 1);
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), TYPING_MS);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      {medium.images.length > 1 && (
        <NativeSelect
          label={t("content.image")}
          value={image}
          onChange={(event) => {
            setImage(Number(event.currentTarget.value));
            setChosen(null);
          }}
          data={medium.images.map(({ index, name }) => ({
            value: String(index),
            label: t("content.imageOf", { index, name }),
          }))}
        />
      )}
      <TextInput
        type="search"
        label={t("content.search")}
        description={t("content.searchHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {wanted === "" ? (
        <Tree key={image} media={medium.id} image={image} chosen={chosen} onChoose={setChosen} />
      ) : (
        <Found media={medium.id} image={image} text={wanted} chosen={chosen} onChoose={setChosen} />
      )}
      <section aria-live="polite">
        {chosen ? <Facts facts={factsOf(t, chosen)} /> : <Text c="dimmed">{t("content.choose")}</Text>}
      </section>
    </>
  );
}

interface LookProps {
  media: string;
  image: number;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
}

function Tree({ media, image, chosen, onChoose }: LookProps) {
  const { folders, fault, load } = useFolders(media, image);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const rows = rowsOf(folders, open);
  const toggle = (path: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  if (fault) return <FaultNote fault={fault} />;
  return (
    <ContentTree
      rows={rows}
      chosen={chosen?.path ?? null}
      onChoose={(path) => {
        const row = rows.find((each) => each.path === path);
        if (row?.kind === "entry") onChoose({ path, entry: row.entry });
      }}
      onToggle={toggle}
      onMore={load}
    />
  );
}

function Found({ media, image, text, chosen, onChoose }: LookProps & { text: string }) {
  const t = useWords();
  const answer = useAnswer(`search\n${media}\n${image}\n${text}`, (client) =>
    client.searchMediaContent({ media, image, text }),
  );
  if (answer.status === "failed") return <FaultNote fault={answer.fault} />;
  if (!answer.last) return <Text c="dimmed">{t("content.loading")}</Text>;
  const { found, more } = answer.last;
  if (found.length === 0) return <Text c="dimmed">{t("content.foundNone")}</Text>;
  return (
    <ul className={classes["found"]} aria-label={t("content.found")} tabIndex={0}>
      {found.map((one) => (
        <li key={one.path}>
          <button type="button" aria-pressed={one.path === chosen?.path} onClick={() => onChoose(one)}>
            {one.path}
          </button>
        </li>
      ))}
      {more && <li>{t("content.more")}</li>}
    </ul>
  );
}

function factsOf(t: Translate, { path, entry }: Chosen): Fact[] {
  const { sizeBytes, writtenAt, marks, sha1, streams } = entry;
  return [
    { name: t("content.facts.path"), value: path, mono: true },
    {
      name: t("content.facts.size"),
      value:
        sizeBytes === null ? t("content.folder") : `${sizeText(sizeBytes)} (${sizeBytes.toLocaleString()} B)`,
    },
    { name: t("content.facts.written"), value: writtenAt ? dateText(writtenAt) : t("common.unknown") },
    {
      name: t("content.facts.marks"),
      value: marks.map((mark) => t(`content.mark.${mark}`)).join(", ") || t("common.none"),
    },
    ...(sha1 === null ? [] : [{ name: t("content.facts.sha1"), value: sha1, mono: true }]),
    ...(streams.length === 0
      ? []
      : [{ name: t("content.facts.streams"), value: streams.join(", "), mono: true }]),
  ];
}
