import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { startEngine } from "../../support/engine-process.ts";
import { prestage } from "../../support/prestage.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";

describe.skipIf(missingTool(["wimlib-imagex"]))("prestage media create", () => {
  test("makes a medium, keeps the engine's draft without secrets, and lets no secret be seen anywhere", async () => {
    const dir = tempDir();
    const home = join(dir, "home");
    const [boot, os, out] = [await makeBootImage(dir), await makeOsImage(dir), join(dir, "out.wim")];
    await using engine = await startEngine(home);
    writeFileSync(join(dir, "pass"), "secret-one\nnot this line\n");
    const variables = [{ name: "OSDBitLockerPIN", value: "secret-two", hidden: true }];
    writeFileSync(join(dir, "variables.json"), JSON.stringify(variables));
    const images = ["--boot-image", boot, "--os-image", os, "--file", out, "--staging-folder", dir];
    const secret = ["--password-file", join(dir, "pass"), "--variables-file", join(dir, "variables.json")];
    const words = ["--name", "Field laptop", "--version", "3.2", "--variable", "SMSTSMP=http://mp", "--json"];
    const said = await prestage(home, "media", "create", ...images, ...secret, ...words);
    expect([said.code, said.stderr]).toEqual([0, ""]);
    expect(JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      type: "result",
      files: [out],
      media: null,
      notes: ["It starts by BIOS and UEFI."],
    });
    const draft = { name: "Next", password: "secret-three", variables };
    await engine.client.saveCreateDraft({ draft });
    const kept = await engine.client.createDraft({});
    expect(kept.draft).toMatchObject({ name: "Next", variables: [{ name: "OSDBitLockerPIN", value: "" }] });
    expect(said.stdout).not.toMatch(/secret-/);
    for (const name of readdirSync(home)) {
      if (!/^(records|engine\.json|token)/.test(name)) continue;
      expect([name, readFileSync(join(home, name)).includes("secret-")]).toEqual([name, false]);
    }
    const task = await engine.client.importMedia({ path: out });
    expect(task.task).toMatch(/^task-/);
    const medium = await engine.until(() => engine.media().find(({ name }) => name === "Field laptop"));
    expect(medium).toMatchObject({ version: "3.2", passwordProtected: true, bootFiles: { efiLoader: true } });
  });

  test("says what is wrong with the command line, and makes nothing", async () => {
    const home = join(tempDir(), "home");
    const tries: [string[], RegExp][] = [
      [["--os-image", "a.wim"], /--boot-image or --boot-from-media/],
      [["--boot-image", "b.wim", "--os-image", "a.wim"], /name/],
      [
        ["--boot-image", "b.wim", "--os-image", "a.wim", "--name", "x", "--variable", "_SMSTSMediaType=x"],
        /variables\.0\.name/,
      ],
      [
        ["--boot-image", "b.wim", "--os-image", "a.wim", "--name", "x", "--split", "100"],
        /--split needs --file/,
      ],
      [["--password", "on-the-command-line"], /Unknown option '--password'/],
    ];
    for (const [args, words] of tries) {
      const { code, stderr } = await prestage(home, "media", "create", ...args);
      expect([args, code, words.test(stderr)]).toEqual([args, 2, true]);
    }
    expect(existsSync(join(home, "records.db"))).toBe(false);
  });
});
