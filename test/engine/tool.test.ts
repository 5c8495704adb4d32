import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTool } from "../../electron/engine/tool.ts";
import { familyOf, isAlive } from "../support/proc.ts";

const TOOL = join(import.meta.dirname, "../../electron/engine/tool.ts");

test("a program that the engine runs does not outlive an engine that is killed", async () => {
  const program = `await (await import(${JSON.stringify(TOOL)})).runTool("sleep", ["100"]);`;
  const engine = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  const children = () => familyOf(engine.pid ?? 0).slice(1);
  await expect.poll(() => children().length, { timeout: 30_000 }).toBe(1);
  const tools = children();
  engine.kill("SIGKILL");
  await once(engine, "exit");
  await expect.poll(() => tools.filter(isAlive), { timeout: 30_000 }).toEqual([]);
});

test("a program that is not installed is told with the line that installs it", async () => {
  await expect(runTool("no-such-program", [])).rejects.toMatchObject({ code: "tool-missing" });
});

test("a program's own exit code is an answer, also when it is 127", async () => {
  expect(await runTool("sh", ["-c", "echo hello; exit 127"])).toEqual({
    code: 127,
    stdout: "hello\n",
    stderr: "",
  });
});
