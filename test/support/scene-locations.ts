import type { CatalogueItem, ContentLocation, ContentPull } from "../../shared/content.ts";

export function aLocation(name: string, more: Partial<ContentLocation> = {}): ContentLocation {
  return {
    id: name.toLowerCase(),
    name,
    site: "N01",
    parentSite: "CAS",
    kind: "http",
    address: `https://${name.toLowerCase()}.example/content/`,
    hasToken: false,
    nearness: 100,
    bytesPerSecond: null,
    hours: "",
    caFile: null,
    fingerprint: null,
    enabled: true,
    look: look("index", 3, "3 items by its index."),
    ...more,
  };
}

function look(
  found: "index" | "scan" | "failed",
  items: number,
  message: string,
): NonNullable<ContentLocation["look"]> {
  return { at: "2026-03-04T08:00:00.000Z", found, items, bytes: items * 5e9, message };
}

const expired = "The certificate of South has expired, on Mar  1 12:00:00 2026 GMT.";

/** A location in each of its states. */
export const locations: ContentLocation[] = [
  aLocation("North", { nearness: 10, hours: "22:00-06:00", bytesPerSecond: 20_000_000, hasToken: true }),
  aLocation("Share", {
    kind: "folder",
    address: "/mnt/depot/images",
    site: "N02",
    parentSite: "N01",
    look: look(
      "scan",
      1,
      "No index, so its files were looked through: 1 item. Left out: old.wim: It is cut short.",
    ),
  }),
  aLocation("South", { site: "S01", look: look("failed", 0, expired) }),
  aLocation("West", { site: "W01", enabled: false, look: null }),
  aLocation("East", { site: "E01", parentSite: null, look: null }),
];

export function anItem(
  name: string,
  version: string,
  sha: string,
  more: Partial<CatalogueItem> = {},
): CatalogueItem {
  return {
    kind: "medium",
    name,
    version,
    sizeBytes: 9_412_000_000,
    architecture: "x64",
    content: sha.repeat(32),
    sha256: sha.repeat(32),
    at: [
      { location: "north", name: "North", site: "N01" },
      { location: "south", name: "South", site: "S01" },
    ],
    media: null,
    ...more,
  };
}

export const catalogue = {
  items: [
    anItem("Field laptop 24H2", "3.3", "a1"),
    anItem("Field laptop 24H2", "3.2", "b2", { media: "media-1" }),
    anItem("Kiosk", "1.4", "c3", { at: [{ location: "share", name: "Share", site: "N02" }] }),
    anItem("WinPE", "10.0.26100", "d4", { kind: "boot-image", sizeBytes: 412_000_000 }),
  ],
  problems: [{ location: "south", name: "South", message: expired }],
};

/** One that runs, one that was cancelled, one that failed. */
export const pulls: ContentPull[] = [
  {
    content: "c3".repeat(32),
    name: "Kiosk",
    version: "1.4",
    doneBytes: 2e9,
    sizeBytes: 9_412_000_000,
    task: "task-7",
    problem: null,
  },
  {
    content: "e5".repeat(32),
    name: "Depot tablet",
    version: "2.0",
    doneBytes: 3.1e9,
    sizeBytes: 5.2e9,
    task: null,
    problem: null,
  },
  {
    content: "f6".repeat(32),
    name: "Shop till",
    version: "7",
    doneBytes: 1.2e9,
    sizeBytes: 4.4e9,
    task: null,
    problem: "North has sent nothing for 30 s. South: nobody answers there.",
  },
];

export const served = {
  served: { address: "https://bench-one.example:7780/", token: "t0ken", fingerprint: "AB".repeat(32) },
};
