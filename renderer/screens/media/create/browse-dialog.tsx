import { Button, Group, ScrollArea, Text } from "@mantine/core";
import { CornerLeftUp, File, Folder } from "lucide-react";
import { useState } from "react";
import type { FolderListing, FolderShows } from "../../../../shared/media-draft.ts";
import { sizeText } from "../../../format.ts";
import { Dialog } from "../../../parts/dialog.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import classes from "./browse-dialog.module.css";

interface BrowseProps {
  title: string;
  shows: FolderShows;
  /** A path to begin at: a file's is that of its folder. */
  from: string;
  onPick: (path: string) => void;
  onClose: () => void;
}

/** The folders of the engine's computer, which may be another than this one. */
export function BrowseDialog({ title, shows, from, onPick, onClose }: BrowseProps) {
  const t = useWords();
  const [path, setPath] = useState(from.startsWith("/") ? from.replace(/\/[^/]*\.\w{2,4}$/, "") || "/" : "");
  const answer = useAnswer(`${path} ${shows}`, (client) => client.browseFolder({ path, shows }));
  const listing = answer.last;
  return (
    <Dialog
      title={title}
      size={720}
      onClose={onClose}
      actions={
        shows === "folders" && (
          <Button
            size="md"
            variant="filled"
            disabled={!listing}
            onClick={() => listing && onPick(listing.path)}
          >
            {t("create.takeFolder")}
          </Button>
        )
      }
    >
      {listing && <Places listing={listing} onGo={setPath} />}
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.status === "failed" && !listing && (
        <Button mt="sm" onClick={() => setPath("")}>
          {t("create.ownFolder")}
        </Button>
      )}
      {listing && <Entries listing={listing} shows={shows} onGo={setPath} onPick={onPick} />}
    </Dialog>
  );
}

function Places({ listing, onGo }: { listing: FolderListing; onGo: (path: string) => void }) {
  const t = useWords();
  return (
    <>
      <Group gap={6} mb="xs">
        {listing.places.map((place) => (
          <Button key={place} size="compact-sm" className="mono" onClick={() => onGo(place)}>
            {place}
          </Button>
        ))}
      </Group>
      <Text className="mono" size="sm" mb={6} aria-label={t("create.folder")} role="status">
        {listing.path}
      </Text>
    </>
  );
}

interface EntriesProps {
  listing: FolderListing;
  shows: FolderShows;
  onGo: (path: string) => void;
  onPick: (path: string) => void;
}

function Entries({ listing, shows, onGo, onPick }: EntriesProps) {
  const t = useWords();
  const { path, parent, entries, cut } = listing;
  const within = (name: string) => `${path === "/" ? "" : path}/${name}`;
  return (
    <ScrollArea.Autosize mah="46vh" type="auto">
      <ul className={classes["entries"]}>
        {parent !== null && (
          <li>
            <button type="button" onClick={() => onGo(parent)}>
              <CornerLeftUp size={16} aria-hidden /> <span>{t("create.up")}</span>
            </button>
          </li>
        )}
        {entries.map(({ name, kind, sizeBytes }) => (
          <li key={name}>
            <button type="button" onClick={() => (kind === "folder" ? onGo : onPick)(within(name))}>
              {kind === "folder" ? <Folder size={16} aria-hidden /> : <File size={16} aria-hidden />}
              <span className="mono">{name}</span>
              <span className={classes["size"]}>{sizeBytes !== null && sizeText(sizeBytes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p className={classes["none"]}>{t(`create.noneOf.${shows}`)}</p>}
      {cut && <p className={classes["none"]}>{t("create.more", { count: entries.length })}</p>}
    </ScrollArea.Autosize>
  );
}
