import { expect, test } from "vitest";
import { isWithinHours, nextWithinHours } from "../../../shared/content-hours.ts";
import { siteTree, withDescendants } from "../../../shared/content-sites.ts";

const locations = [
  { site: "P01", parentSite: "CAS" },
  { site: "S11", parentSite: "P01" },
  { site: "s12", parentSite: "p01" },
  { site: "P02", parentSite: "CAS" },
  { site: "Alone", parentSite: null },
];

test("sites make a tree, also above a site that has no locations of its own", () => {
  const leaf = (site: string) => ({ site, children: [] });
  expect(siteTree(locations)).toEqual([
    leaf("Alone"),
    { site: "CAS", children: [{ site: "P01", children: [leaf("S11"), leaf("s12")] }, leaf("P02")] },
  ]);
});

test("child sites are all below, not only the next", () => {
  expect([...withDescendants("cas", locations)].toSorted()).toEqual(["cas", "p01", "p02", "s11", "s12"]);
  expect([...withDescendants("P01", locations)].toSorted()).toEqual(["p01", "s11", "s12"]);
  expect([...withDescendants("S11", locations)]).toEqual(["s11"]);
});

test("a circle among sites that got into the records all the same ends", () => {
  const circle = [
    { site: "A", parentSite: "B" },
    { site: "B", parentSite: "A" },
  ];
  expect([...withDescendants("A", circle)].toSorted()).toEqual(["a", "b"]);
  expect(siteTree(circle)).toEqual([]);
});

const at = (time: string) => new Date(`2026-03-04T${time}:00`);

test.each([
  ["", "12:00", true],
  ["08:00-17:00", "08:00", true],
  ["08:00-17:00", "16:59", true],
  ["08:00-17:00", "17:00", false],
  ["22:00-06:00", "23:59", true],
  ["22:00-06:00", "05:59", true],
  ["22:00-06:00", "06:00", false],
  ["12:00-13:00, 22:00-24:00", "12:30", true],
  ["12:00-13:00, 22:00-24:00", "23:59", true],
  ["12:00-13:00, 22:00-24:00", "00:00", false],
])("within the hours “%s” at %s: %s", (hours, time, within) => {
  expect(isWithinHours(hours, at(time))).toBe(within);
});

test("the next time within the hours is today, tomorrow or now", () => {
  expect(nextWithinHours("22:00-06:00", at("21:59"))).toEqual(at("22:00"));
  expect(nextWithinHours("08:00-17:00", at("18:30"))).toEqual(new Date("2026-03-05T08:00:00"));
  expect(nextWithinHours("08:00-17:00", at("09:10"))).toEqual(at("09:10"));
});
