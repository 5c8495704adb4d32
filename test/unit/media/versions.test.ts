import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { passingLog, Versions, type MediaLog } from "../../../electron/engine/media/versions.ts";
import { openRecords } from "../../../electron/engine/records/open-records.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import { medium } from "../../support/scene-media.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** A library that is only its list. */
function aShelf(log: MediaLog = passingLog()) {
  const all: Media[] = [];
  const versions = new Versions(log, () => new Date("2026-11-26T10:00:00Z"));
  return {
    versions,
    all,
    takeIn(
      version: string,
      { keepCurrent = false, ...over }: Partial<Media> & { keepCurrent?: boolean } = {},
    ) {
      const taken: Media = {
        ...medium,
        id: `id-${version}`,
        version,
        sha256: `sha-${version}`,
        importedAt: `2026-11-0${all.length + 1}T00:00:00Z`,
        ...over,
      };
      all.push(taken);
      versions.cameIn(taken, all, "imported", keepCurrent);
      return taken;
    },
    standings: () => Object.fromEntries(all.map((each) => [each.version, versions.standingOf(each, all)])),
  };
}

test("a version that comes in is the current one, and those before it stay stageable", () => {
  const shelf = aShelf();
  shelf.takeIn("3.9");
  shelf.takeIn("3.10");
  shelf.takeIn("1.0", { name: "Kiosk" });
  expect(shelf.standings()).toEqual({ "3.9": "older", "3.10": "current", "1.0": "current" });
});

test("a version that comes in beside the current one leaves it so, also where nobody ever chose one", () => {
  const shelf = aShelf();
  shelf.all.push({ ...medium, id: "old", version: "3.1", sha256: "sha-old" }); // from before versions were kept
  shelf.takeIn("3.2", { keepCurrent: true });
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "newer" });
});

test("where nobody ever chose, the newest is current; of two alike, the one that came in last", () => {
  const shelf = aShelf();
  const old = { ...medium, version: "3.9", importedAt: "2026-01-01T00:00:00Z" };
  shelf.all.push(
    { ...old, id: "a", sha256: "a" },
    { ...old, id: "b", sha256: "b", importedAt: "2026-02-01T00:00:00Z" },
  );
  shelf.all.push({ ...old, id: "c", sha256: "c", version: "3.8", importedAt: "2026-03-01T00:00:00Z" });
  const standings = shelf.all.map((each) => [each.id, shelf.versions.standingOf(each, shelf.all)]);
  expect(standings).toEqual([
    ["a", "older"],
    ["b", "current"],
    ["c", "older"],
  ]);
});

test("when the current version is retired, the one that was current before it is again", () => {
  const shelf = aShelf();
  const first = shelf.takeIn("3.1");
  shelf.takeIn("3.2");
  const bad = shelf.takeIn("3.3");
  shelf.versions.decide("make-current", first, shelf.all);
  shelf.versions.decide("make-current", bad, shelf.all);
  shelf.versions.decide("retire", bad, shelf.all);
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "newer", "3.3": "retired" });
  shelf.versions.decide("reinstate", bad, shelf.all);
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "newer", "3.3": "newer" });
});

test("with all versions retired none is current, and a retired one cannot be made current", () => {
  const shelf = aShelf();
  const only = shelf.takeIn("3.1");
  shelf.versions.decide("retire", only, shelf.all);
  expect(shelf.standings()).toEqual({ "3.1": "retired" });
  expect(shelf.versions.currentOf(only.name, shelf.all)).toBeUndefined();
  const refused = () => shelf.versions.decide("make-current", only, shelf.all);
  expect(refused).toThrow(
    new StagingFault("media-retired", "“Field laptop 24H2” 3.1 is retired. Reinstate it first."),
  );
});

test("a retired content that is deleted and comes in again stays retired", () => {
  const shelf = aShelf();
  shelf.takeIn("3.1");
  const bad = shelf.takeIn("3.2");
  shelf.versions.decide("retire", bad, shelf.all);
  shelf.all.pop();
  shelf.versions.note(bad, { type: "deleted" });
  shelf.takeIn("3.2", { id: "another-id" });
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "retired" });
  const [, again] = shelf.all;
  if (again) shelf.versions.decide("reinstate", again, shelf.all);
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "newer" }); // coming in did not make it current
});

test("what was decided is there again after a restart, with its history, which nobody can change", () => {
  const path = join(tempDir(), "records.db");
  const before = openRecords(path);
  const shelf = aShelf(before);
  const first = shelf.takeIn("3.1");
  shelf.versions.decide("retire", shelf.takeIn("3.2"), shelf.all);
  before.close();
  const records = openRecords(path);
  onTestFinished(() => records.close());
  const again = new Versions(records, () => new Date());
  expect(shelf.all.map((each) => again.standingOf(each, shelf.all))).toEqual(["current", "retired"]);
  expect(records.mediaEvents().map(({ n, version, event }) => [n, version, event.type])).toEqual([
    [1, "3.1", "imported"],
    [2, "3.1", "made-current"],
    [3, "3.2", "imported"],
    [4, "3.2", "made-current"],
    [5, "3.2", "retired"],
  ]);
  expect(records.mediaEvents()[0]).toEqual({
    n: 1,
    at: "2026-11-26T10:00:00.000Z",
    media: first.id,
    name: first.name,
    version: "3.1",
    sha256: first.sha256,
    event: { type: "imported", source: first.source, signer: null, fingerprint: null },
  });
});

test("a retired version that comes back is not the current one again, also where nobody ever chose one", () => {
  const shelf = aShelf();
  const [older, newer] = ["3.1", "3.2"].map((version) => ({
    ...medium,
    id: version,
    version,
    sha256: version,
  }));
  if (!older || !newer) throw new Error("two media");
  shelf.all.push(older, newer); // from before versions were kept
  shelf.versions.decide("retire", newer, shelf.all);
  shelf.versions.decide("reinstate", newer, shelf.all);
  expect(shelf.standings()).toEqual({ "3.1": "current", "3.2": "newer" });
});
