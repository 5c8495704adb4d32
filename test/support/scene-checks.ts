import type { ContentCheck } from "../../shared/content-check.ts";
import { sha256 } from "./scene-media.ts";

/** What a look at a medium came to that has something of each severity. */
export const contents: ContentCheck = {
  version: 2,
  at: "2026-11-22T06:10:00Z",
  images: [
    {
      index: 1,
      files: 98_412,
      folders: 21_008,
      bytes: 11_400_000_000,
      largest: { path: "\\sources\\boot.wim", bytes: 612_000_000 },
      securityDescriptors: 412,
    },
  ],
  findings: [
    { code: "hard-links", image: 1, count: 24_310, example: "\\Windows\\System32\\notepad.exe" },
    { code: "named-streams", image: 1, count: 3, example: "\\Users\\Public\\Desktop\\setup.exe" },
    { code: "name-case-collision", image: 1, count: 2, example: "\\Tools\\perl\\lib\\Config.pm" },
    { code: "encrypted-file", image: 1, count: 1, example: "\\Users\\Default\\Documents\\notes.docx" },
  ],
  layout: {
    kind: "prestaged",
    mediaType: "OEMMedia",
    passwordRequired: true,
    unattended: false,
    settings: [{ name: "MediaType", value: "OEMMedia" }],
    variables: { sizeBytes: 9_482, sha256: sha256("variables") },
    packages: [
      { id: "ABC0000A", files: 212, bytes: 184_000_000 },
      { id: "ABC0001F", files: 3, bytes: 41_200_000 },
    ],
    bootImageId: null,
  },
};
