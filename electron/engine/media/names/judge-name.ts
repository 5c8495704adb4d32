import type { ContentCheckCode } from "../../../../shared/content-check.ts";

const MOST_NAME_UNITS = 255;
/** With any extension. The superscript figures are digits to Windows. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9¹²³]) *(\..*)?$/i;
const FORBIDDEN = /[<>:"|?*]/;

/** What Windows or NTFS makes of one name. What has a slash or a control character in it is refused before. */
export function judgeName(name: string): ContentCheckCode[] {
  const codes: ContentCheckCode[] = [];
  if (name.length > MOST_NAME_UNITS) codes.push("name-too-long");
  if (RESERVED.test(name)) codes.push("name-reserved");
  if (/[. ]$/.test(name)) codes.push("name-ends-badly");
  if (FORBIDDEN.test(name)) codes.push("name-forbidden-character");
  if (!name.isWellFormed()) codes.push("name-broken-character");
  return codes;
}
