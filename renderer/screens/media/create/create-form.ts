import {
  architectureProblem,
  CreateRequest,
  kindProblem,
  type CreateRequestInput,
  givesBootImage,
} from "../../../../shared/media-create.ts";
import { CreateDraft, type ImageFile } from "../../../../shared/media-draft.ts";
import type { Media, WimImage } from "../../../../shared/media.ts";
import { fieldOf, wordsOf, type Words } from "./issue-fields.ts";
import type { PageName } from "./pages.ts";

/** What is typed into the wizard and never kept anywhere but in this window. */
export interface Secrets {
  password: string;
  passwordAgain: string;
  certificatePassword: string;
}

export const noSecrets: Secrets = { password: "", passwordAgain: "", certificatePassword: "" };

/** What is wrong with a field; its page refuses to be left forwards. */
export interface Problem {
  page: PageName;
  /** As the draft or the secrets call it; "variables.0.name" for one of several. */
  field: string;
  words: Words;
}

/** What the engine said of a file: an image, a refusal in words, or nothing yet. */
export type Looked = ImageFile | { refusal: string } | null;

/** All that problems are seen in. */
export interface Filled {
  draft: CreateDraft;
  secrets: Secrets;
  media: readonly Media[];
  lookedAt: (path: string) => Looked;
}

/** @param today local midnight of the day on which a self-signed certificate begins; it ends a year later */
export function firstDraft(today: Date): CreateDraft {
  const inAYear = new Date(today);
  inAYear.setFullYear(today.getFullYear() + 1);
  return CreateDraft.parse({ startsOn: dayText(today), expiresOn: dayText(inAYear) });
}

