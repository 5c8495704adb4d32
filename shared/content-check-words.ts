import type { ContentCheckCode, ContentFinding, ContentSeverity } from "./content-check.ts";

/** How bad it is, what it is in a few words, and what that means or what to do. */
interface CheckWords {
  severity: ContentSeverity;
  what: string;
  todo: string;
}

export const contentCheckWords: Record<ContentCheckCode, CheckWords> = {
  "content-absent": {
    severity: "stops",
    what: "Files whose content is not in the medium",
    todo: "They cannot be written. Ask whoever made the medium for a whole one.",
  },
  "name-too-long": {
    severity: "stops",
    what: "Names of more than 255 characters",
    todo: "NTFS takes none of them. Shorten them in the image, and make the medium anew.",
  },
  "name-duplicate": {
    severity: "stops",
    what: "Two files of exactly the same name in one folder",
    todo: "One of them would be lost. Make the medium anew from a clean image.",
  },
  "encrypted-file": {
    severity: "stops",
    what: "Files encrypted with EFS",
    todo: "They would arrive empty. Decrypt them before the image is captured.",
  },
  "configmgr-standalone": {
    severity: "stops",
    what: "Stand-alone media, not prestaged media",
    todo: "A PC started from such a drive would wipe the drive it runs from. Make prestaged media in the console instead.",
  },
  "configmgr-capture": {
    severity: "stops",
    what: "Capture media, not prestaged media",
    todo: "It takes an image of a reference computer and holds no Windows to ship. Choose the prestaged media's .wim.",
  },
  "name-case-collision": {
    severity: "warns",
    what: "Names that differ only in upper and lower case",
    todo: "Both are written, and Windows opens only one of them. Rename one in the image.",
  },
  "name-reserved": {
    severity: "warns",
    what: "Names that Windows keeps for devices (CON, NUL, COM1, …)",
    todo: "They are written, and most programs cannot open or delete them. Rename them in the image.",
  },
  "name-ends-badly": {
    severity: "warns",
    what: "Names that end with a dot or a space",
    todo: "They are written, and most programs cannot open them. Rename them in the image.",
  },
  "name-forbidden-character": {
    severity: "warns",
    what: 'Names with a character that Windows forbids (< > : " | ? *)',
    todo: "They are written, and Windows cannot open them. Rename them in the image.",
  },
  "name-broken-character": {
    severity: "warns",
    what: "Names with half a character (an unpaired surrogate)",
    todo: "They are written as they are. Some programs cannot open them.",
  },
  "path-too-long": {
    severity: "warns",
    what: "Paths of more than 32,767 characters",
    todo: "They are written, and Windows can reach none of them. Shorten them in the image.",
  },
  "extended-attributes": {
    severity: "warns",
    what: "Files with extended attributes",
    todo: "Staging leaves these attributes out. Windows itself does without them; Linux files of WSL lose owner and mode.",
  },
  "security-descriptor-missing": {
    severity: "warns",
    what: "Files that name an access list which is not there",
    todo: "They get the access list of the folder they lie in. Make the medium anew if that is not enough.",
  },
  "reparse-elsewhere": {
    severity: "warns",
    what: "Files whose content is kept elsewhere (deduplicated, archived, or in a cloud)",
    todo: "Only the pointer is in the medium. Fetch these files before the image is captured.",
  },
  "configmgr-bootable": {
    severity: "warns",
    what: "Bootable media, not prestaged media",
    todo: "It holds no Windows: the PC gets all of it over the network, and its task sequence formats the drive.",
  },
  "configmgr-other": {
    severity: "warns",
    what: "Media of Configuration Manager that does not call itself prestaged (MediaType=OEMMedia)",
    todo: "Its task sequence may format the drive first. Look at TsmBootstrap.ini, or make prestaged media in the console.",
  },
  "configmgr-variables-missing": {
    severity: "warns",
    what: "A password is asked for, and there is no Variables.dat that it would open",
    todo: "The PC will stop there. Make the medium anew in the console.",
  },
  "encrypted-folder": {
    severity: "says",
    what: "Folders marked for encryption",
    todo: "Staging leaves the mark out: what is put into them later is not encrypted by itself.",
  },
  "path-over-260": {
    severity: "says",
    what: "Paths of more than 260 characters",
    todo: "They are written. Older programs cannot open them.",
  },
  "hard-links": {
    severity: "says",
    what: "Further names of a file (hard links)",
    todo: "They are written as hard links: the file takes its room once.",
  },
  "named-streams": {
    severity: "says",
    what: "Named streams",
    todo: "They are written with their files.",
  },
  "reparse-links": {
    severity: "says",
    what: "Symbolic links and junctions",
    todo: "They are written as they are, with the targets they had.",
  },
  "reparse-compressed": {
    severity: "says",
    what: "Files that Windows packed (WOF, “compact OS”)",
    todo: "They are written as they are, and Windows unpacks them when it reads them.",
  },
  "reparse-other": {
    severity: "says",
    what: "Other reparse points",
    todo: "They are written as they are. A program that knows their kind reads them.",
  },
  "sparse-files": {
    severity: "says",
    what: "Sparse files",
    todo: "They are written with all their content: they take their whole size.",
  },
  "object-ids": {
    severity: "says",
    what: "Files with object ids",
    todo: "They are written, the same on every drive.",
  },
};

const ranks: Record<ContentSeverity, number> = { stops: 0, warns: 1, says: 2 };

/** Worst first, else in the order of the list of codes. */
export function bySeverity(findings: readonly ContentFinding[]): ContentFinding[] {
  return findings.toSorted(
    (a, b) => ranks[contentCheckWords[a.code].severity] - ranks[contentCheckWords[b.code].severity],
  );
}

/** "Files encrypted with EFS: 3 in image 1, such as \Users\…. They would arrive empty. …" */
export function contentFindingText({ code, count, image, example }: ContentFinding): string {
  const { what, todo } = contentCheckWords[code];
  return `${what}: ${count} in image ${image}, such as ${example}. ${todo}`;
}
