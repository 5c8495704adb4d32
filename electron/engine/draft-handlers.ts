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
      return { draft: keptDraft(records) };
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

/** What the wizard was filled in with so far; null when nothing is kept. */
export function keptDraft(records: Pick<Records, "setting">): CreateDraft | null {
  const kept: unknown = JSON.parse(records.setting(DRAFT) ?? "null");
  return CreateDraft.nullable().catch(null).parse(kept);
}
