/** Words of versions of media, and of the units that carry them. */
export const versionWords = {
  versions: {
    standing: { current: "Current", older: "Older", newer: "Newer", retired: "Retired", unknown: "–" },
    standingText: {
      current: "It is the version to stage.",
      older: "A newer version is current. It may still be staged.",
      newer: "Another version is current. It may be staged.",
      retired: "It is not staged any more.",
    },
    act: {
      current: "Make current",
      retire: "Retire",
      reinstate: "Reinstate",
    },
    told: "{{name}} {{version}} is current now",
    toldNone: "No version of {{name}} is current now",
    keepCurrent: "Keep the present version current",
    keepCurrentHint: "Otherwise what comes in becomes the current version of its name.",
    /** In a choice of media. */
    option: "{{media}} ({{standing}})",
    start: {
      older: "It is older than the current version, {{current}}.",
      newer: "It is newer than the current version, {{current}}.",
    },
    columns: { standing: "Use", units: "Units", stale: "Stale" },
    staleHint: "Units that carry an older version",
    carries: "carries {{what}}, current is {{current}}",
    carriesRetired: "carries {{what}}, which is retired",
    staged: "staged here with {{what}}, current is {{current}}",
    stagedRetired: "staged here with {{what}}, which is retired",
    units: {
      tab: "Units",
      none: "By the records of this station no unit carries a version of it.",
      count_one: "{{count}} unit carries a version of it",
      count_other: "{{count}} units carry a version of it",
      behind_one: "{{count}} is stale: it carries an older version than {{current}}.",
      behind_other: "{{count}} are stale: they carry an older version than {{current}}.",
      noneBehind: "None is stale.",
      shown_one: "The newest is shown.",
      shown_other: "The newest {{count}} are shown.",
      columns: {
        unit: "Unit",
        version: "Carries",
        staged: "Staged",
        record: "Record",
      },
      isStale: "Stale",
      isStaleRetired: "Retired, stale",
    },
  },
} as const;
