import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "..", "..");

/** One import that each rule forbids, in a file that the rule is about. */
const planted: Record<string, { file: string; text: string }> = {
  "shared-knows-nobody": { file: "shared/planted.ts", text: 'import "node:fs";' },
  "renderer-speaks-the-contract": { file: "renderer/planted.tsx", text: 'import "node:path";' },
  "preload-is-a-hatch": { file: "electron/preload/planted.ts", text: 'import "node:fs";' },
  "main-is-a-shell": { file: "electron/main/planted.ts", text: 'import "zod";' },
  "sequence-files-unpack": {
    file: "electron/engine/sequence-files/planted.ts",
    text: 'import "node:fs";',
  },
  "sequence-library-keeps-versions": {
    file: "electron/engine/sequence-library/planted.ts",
    text: 'import "node:child_process";',
  },
  "sequence-is-pure": { file: "electron/engine/sequence/planted.ts", text: 'import "node:crypto";' },
  "staging-asks-a-machine": {
    file: "electron/engine/staging/planted.ts",
    text: 'import "../machine/planted.ts";',
  },
  "boot-is-bytes": { file: "electron/engine/boot/planted.ts", text: 'import "../sequence/planted.ts";' },
  "machine-serves-staging": {
    file: "electron/engine/machine/planted.ts",
    text: 'import "../records/planted.ts";',
  },
  "records-only-remember": {
    file: "electron/engine/records/planted.ts",
    text: 'import "../media/planted.ts";',
  },
  "reports-only-read": { file: "electron/engine/reports/planted.ts", text: 'import "better-sqlite3";' },
  "models-are-judged": { file: "electron/engine/models/planted.ts", text: 'import "node:fs";' },
  "media-keeps-the-library": {
    file: "electron/engine/media/planted.ts",
    text: 'import "../api/planted.ts";',
  },
  "content-brings-media-in": {
    file: "electron/engine/content/planted.ts",
    text: 'import "../machine/planted.ts";',
  },
  "api-serves-the-contract": { file: "electron/engine/api/planted.ts", text: 'import "../boot/planted.ts";' },
  "cli-drives-the-engine-from-outside": {
    file: "electron/engine/cli/planted.ts",
    text: 'import "../main.ts";',
  },
  "client-speaks-the-contract": { file: "electron/engine/client.ts", text: 'import "./main.ts";' },
  "only-the-engine-imports-the-engine": {
    file: "renderer/reaches-in.ts",
    text: 'import "../electron/engine/main.ts";',
  },
  // The package, not the folder of that name; hidden behind a using declaration, which swc's own walker cannot read.
  "the-engine-never-imports-electron": {
    file: "electron/engine/main.ts",
    text: 'import "electron"; export async function f() { await using x = g(); return x; } declare function g(): any;',
  },
  "nobody-imports-tests": { file: "shared/reaches-tests.ts", text: 'import "../test/planted.ts";' },
  "no-cycles": { file: "shared/a-cycle.ts", text: 'import "./cycle.ts";' },
};
const allowed: Record<string, string> = {
  "shared/cycle.ts": 'import "./a-cycle.ts";',
  "test/planted.ts": 'import "../electron/engine/main.ts";',
  "electron/main/index.ts":
    'import { app } from "electron"; import "../../shared/allowed.ts"; import "ws"; app.quit();',
  "electron/engine/staging/allowed.ts": 'import "../boot/allowed.ts"; import "../../../shared/allowed.ts";',
  "electron/engine/boot/allowed.ts": "export const a = 1;",
  "shared/allowed.ts": "export const a = 1;",
};

const Report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
let folder = "";
let report: z.infer<typeof Report>;

function write(file: string, text: string): void {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), `${text}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "prestage-rules-"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const { file, text } of Object.values(planted)) write(file, text);
  for (const [file, text] of Object.entries(allowed)) write(file, text);
  const cruiser = join(root, "node_modules", ".bin", "depcruise");
  const rooms = ["shared", "electron", "renderer", "test"];
  const run = spawnSync(process.execPath, [cruiser, "--output-type", "json", ...rooms], {
    cwd: folder,
    encoding: "utf8",
  });
  report = Report.parse(JSON.parse(run.stdout));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("every rule there is has a violation planted for it", () => {
  const { forbidden } = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs")) as {
    forbidden: { name: string }[];
  };
  expect(Object.keys(planted).sort()).toEqual(forbidden.map(({ name }) => name).sort());
});

test.each(Object.entries(planted))("the rule %s bites", (rule, { file }) => {
  const found = report.summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`);
  expect(found).toContain(`${rule} ${file}`);
});

test("what is allowed is not reported, the package electron in the shell least of all", () => {
  const files = Object.keys(allowed).filter((file) => !file.includes("cycle"));
  expect(report.summary.violations.filter(({ from }) => files.includes(from))).toEqual([]);
});
