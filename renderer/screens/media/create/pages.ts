/** The wizard's pages, in their order. */
export const pages = [
  "type",
  "properties",
  "security",
  "boot",
  "os",
  "content",
  "custom",
  "summary",
] as const;
export type PageName = (typeof pages)[number];
