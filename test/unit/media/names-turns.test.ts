import { expect, test } from "vitest";
import { checkNames } from "../../../electron/engine/media/names/check-names.ts";
import { NameList } from "../../../electron/engine/media/names/name-list.ts";
import { rawNames, type RawEntry } from "../../support/raw-wim.ts";
import { turnsDuring } from "../../support/turns-during.ts";

const STREAMS = Array.from({ length: 2_000 }, () => ({ name: "s", content: "" }));

test("a few files of many streams let others have their turn as well as many files do", async () => {
  const files = Array.from({ length: 100 }, (_, n): RawEntry => ({ name: `f${n}`, streams: STREAMS }));
  const list = new NameList(rawNames(files));
  expect(await turnsDuring(async () => checkNames(list, 1, new Map()))).toBeGreaterThan(10);
});
