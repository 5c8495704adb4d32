import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import { runStationCommand } from "../../electron/engine/machine/station-command.ts";
import type { CommandOrder } from "../../electron/engine/staging/station-commands.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-command-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const never = new AbortController().signal;
const run = (script: string, more: Partial<CommandOrder> = {}, signal = never) =>
  runStationCommand({ script, directory: dir, variables: {}, timeoutMs: 20_000, ...more }, signal);

afterEach(() => {
  delete process.env["PRESTAGE_TEST_SECRET"];
});

test("a command's exit code and the end of both its streams are told, in order", async () => {
  expect(await run("echo one; echo two >&2; exit 7")).toEqual({
    outcome: "exited",
    exitCode: 7,
    output: "one\ntwo\n",
  });
  const { output } = await run("yes 'ä line' | head -c 200000; echo end");
  expect([Buffer.byteLength(output) <= 4096, output.endsWith("end\n"), output.includes("\ufffd")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("it starts in its folder, and one that is not there is told in words", async () => {
  expect((await run("pwd")).output).toBe(`${dir}\n`);
  expect(await run("pwd", { directory: join(dir, "none") })).toEqual({
    outcome: "not-started",
    exitCode: null,
    output: `There is no folder ${join(dir, "none")} on the station.`,
  });
});

test("it gets its variables, and none of the engine's secrets, descriptors or keyboard", async () => {
  process.env["PRESTAGE_TEST_SECRET"] = "s3cret";
  const held = openSync(join(dir, "drive.img"), "w+");
  const { output } = await run("env; ls -l /proc/self/fd; cat; echo read nothing", {
    variables: { UnitSerial: "PF-77" },
  });
  closeSync(held);
  expect(output).toContain("UnitSerial=PF-77");
  expect(output).toContain("read nothing");
  expect(output).not.toContain("s3cret");
  expect(output).not.toContain("drive.img");
});

test("a value is never read as a command", async () => {
  const marker = join(dir, "marker");
  const evil = `"; touch ${marker}; $(touch ${marker}) \`touch ${marker}\``;
  const { output } = await run('echo "${PRESTAGE_V1}" ${PRESTAGE_V1}', { variables: { PRESTAGE_V1: evil } });
  expect(output).toContain(evil);
  expect(existsSync(marker)).toBe(false);
});

/** The process whose id a command wrote there; gone when the kernel no longer runs it. */
async function goneSoon(file: string): Promise<boolean> {
  const pid = readFileSync(file, "utf8").trim();
  for (let n = 0; n < 100; n++) {
    const state = execFileSync("sh", ["-c", `cat /proc/${pid}/stat 2>/dev/null || true`], {
      encoding: "utf8",
    });
    if (state === "" || / Z /.test(state)) return true;
    await pause(50);
  }
  return false;
}

test("at its time limit it and all that it started are ended, also what will not listen", async () => {
  const file = join(dir, "limit");
  const answer = await run(
    `trap '' TERM; sh -c "trap '' TERM; echo \\$\\$ > ${file}; while :; do sleep 1; done"`,
    {
      timeoutMs: 500,
    },
  );
  expect([answer.outcome, answer.exitCode, await goneSoon(file)]).toEqual(["timed-out", null, true]);
});

test("what it leaves running behind it is ended with it", async () => {
  const file = join(dir, "left");
  const answer = await run(`sleep 300 & echo $! > ${file}; echo started`);
  expect([answer.outcome, answer.exitCode, answer.output, await goneSoon(file)]).toEqual([
    "exited",
    0,
    "started\n",
    true,
  ]);
});

test("a cancel ends it, and one that came before does not start it", async () => {
  const abort = new AbortController();
  const file = join(dir, "cancelled");
  const running = run(`echo $$ > ${file}; sleep 300`, {}, abort.signal);
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await pause(20);
  abort.abort();
  expect([(await running).outcome, await goneSoon(file)]).toEqual(["cancelled", true]);
  expect((await run(`touch ${file}-2`, {}, abort.signal)).outcome).toBe("cancelled");
  expect(existsSync(`${file}-2`)).toBe(false);
});
