/** Words of boot proofs, and of what a look at a medium's boot files found. */
export const proofWords = {
  proof: {
    prove: "Prove it boots",
    waiting: "Proving…",
    stop: "Cancel the proof",
    begun: "The drive of bay {{bay}} is being started where nothing can be written to it.",
    title: "Boot proof",
    picture: "The screen of the started computer, by {{firmware}}",
    outcome: { proved: "Started", "at-rest": "Screen at rest", "not-proved": "Not proved" },
    firmware: { bios: "BIOS", uefi: "UEFI" },
    unchanged: "{{size}} hashed before and after: unchanged",
    readOnly: "opened for reading only",
    took: "{{when}}, within {{seconds}} s",
  },
  finding: {
    title: "What a PC would start from",
    none: "Nothing was found against it.",
    start_one: "{{count}} warning about what a PC starts from: see the medium.",
    start_other: "{{count}} warnings about what a PC starts from: see the medium.",
    notYet: "It has not been looked at yet.",
    severity: { stops: "Stops", warns: "Warns", says: "Note" },
    firmware: { bios: "BIOS", uefi: "UEFI", both: "BIOS and UEFI" },
  },
} as const;
