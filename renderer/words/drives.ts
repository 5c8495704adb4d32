/** Words of what a drive tells of itself, and of how fast it was. */
export const driveWords = {
  health: {
    failing: "about to fail",
    "worn-out": "worn out",
    "too-hot": "too hot",
    "pending-sectors": "sectors it cannot read",
    warmth: "Temperature",
    celsius: "{{celsius}} °C",
    most: "at most {{celsius}} °C",
    concerns: "Its own report",
  },
  station: {
    open: "Station settings…",
    title: "Station settings",
    text: "For everyone who works at this station. They hold from now on, also for drives that wait for their turn.",
    byFlag: "Told by a flag when the engine was started: it holds until the engine ends.",
    save: "Save",
  },
  kept: {
    title: "Rate",
    figures: "{{min}} to {{max}}, mean {{mean}}",
    label: "{{phase}}: rate over {{took}}. Least {{min}}, mean {{mean}}, most {{max}}.",
  },
} as const;
