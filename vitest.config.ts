import { defineConfig } from "vitest/config";

/** Unit tests that take long on purpose (fuzzing, hostile files, key stretching): part of `npm test`, not of `npm run check`. */
const deep = [
  "test/unit/sequence-hostile.test.ts",
  "test/unit/sequence-files.test.ts",
  "test/unit/sequence-conditions.test.ts",
  "test/unit/media/variables-file.test.ts",
  "test/unit/media/loader-signature.test.ts",
  "test/unit/media/wim-xml.test.ts",
  "test/unit/media/inf-hostile.test.ts",
  "test/unit/media/names-hostile.test.ts",
  "test/unit/boot/ntfs.test.ts",
  "test/unit/records-open.test.ts",
  "test/unit/reports.test.ts",
];
/** They keep nothing in modules, so files may share a worker's: a third less time. */
const shared = { isolate: false, pool: "threads", testTimeout: 60_000 } as const;

/** Engines that are judged by how long something takes, or by what a full disk or a kill does to them. */
const alone = ["faults", "watchdog", "limit", "many-drives", "kill", "disk-full"].map(
  (name) => `test/engine/${name}.test.ts`,
);
/** They need no loop device, and no other engine that would take one for a drive. */
const library = [
  "test/engine/{media,content,models}/**/*.test.ts",
  ...["cli", "engine-start", "home-lock", "records", "reports", "sequences"].map(
    (name) => `test/engine/${name}.test.ts`,
  ),
];
/** With the real tools, loop devices and QEMU: one file after the other. */
const real = { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false } as const;

/** `unit` and `deep` need nothing but Node. `drives` and `library` may run side by side; `alone` beside nothing. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    projects: [
      { test: { ...shared, name: "unit", include: ["test/unit/**/*.test.ts"], exclude: deep } },
      { test: { ...shared, name: "deep", include: deep } },
      {
        test: {
          ...real,
          name: "drives",
          include: ["test/engine/**/*.test.ts"],
          exclude: [...library, ...alone],
        },
      },
      { test: { ...real, name: "library", include: library } },
      { test: { ...real, name: "alone", include: alone } },
    ],
  },
});
