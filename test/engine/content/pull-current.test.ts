import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clockOfTheMiddle, contentRoom, publishFiles } from "../../support/content-room.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const name = "Field laptop";

/** A library that has a version of the medium, and a pull of another one that is in its middle. */
async function midPull(keepCurrent?: boolean) {
  const root = join(tempDir(), "share");
  const wim = makeTestMedium(tempDir(), { files: 20, fileBytes: 150_000, name });
  publishFiles(root, { "field.wim": readFileSync(wim) });
  const { clock, middle } = clockOfTheMiddle();
  const room = await contentRoom({ clock });
  const present = join(tempDir(), "present.wim");
  writeFileSync(present, readFileSync(makeTestMedium(tempDir(), { files: 3, name })));
  await room.library.importFile(present);
  room.add("Share", root, { bytesPerSecond: 400_000 });
  const content = await room.find("field");
  const task = await room.pulls.start(content, null, keepCurrent);
  await middle;
  return {
    ...room,
    content,
    task,
    /** Tells a pull what it may be told, and waits for its end. */
    end: async (said?: boolean) => room.ended(await room.pulls.start(content, null, said)),
    cancel: async () => {
      room.tasks.cancel(task);
      await room.ended(task);
    },
    journal: () =>
      JSON.parse(readFileSync(join(room.library.dir, ".pulls", content, "journal.json"), "utf8")),
    standings: () => room.library.list().map(({ standing }) => standing),
  };
}

const kept = ["current", "newer"];
const made = ["older", "current"];

test.each([
  ["to leave the present version current does so", true, undefined, kept],
  ["to leave it current, and then not to, makes the new one current", true, false, made],
  ["only then to leave it current does so", undefined, true, kept],
])("a pull that is cancelled and gone on with, and told %s", async (_what, begun, then, standings) => {
  const pull = await midPull(begun);
  await pull.cancel();
  expect(await pull.end(then)).toBe("done");
  expect(pull.standings()).toEqual(standings);
});

test.each([
  ["to leave the present version current does so", undefined, true, kept],
  ["to make the new version current after all does so", true, false, made],
  ["nothing more goes on as it was begun", true, undefined, kept],
])("a pull that runs and is told %s", async (_what, begun, then, standings) => {
  const pull = await midPull(begun);
  expect(await pull.pulls.start(pull.content, null, then)).toBe(pull.task);
  expect(pull.journal()).toMatchObject({ keepCurrent: then ?? begun });
  expect(await pull.ended(pull.task)).toBe("done");
  expect(pull.standings()).toEqual(standings);
  expect(await pull.pulls.list()).toEqual([]);
});

test("a pull that runs can be told until the medium is in, and says so when it is too late", async () => {
  const pull = await midPull();
  const late = Promise.withResolvers<unknown>();
  pull.library.onChange(() => {
    if (pull.library.list().length > 1)
      pull.pulls.start(pull.content, null, true).then(late.resolve, late.resolve);
  });
  expect(await pull.ended(pull.task)).toBe("done");
  expect(await late.promise).toMatchObject({
    message: "“field” is in the library already, as “Field laptop”.",
  });
  expect(pull.standings()).toEqual(made);
});
