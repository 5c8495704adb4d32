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
  kept: {
    title: "Rate",
    figures: "least {{min}}, mean {{mean}}, most {{max}}",
    label: "{{phase}}: rate over {{took}}. Least {{min}}, mean {{mean}}, most {{max}}.",
  },
} as const;
