import type { Engine } from "../../shared/contract.ts";
import type { CreatedMedia } from "../../shared/media-create.ts";
import { createMedium } from "./media/create/create-medium.ts";
import type { Library } from "./media/library.ts";
import { openSigner } from "./media/signing/open-signer.ts";
import type { StationCertificates } from "./media/signing/station-certificates.ts";
import type { StationParts } from "./staging/ports.ts";
import { TaskResults } from "./task-results.ts";
import type { Tasks } from "./tasks.ts";

type CreateCommand = "createMedia" | "createdMedia";

interface Creating {
  library: Library;
  tasks: Tasks;
  parts: Pick<StationParts, "software" | "station">;
  own: StationCertificates;
}

/** The commands that make media. @param made is told each medium that came into the library */
export function createHandlersOf(
  { library, tasks, parts, own }: Creating,
  made: (media: string) => void,
): Pick<Engine, CreateCommand> {
  const results = new TaskResults<CreatedMedia>();
  return {
    async createMedia({ request }) {
      const subject = `${request.name} ${request.version}`.trim();
      const { software } = parts;
      const signer = await openSigner(request.certificate, request.createdBy || parts.station, own);
      const running = tasks.run("create", subject, async ({ signal, tell }) => {
        const log = new StepLog();
        const progress: typeof tell = (doing, ...figures) => (log.add(doing), tell(doing, ...figures));
        const created = await createMedium(request, { library, software, signer, signal, progress });
        log.add("The medium is made.");
        if (created.media?.state === "unchecked") made(created.media.id);
        const { files, media, notes, sha256, sizeBytes, manifest } = created;
        const { mediaGuid } = manifest;
        return { files, media: media?.id ?? null, notes, sha256, sizeBytes, mediaGuid, log: log.lines };
      });
      return { task: results.keep(running) };
    },
    createdMedia: async ({ task }) => results.of(task),
  };
}

/** When each step began. */
class StepLog {
  readonly lines: CreatedMedia["log"] = [];

  add(text: string): void {
    if (this.lines.at(-1)?.text !== text) this.lines.push({ at: new Date().toISOString(), text });
  }
}
