import type { CreatedMedia, Engine } from "../../shared/contract.ts";
import { CreateDraft, withoutSecrets } from "../../shared/media-create.ts";
import { createMedium } from "./media/create/create-medium.ts";
import type { Library } from "./media/library.ts";
import type { Records } from "./records/records.ts";
import type { StationParts } from "./staging/ports.ts";
import type { Tasks } from "./tasks.ts";

const DRAFT = "create-draft";
const RESULTS_KEPT = 100;

type CreateCommand = "createMedia" | "createdMedia" | "createDraft" | "saveCreateDraft";

interface Creating {
  library: Library;
  tasks: Tasks;
  records: Records;
  parts: Pick<StationParts, "software">;
}

/** The commands that make media. @param made is told each medium that came into the library */
export function createHandlersOf(
  { library, tasks, records, parts }: Creating,
  made: (media: string) => void,
): Pick<Engine, CreateCommand> {
  const results = new Map<string, CreatedMedia>();
  return {
    async createMedia({ request }) {
      const subject = `${request.name} ${request.version}`.trim();
      const { software } = parts;
      const { task, ended } = tasks.run("create", subject, async ({ signal, tell }) => {
        const created = await createMedium(request, { library, software, signal, progress: tell });
        if (created.media?.state === "unchecked") made(created.media.id);
        const { files, media, notes, sha256, sizeBytes, manifest } = created;
        return { files, media: media?.id ?? null, notes, sha256, sizeBytes, mediaGuid: manifest.mediaGuid };
      });
      ended.then(
        (result) => keep(results, task, result),
        () => {}, // its fault was told to the watchers
      );
      return { task };
    },
    createdMedia: async ({ task }) => results.get(task) ?? null,
    async createDraft() {
      const kept: unknown = JSON.parse(records.setting(DRAFT) ?? "null");
      return { draft: CreateDraft.nullable().catch(null).parse(kept) };
    },
    async saveCreateDraft({ draft }) {
      records.setSetting(DRAFT, JSON.stringify(draft && withoutSecrets(draft)));
      return {};
    },
  };
}

function keep(results: Map<string, CreatedMedia>, task: string, result: CreatedMedia): void {
  results.set(task, result);
  const [oldest] = results.keys();
  if (results.size > RESULTS_KEPT && oldest !== undefined) results.delete(oldest);
}
