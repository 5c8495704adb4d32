import { expect, test } from "vitest";
import { refuseRetired, type NotCurrentPolicy } from "../../electron/engine/staging/refuse-retired.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Media } from "../../shared/media.ts";
import { MediaStanding } from "../../shared/media-versions.ts";
import { medium } from "../support/scene-media.ts";

const current: Media = { ...medium, id: "current", version: "3.10", standing: "current" };

function verdict(standing: MediaStanding, policy: NotCurrentPolicy): string {
  const wanted: Media = { ...medium, version: "3.9", standing };
  try {
    const warnings = refuseRetired(wanted, [wanted, current], policy);
    return warnings.length > 0 ? "warned" : "staged";
  } catch (thrown) {
    return thrown instanceof StagingFault ? thrown.code : String(thrown);
  }
}

test("retired versions are never staged, and others than the current one as the station is told", () => {
  const table = Object.fromEntries(
    MediaStanding.options.map((standing) => [
      standing,
      [verdict(standing, "warn"), verdict(standing, "refuse")],
    ]),
  );
  expect(table).toEqual({
    current: ["staged", "staged"],
    older: ["warned", "media-not-current"],
    newer: ["warned", "media-not-current"],
    retired: ["media-retired", "media-retired"],
  });
});

test("the words name both versions", () => {
  const older: Media = { ...medium, version: "3.9", standing: "older" };
  expect(refuseRetired(older, [older, current], "warn")).toEqual([
    "“Field laptop 24H2” 3.9 is older than the current version, which is 3.10.",
  ]);
  const retired: Media = { ...older, standing: "retired" };
  expect(() => refuseRetired(retired, [retired, current], "warn")).toThrow(
    "“Field laptop 24H2” 3.9 was retired on this station. 3.10 is the current version.",
  );
  expect(() => refuseRetired(retired, [retired], "warn")).toThrow("No version of it is current.");
});
