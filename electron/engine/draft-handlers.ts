import type { Engine } from "../../shared/contract.ts";
import { CreateDraft, withoutSecrets } from "../../shared/media-draft.ts";
import { browseFolder } from "./browse-folder.ts";
import { describeImage } from "./media/create/describe-image.ts";
import { templateOf } from "./media/create/template.ts";
import type { Library } from "./media/library.ts";
import type { Records } from "./records/records.ts";

const DRAFT = "create-draft";

type DraftCommand = "createDraft" | "saveCreateDraft" | "mediaTemplate" | "describeImage" | "browseFolder";

/** What the wizard asks while it is being filled in. */
export function draftHandlers(library: Library, records: Records): Pick<Engine, DraftCommand> {
  return {
    async createDraft() {
      const kept: unknown = JSON.parse(records.setting(DRAFT) ?? "null");
      return { draft: CreateDraft.nullable().catch(null).parse(kept) };
    },
    async saveCreateDraft({ draft }) {
      records.setSetting(DRAFT, JSON.stringify(draft && withoutSecrets(draft)));
      return {};
    },
    mediaTemplate: ({ media }) => templateOf(library, media),
    describeImage: ({ path }) => describeImage(path),
    browseFolder: ({ path, shows }) => browseFolder(path, shows),
  };
}
