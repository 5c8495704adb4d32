/** Words of what a look at a medium's names and contents found. */
export const checkWords = {
  check: {
    tab: "Checks",
    state: "Every content's hash",
    looked: "Names looked at",
    notYet:
      "The names in it have not been looked at yet. That goes on behind an import; “Check now” does it at once.",
    none: "Nothing was found against its names and files.",
    image: "Image {{index}}",
    files: "{{files}} files in {{folders}} folders, {{size}} in all",
    largest: "{{size}}: {{path}}",
    facts: {
      contents: "It holds",
      largest: "Largest file",
      descriptors: "Access lists",
      room: "Smallest drive in a bay",
    },
    fits: "{{size}}, bay {{bay}}: there is room for it",
    fitsNot: "{{size}}, bay {{bay}}: too small for it. Put in a larger drive",
    noDrive: "no drive is in a bay",
    findings: "Findings",
    times: "{{times}} in image {{image}}, such as",
    start: "{{what}}: see the medium's checks.",
  },
} as const;
