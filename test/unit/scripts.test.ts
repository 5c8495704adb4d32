import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sawNoModules } from "../../scripts/check.mjs";
import { packagesFor, sudoLine } from "../../scripts/debian-packages.mjs";
import { outsidePath, run, runAlone, tail } from "../../scripts/processes.mjs";
import { countsOf, parseCounts } from "../../scripts/test.mjs";

const folder = mkdtempSync(join(tmpdir(), "prestage-scripts-"));
afterAll(() => rmSync(folder, { recursive: true }));

function counts(text: string | null): string {
  const file = join(folder, "counts");
  rmSync(file, { force: true });
  if (text !== null) writeFileSync(file, text);
  return file;
}

test("counts of several reporters add up, other lines do not count", () => {
  expect(parseCounts("3 passed, 0 failed, 1 skipped\nhello\n2 passed, 1 failed, 0 skipped\n")).toEqual([
    { passed: 3, failed: 0, skipped: 1 },
    { passed: 2, failed: 1, skipped: 0 },
  ]);
});

test.each([
  ["a good step counts as it says", "3 passed, 0 failed, 1 skipped\n", true, [3, 0, 1]],
  ["failed tests are not counted twice", "3 passed, 2 failed, 0 skipped\n", false, [3, 2, 0]],
  ["a step that crashed after good tests has failed", "3 passed, 0 failed, 0 skipped\n", false, [3, 1, 0]],
  ["a step that counted nothing has failed, whatever it says", null, true, [0, 1, 0]],
  ["a step whose tests were all left out has not failed", "0 passed, 0 failed, 4 skipped\n", true, [0, 0, 4]],
] as const)("%s", (_title, text, ok, [passed, failed, skipped]) => {
  expect(countsOf(counts(text), ok)).toEqual({ passed, failed, skipped });
});

test("a step without tests counts only when it fails", () => {
  expect([countsOf(null, true).failed, countsOf(null, false).failed]).toEqual([0, 1]);
});

test("import rules that saw no modules have not been checked", () => {
  expect(sawNoModules("✔ no dependency violations found (0 modules, 0 dependencies cruised)")).toContain(
    "saw no modules",
  );
  expect(sawNoModules("")).toContain("saw no modules");
  expect(sawNoModules("✔ no dependency violations found (51 modules, 118 dependencies cruised)")).toBeNull();
});

test("whoever may not install is given the exact line", () => {
  expect(sudoLine(["wimtools", "ntfs-3g"])).toContain(
    "  sudo apt-get update && sudo apt-get install -y --no-install-recommends wimtools ntfs-3g\n",
  );
});

test("tests need what running needs, and more", () => {
  expect(Object.keys(packagesFor("run"))).toEqual(["wimtools", "ntfs-3g"]);
  expect(packagesFor("test")).toMatchObject(packagesFor("run"));
});

test("while node_modules is replaced, nothing in it is used to do so", () => {
  expect(outsidePath()).not.toContain("node_modules");
});

test("a program's exit code and both its streams are told", async () => {
  const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exit(3)';
  expect(await run(process.execPath, ["-e", script])).toEqual({
    code: 3,
    output: expect.stringMatching(/^(outerr|errout)$/) as string,
    seconds: expect.any(Number) as number,
  });
  await expect(run("/no/such/program", [])).rejects.toThrow("ENOENT");
});

const processes = join(import.meta.dirname, "..", "..", "scripts", "processes.mjs");

/** A start of Prestage that installs with `script`; it has begun when it has made `begun`. */
async function startInstalling(lock: string, begun: string, script: string) {
  const command = JSON.stringify(["sh", "-c", `touch ${begun}; ${script}`]);
  const code = `import { runAlone } from ${JSON.stringify(processes)};
    await runAlone(${JSON.stringify(lock)}, ${command}, {});`;
  const start = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
  await expect.poll(() => existsSync(begun), { timeout: 5000 }).toBe(true);
  return start;
}

test.runIf(process.platform === "linux")("what a start installs ends with it", async () => {
  const lock = join(folder, "a.lock");
  const start = await startInstalling(lock, join(folder, "a.begun"), "sleep 60 & wait");
  start.kill("SIGTERM");
  expect(await once(start, "exit")).toEqual([128 + 15, null]);
  const waiting = () => expect.fail("it goes on");
  expect(await runAlone(lock, ["echo", "mine"], { waiting })).toMatchObject({ code: 0, output: "mine\n" });
});

test.runIf(process.platform === "linux")(
  "a start waits for what another one installs, also when that one was killed",
  async () => {
    const [lock, go, done] = [join(folder, "b.lock"), join(folder, "b.go"), join(folder, "b.done")];
    const script = `until [ -e ${go} ]; do sleep 0.05; done; touch ${done}`;
    const start = await startInstalling(lock, join(folder, "b.begun"), script);
    start.kill("SIGKILL");
    await once(start, "exit");
    expect(await runAlone(lock, ["true"], { waiting: () => writeFileSync(go, "") })).toBeNull();
    expect(existsSync(done)).toBe(true);
  },
);

test("of a long output the end is shown", () => {
  expect(tail("a\nb\nc\n", 2)).toBe("b\nc");
});
