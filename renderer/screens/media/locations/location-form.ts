import { LocationInput, type ContentLocation } from "../../../../shared/content.ts";
import { readSize } from "../../../../shared/size.ts";

/** The form as it is typed. */
export interface LocationForm {
  name: string;
  site: string;
  parentSite: string;
  kind: "http" | "folder";
  address: string;
  token: string;
  forgetToken: boolean;
  nearness: number | string;
  limit: string;
  hours: string;
  caFile: string;
  fingerprint: string;
  enabled: boolean;
}

export function formOf(location: ContentLocation | null): LocationForm {
  return {
    name: location?.name ?? "",
    site: location?.site ?? "",
    parentSite: location?.parentSite ?? "",
    kind: location?.kind ?? "http",
    address: location?.address ?? "",
    token: "",
    forgetToken: false,
    nearness: location?.nearness ?? 100,
    limit: limitText(location?.bytesPerSecond ?? null),
    hours: location?.hours ?? "",
    caFile: location?.caFile ?? "",
    fingerprint: location?.fingerprint ?? "",
    enabled: location?.enabled ?? true,
  };
}

/** 20000000 → "20M": as it is typed, without loss. */
function limitText(bytes: number | null): string {
  if (bytes === null) return "";
  for (const [factor, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (bytes % factor === 0) return `${bytes / factor}${unit}`;
  return String(bytes);
}

export interface Read {
  /** Null while anything is wrong. */
  location: LocationInput | null;
  /** By field, the first thing that is wrong with it. */
  problems: Partial<Record<keyof LocationForm, string>>;
}

/** @param limitProblem what to say of a limit that is no size */
export function readForm(form: LocationForm, id: string | undefined, limitProblem: string): Read {
  const limit = form.limit.trim() === "" ? null : readSize(form.limit);
  const noLimit = form.limit.trim() !== "" && limit === null;
  const token = form.token.trim() !== "" ? form.token : form.forgetToken ? null : undefined;
  const parsed = LocationInput.safeParse({
    ...form,
    id,
    parentSite: form.parentSite.trim() || null,
    token,
    nearness: Number(form.nearness),
    bytesPerSecond: limit,
    caFile: form.caFile.trim() || null,
    fingerprint: form.fingerprint.trim() || null,
  });
  const problems: Read["problems"] = noLimit ? { limit: limitProblem } : {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path[0] === "bytesPerSecond" ? "limit" : (path[0] as keyof LocationForm);
    problems[field] ??= message;
  }
  return { location: parsed.success && !noLimit ? parsed.data : null, problems };
}
