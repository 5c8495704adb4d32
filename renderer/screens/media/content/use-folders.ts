import { useState } from "react";
import { toFault, type Fault } from "../../../../shared/fault.ts";
import { engine } from "../../../store.ts";
import type { LoadedFolder } from "./content-rows.ts";

interface Folders {
  folders: ReadonlyMap<string, LoadedFolder>;
  fault: Fault | null;
  /** Asks for the page of a folder that begins at `offset`, unless it has been asked for. */
  load: (folder: string, offset: number) => void;
}

/** The folders of one image, as far as they were looked into. A component shows one image: it has it as its key. */
export function useFolders(media: string, image: number): Folders {
  const [folders, setFolders] = useState<ReadonlyMap<string, LoadedFolder>>(new Map());
  const [fault, setFault] = useState<Fault | null>(null);
  const [asked] = useState(() => new Set<string>());
  const load = (folder: string, offset: number): void => {
    const key = `${offset} ${folder}`;
    if (asked.has(key)) return;
    asked.add(key);
    void (async () => {
      try {
        const { total, entries } = await engine().listMediaContent({ media, image, path: folder, offset });
        setFault(null);
        setFolders((before) =>
          new Map(before).set(folder, {
            total,
            entries: [...(before.get(folder)?.entries.slice(0, offset) ?? []), ...entries],
          }),
        );
      } catch (thrown) {
        asked.delete(key);
        setFault(toFault(thrown));
      }
    })();
  };
  return { folders, fault, load };
}
