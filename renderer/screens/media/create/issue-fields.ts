import type { z } from "zod";
import type { PageName } from "./pages.ts";

/** Words by key (`create.problem`), or a sentence that came with the problem. */
export type Words =
  | { key: "needed" | "differs" | "hiddenAgain" | "gone" | "noBootImage" | "chooseImage" | "number" | "day" }
  | { key: "tooLong" | "atLeast" | "atMost"; limit: number }
  | { text: string };

/** Where a part of the request is filled in. The first that begins so. */
const places: readonly [from: string, page: PageName, field: string][] = [
  ["name", "properties", "name"],
  ["createdBy", "properties", "createdBy"],
  ["version", "properties", "version"],
  ["comment", "properties", "comment"],
  ["destination.partMegabytes", "properties", "partMegabytes"],
  ["destination", "properties", "file"],
  ["stagingFolder", "properties", "stagingFolder"],
  ["password", "security", "password"],
  ["certificate.startsAt", "security", "startsOn"],
  ["certificate.expiresAt", "security", "expiresOn"],
  ["certificate.password", "security", "certificatePassword"],
  ["certificate.certificate", "security", "stationCertificate"],
  ["certificate", "security", "certificateFile"],
  ["bootImage.media", "boot", "bootMedia"],
  ["bootImage.index", "boot", "bootIndex"],
  ["bootImage", "boot", "bootFile"],
  ["bootFiles", "boot", "bootFiles"],
  ["osImage.media", "os", "osMedia"],
  ["osImage.index", "os", "osIndex"],
  ["osImage", "os", "osFile"],
  ["variables", "custom", "variables"],
  ["prestart.files", "custom", "prestartFiles"],
  ["prestart", "custom", "command"],
];

const SEVERAL = ["bootFiles", "variables", "prestartFiles"];

/** The page and the field that a refused part of the request was typed into. */
export function fieldOf({ path }: z.core.$ZodIssue): { page: PageName; field: string } {
  const whole = path.map(String).join(".");
  const place = places.find(([from]) => whole === from || whole.startsWith(`${from}.`));
  if (!place) return { page: "summary", field: whole };
  const [from, page, field] = place;
  return { page, field: SEVERAL.includes(field) ? field + whole.slice(from.length) : field };
}

/** What is wrong, in the operator's words. The schema's own sentences are such words already. */
export function wordsOf(issue: z.core.$ZodIssue): Words {
  const { code } = issue;
  if (code === "too_big")
    return { key: issue.origin === "string" ? "tooLong" : "atMost", limit: Number(issue.maximum) };
  if (code === "too_small")
    return issue.origin === "string" ? { key: "needed" } : { key: "atLeast", limit: Number(issue.minimum) };
  if (code === "invalid_type") return { key: "number" };
  if (issue.path.at(-1) === "certificate") return { key: "needed" };
  if (code === "invalid_format" && issue.format === "datetime") return { key: "day" };
  return { text: issue.message };
}
