import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateDraft } from "../../../../shared/media-draft.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Media } from "../../../../shared/media.ts";
import type { Library } from "../library.ts";
import { OURS } from "./manifest.ts";
import { isSealed, openVariables, type MediaSecrets } from "./variables-file.ts";
import { extractPaths } from "./wim-tools.ts";

/**
 * A finished medium as the beginning of its next version: all but its secrets and its version. Its images are those of
 * the medium itself. @returns the wizard's fields, and what could not be taken along, in words
 * @throws StagingFault media-missing, media-corrupt, tool-missing
 */
export async function templateOf(
  library: Library,
  id: string,
): Promise<{ draft: CreateDraft; notes: string[] }> {
  const media = library.get(id);
  if (!media) throw new StagingFault("media-missing", `The library has no medium ${id}.`);
  const { manifest } = media;
  const known = {
    name: media.name,
    createdBy: media.createdBy,
    comment: media.comment,
    osFrom: "medium" as const,
    osMedia: id,
    ...(media.bootFiles.bootWim && { bootFrom: "medium" as const, bootMedia: id }),
  };
  if (!manifest)
    return {
      draft: CreateDraft.parse(known),
      notes: ["Prestage did not make this medium: its security and variables have to be set anew."],
    };
  const { unattended, unknownComputers } = manifest;
  const protect = media.passwordProtected ?? false;
  const secrets = await readVariables(library.pathOf(id));
  return {
    draft: CreateDraft.parse({
      ...known,
      unattended,
      unknownComputers,
      protect,
      ...(secrets && fieldsOf(secrets)),
    }),
    notes: notesOf(media, secrets),
  };
}

function fieldsOf({ variables, prestart }: MediaSecrets): Partial<CreateDraft> {
  const withoutHidden = variables.map((each) => (each.hidden ? { ...each, value: "" } : each));
  return { variables: withoutHidden, prestart: prestart !== null, command: prestart ?? "" };
}

function notesOf({ manifest }: Media, secrets: MediaSecrets | null): string[] {
  const hidden = secrets?.variables.some((each) => each.hidden) ?? false;
  return [
    ...(secrets
      ? []
      : ["Its variables and its prestart command are under its password: they have to be set anew."]),
    ...(hidden ? ["The values of hidden variables have to be typed anew."] : []),
    ...(manifest?.prestart ? ["The files of the prestart command have to be chosen anew."] : []),
    "Its password and its certificate are not taken along.",
  ];
}

/** Null when they are under a password. */
async function readVariables(wim: string): Promise<MediaSecrets | null> {
  const folder = await mkdtemp(join(tmpdir(), "prestage-template-"));
  try {
    await extractPaths(wim, 1, [OURS.variables], folder, {});
    const bytes = await readFile(join(folder, OURS.variables));
    return isSealed(bytes) ? null : await openVariables(bytes, null);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
