/** Words of files that are dragged onto the window. */
export const dropWords = {
  drop: {
    title: "Drop it to import it",
    offline: "Not connected to the engine",
    text: "Prestaged media are .wim files. The file is copied into this station's library and checked.",
    refused: "{{name}} was not imported",
    why: {
      part: "It is one part of a split set. Put all parts into one folder of the station, and import one of them by its path.",
      esd: "An .esd is an OS image, no medium. Choose it in Create…, on the page OS image.",
      iso: "It is a disc or disk image. The medium is a .wim file.",
      other: "It is no .wim file.",
    },
    ended: "{{name}} was not sent to its end",
    endedText: "It was cancelled, or the line to the engine broke. Nothing of it is left in the library.",
  },
} as const;