function dayText(day: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The command that the filled-in pages stand for. The engine judges it again. */
export function requestOf(draft: CreateDraft, secrets: Secrets): CreateRequestInput {
  const { unattended, name, createdBy, version, comment, unknownComputers } = draft;
  const { loaderSignedBy, bootFiles, variables } = draft;
  return {
    unattended,
    name,
    createdBy,
    version,
    comment,
    unknownComputers,
    loaderSignedBy,
    bootFiles,
    variables,
    destination: destinationOf(draft),
    stagingFolder: draft.stagingFolder.trim() || null,
    password: draft.protect ? secrets.password : null,
    certificate: certificateOf(draft, secrets),
    bootImage:
      draft.bootFrom === "medium"
        ? { from: "medium", media: draft.bootMedia }
        : { from: "file", path: draft.bootFile.trim(), index: draft.bootIndex },
    osImage:
      draft.osFrom === "medium"
        ? { from: "medium", media: draft.osMedia, index: draft.osIndex }
        : { from: "file", path: draft.osFile.trim(), index: draft.osIndex },
    prestart: draft.prestart ? { command: draft.command, files: draft.prestartFiles } : null,
  };
}

function destinationOf({
  to,
  file,
  partMegabytes,
  keepCurrent,
}: CreateDraft): CreateRequestInput["destination"] {
  if (to === "library") return { to, ...(keepCurrent && { keepCurrent }) };
  const parts = partMegabytes.trim();
  return { to, path: file.trim(), partMegabytes: parts === "" ? null : Number(parts) };
}

function certificateOf(draft: CreateDraft, secrets: Secrets): CreateRequestInput["certificate"] {
  const password = secrets.certificatePassword || null;
  switch (draft.certificate) {
    case "self-signed":
      return {
        kind: "self-signed",
        startsAt: momentOf(draft.startsOn, "00:00:00"),
        expiresAt: momentOf(draft.expiresOn, "23:59:59"),
      };
    case "file":
      return { kind: "file", path: draft.certificateFile.trim(), password };
    case "station":
      return { kind: "station", certificate: draft.stationCertificate, password };
    case "none":
      return { kind: "none" };
  }
}

/** A local day and time as ISO 8601; what is no day stays what it is, and is refused. */
function momentOf(day: string, time: string): string {
  const moment = new Date(`${day}T${time}`);
  return Number.isNaN(moment.getTime()) ? day : moment.toISOString();
}

/** Everything that is wrong so far, page by page. */
export function problemsOf(filled: Filled): Problem[] {
  const { draft, secrets } = filled;
  const parsed = CreateRequest.safeParse(requestOf(draft, secrets));
  const told = (parsed.error?.issues ?? []).map((issue) => ({ ...fieldOf(issue), words: wordsOf(issue) }));
  const all = [...told, ...secretProblems(draft, secrets), ...bootProblems(filled), ...osProblems(filled)];
  const first = new Map(all.toReversed().map((problem) => [problem.field, problem]));
  return all.filter((problem) => first.get(problem.field) === problem);
}

function secretProblems(draft: CreateDraft, secrets: Secrets): Problem[] {
  const { protect, variables } = draft;
  const differs = protect && secrets.password !== "" && secrets.password !== secrets.passwordAgain;
  const locked = draft.certificate === "station" && secrets.certificatePassword === "";
  return [
    ...(locked
      ? [{ page: "security" as const, field: "certificatePassword", words: { key: "needed" as const } }]
      : []),
    ...(differs
      ? [{ page: "security" as const, field: "passwordAgain", words: { key: "differs" as const } }]
      : []),
    ...variables.flatMap(({ hidden, value }, n): Problem[] =>
      hidden && value === ""
        ? [{ page: "custom", field: `variables.${n}.value`, words: { key: "hiddenAgain" } }]
        : [],
    ),
  ];
}

/** The image that is going to be started; null while it is not known. */
export function bootImageOf({ draft, lookedAt }: Filled): WimImage | null {
  if (draft.bootFrom === "medium") return null;
  const looked = lookedAt(draft.bootFile.trim());
  if (!looked || "refusal" in looked) return null;
  const only = looked.images.length === 1 ? 1 : 0;
  const index = draft.bootIndex ?? (looked.bootIndex || only);
  return looked.images.find((image) => image.index === index) ?? null;
}

function bootProblems(filled: Filled): Problem[] {
  const { draft, media, lookedAt } = filled;
  const at = (field: string, words: Words): Problem[] => [{ page: "boot", field, words }];
  if (draft.bootFrom === "medium") {
    const medium = media.find(({ id }) => id === draft.bootMedia);
    if (draft.bootMedia !== "" && !medium) return at("bootMedia", { key: "gone" });
    return medium && !givesBootImage(medium) ? at("bootMedia", { key: "noBootImage" }) : [];
  }
  const looked = lookedAt(draft.bootFile.trim());
  if (!looked) return [];
  if ("refusal" in looked) return at("bootFile", { text: looked.refusal });
  const image = bootImageOf(filled);
  const others = looked.images.map((one) => kindProblem(one, "boot"));
  if (!image && others.includes(null)) return at("bootIndex", { key: "chooseImage" });
  const wrong = image ? kindProblem(image, "boot") : others[0];
  return wrong == null ? [] : at("bootIndex", { text: wrong });
}

/** The image that is going to be installed; null while it is not known. */
export function osImageOf({ draft, media, lookedAt }: Filled): WimImage | null {
  const looked = draft.osFrom === "file" ? lookedAt(draft.osFile.trim()) : null;
  const images =
    draft.osFrom === "medium"
      ? media.find(({ id }) => id === draft.osMedia)?.images
      : looked && !("refusal" in looked)
        ? looked.images
        : undefined;
  return images?.find(({ index }) => index === draft.osIndex) ?? null;
}

function osProblems(filled: Filled): Problem[] {
  const { draft, media, lookedAt } = filled;
  const at = (field: string, words: Words): Problem[] => [{ page: "os", field, words }];
  const looked = draft.osFrom === "file" ? lookedAt(draft.osFile.trim()) : null;
  if (looked && "refusal" in looked) return at("osFile", { text: looked.refusal });
  const medium = media.find(({ id }) => id === draft.osMedia);
  if (draft.osFrom === "medium" && draft.osMedia !== "" && !medium) return at("osMedia", { key: "gone" });
  const image = osImageOf(filled);
  const known = draft.osFrom === "medium" ? medium !== undefined : looked !== null;
  if (!image) return known ? at("osIndex", { key: "chooseImage" }) : [];
  const wrong = kindProblem(image, "os");
  if (wrong !== null) return at("osIndex", { text: wrong });
  const boot = bootImageOf(filled);
  const unlike = boot && architectureProblem(boot.architecture, image.architecture);
  return unlike?.stops ? at("osIndex", { text: unlike.message }) : [];
}

/** "NAME=VALUE" lines as they are pasted; what is no such line is given back. */
export function readVariables(text: string): {
  variables: CreateDraft["variables"];
  unread: string[];
} {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const parted = lines.map((line) => ({ line, at: line.indexOf("=") }));
  return {
    variables: parted
      .filter(({ at }) => at > 0)
      .map(({ line, at }) => ({ name: line.slice(0, at).trim(), value: line.slice(at + 1), hidden: false })),
    unread: parted.filter(({ at }) => at <= 0).map(({ line }) => line),
  };
}
