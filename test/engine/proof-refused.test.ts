import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findOvmf } from "../../electron/engine/machine/proof/computer.ts";
import type { StateEvent } from "../../shared/contract.ts";
import { missingTool } from "../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../support/engine-process.ts";
import { qemuMissing } from "../support/qemu.ts";

const dir = mkdtempSync(join(tmpdir(), "proof-refused-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Failed = Extract<StateEvent, { type: "task-failed" }>;
const failure = (engine: EngineProcess): Promise<Failed> =>
  engine.until(
    () => engine.events.find((one): one is Failed => one.type === "task-failed" && one.task.kind === "proof"),
    300_000,
  );

/** A disk whose boot sector puts its words into the screen's memory, past the BIOS, and stops. */
function diskThatSays(name: string, words: string): string {
  const path = join(dir, name);
  const sector = new Uint8Array(512);
  // 16-bit code: ds = 0, es = B800h, si = the words, di = the sixth line; copies until a zero, then hlt for ever.
  sector.set([0x31, 0xc0, 0x8e, 0xd8, 0xb8, 0x00, 0xb8, 0x8e, 0xc0, 0xbe, 0x1b, 0x7c, 0xbf, 0x20, 0x03]);
  sector.set([0xac, 0x84, 0xc0, 0x74, 0x04, 0xaa, 0x47, 0xeb, 0xf7, 0xf4, 0xeb, 0xfd], 15);
  sector.set(Buffer.from(`${words}\0`, "latin1"), 0x1b);
  sector.set([0x55, 0xaa], 510);
  writeFileSync(path, sector);
  truncateSync(path, 4 << 20);
  return path;
}

describe("a boot proof without its programs", () => {
  test.skipIf(missingTool(["setpriv"]))("QEMU: the line that installs it is told", async () => {
    const programs = join(dir, "programs");
    mkdirSync(programs);
    symlinkSync("/usr/bin/setpriv", join(programs, "setpriv"));
    await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "600M"], {
      env: { ...process.env, PATH: programs },
    });
    await engine.client.prove({ path: diskThatSays("no-qemu.img", ""), firmware: "bios" });
    expect(await failure(engine)).toMatchObject({
      code: "tool-missing",
      message: expect.stringContaining("sudo apt-get install qemu-system-x86"),
    });
  });

  test("OVMF: the line that installs it is told", () => {
    expect(() => findOvmf([{ code: "/nowhere", variables: "/nowhere" }])).toThrow(
      expect.objectContaining({
        code: "tool-missing",
        message: expect.stringContaining("sudo apt-get install ovmf"),
      }),
    );
  });
});

describe.skipIf(qemuMissing)("what a started drive writes on the screen", () => {
  test("is waited for, or ends the proof when it is an error of Windows' boot manager", async () => {
    await using engine = await startEngine(join(dir, "home-2"), ["--bays", "1", "--bay-size", "600M"]);
    const firmware = "bios" as const;
    const says = async (name: string, words: string) => {
      const path = diskThatSays(name, words);
      const rule = { kind: "text" as const, text: "Ready to stage" };
      const { task, proof } = await engine.client.prove({ path, firmware, rule });
      await engine.until(() => {
        const told = engine.events.findLast((event) => event.type === "tasks");
        return told?.type === "tasks" && !told.tasks.some((each) => each.task === task);
      }, 300_000);
      return kept(path, proof);
    };
    const kept = async (path: string, id: string) =>
      (await engine.client.proofs({ of: { path } })).find(({ proof }) => proof === id);
    expect(await says("ready.img", "Ready to stage")).toMatchObject({
      outcome: "proved",
      message: "“Ready to stage” stands on the screen.",
    });
    expect(await says("broken.img", "Status: 0xc000000f")).toMatchObject({
      outcome: "not-proved",
      message: "The drive does not start: Windows' boot manager shows 0xc000000f.",
    });
  });
});
