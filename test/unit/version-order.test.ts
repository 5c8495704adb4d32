import { expect, test } from "vitest";
import { compareVersions } from "../../shared/version-order.ts";

test("versions are ordered as people count, not letter by letter", () => {
  const inOrder = [
    "",
    "3",
    "3.1-rc1",
    "3.1",
    "3.1a",
    "3.1.0.7",
    "3.9",
    "3.10",
    "10.0.26100.1742",
    "20261101120000999999999",
    "20261101120000999999999999",
  ];
  const shuffled = inOrder.toReversed();
  expect(shuffled.toSorted(compareVersions)).toEqual(inOrder);
});

test("a leading v, case and separators make no difference", () => {
  expect(compareVersions("v3.2", "3.2")).toBe(0);
  expect(compareVersions("3.2-RC1", "3.2 rc 1")).toBe(0);
  expect(compareVersions("24H2", "24h2")).toBe(0);
});
