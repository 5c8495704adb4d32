import type { CreateDraft, ImageFile } from "../../shared/media-draft.ts";
import type { Task } from "../../shared/contract.ts";
import type { CreatedMedia } from "../../shared/media-create.ts";
import { StagingFault } from "../../shared/fault.ts";
import { medium, sha256 } from "./scene-media.ts";

const image = medium.images[0];
if (!image) throw new Error("the scene's medium has no image");

export const bootFile: ImageFile = {
  path: "/images/boot.wim",
  sizeBytes: 412_000_000,
  compression: "LZX",
  bootIndex: 1,
  images: [
    {
      ...image,
      name: "Microsoft Windows PE (x64)",
      edition: "WindowsPE",
      languages: ["en-US"],
      bytes: 1_900_000_000,
    },
    { ...image, index: 2, name: "Microsoft Windows Setup (x64)", edition: "WindowsPE", bytes: 2_100_000_000 },
  ],
};

export const osFile: ImageFile = {
  path: "/images/install.wim",
  sizeBytes: 6_412_000_000,
  compression: "LZX",
  bootIndex: 0,
  images: [image, { ...image, index: 2, name: "Windows 11 Pro", edition: "Professional" }],
};

const files = new Map([bootFile, osFile].map((file) => [file.path, file]));
files.set("/images/boot-x86.wim", {
  ...bootFile,
  path: "/images/boot-x86.wim",
  images: bootFile.images.map((each) => ({ ...each, architecture: "x86" })),
});

const stationCertificate = {
  subject: "Bench 2",
  issuer: "Bench 2",
  fingerprint: sha256("certificate of bench 2"),
  notBefore: "2026-01-01T00:00:00Z",
  notAfter: "2027-01-01T00:00:00Z",
  authority: false,
  key: "ECDSA P-256",
  state: "valid",
  trusted: true,
};

/** Answers of an engine that knows two images and a few folders. */
export const createAnswers = {
  createDraft: () => ({ draft: null as CreateDraft | null }),
  createdMedia: () => null as CreatedMedia | null,
  createMedia: () => ({ task: "create-1" }),
  security: () => ({ policy: "warn", trusted: [], certificates: [stationCertificate] }),
  contentCatalogue: () => ({ items: [], problems: [] }),
  describeImage({ path }: { path: string }) {
    const found = files.get(path);
    if (!found) throw new StagingFault("media-missing", `${path} cannot be opened: there is no such file.`);
    return found;
  },
  browseFolder: ({ path }: { path: string }) => ({
    path: path || "/home/bench",
    parent: "/",
    entries: [
      { name: "drivers", kind: "folder", sizeBytes: null },
      { name: "boot.wim", kind: "file", sizeBytes: bootFile.sizeBytes },
      { name: "install.wim", kind: "file", sizeBytes: osFile.sizeBytes },
    ],
    cut: false,
    places: ["/home/bench", "/media", "/"],
  }),
};

export const created: CreatedMedia = {
  media: medium.id,
  files: [],
  mediaGuid: "3f6f8a52-0c0e-4d60-8a0a-0a6a3c1f9b01",
  sha256: sha256("created"),
  sizeBytes: 6_901_000_000,
  notes: ["It starts by BIOS and UEFI."],
  log: [
    { at: "2026-11-23T08:00:00Z", text: "Copying the OS image" },
    { at: "2026-11-23T08:00:14Z", text: "Gathering the boot files" },
    { at: "2026-11-23T08:00:15Z", text: "Hashing the OS image" },
    { at: "2026-11-23T08:00:19Z", text: "Adding the boot image and the boot files" },
    { at: "2026-11-23T08:00:20Z", text: "Hashing the medium" },
    { at: "2026-11-23T08:00:25Z", text: "The medium is made." },
  ],
};

export const createTask: Task = {
  task: "create-1",
  kind: "create",
  subject: "Field laptop 3.3",
  doing: "Copying the OS image",
  cancellable: true,
};
