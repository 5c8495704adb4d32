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

/** `unit` and `deep` need nothing but Node; `engine` uses the real tools, loop devices and QEMU. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    projects: [
      { test: { ...shared, name: "unit", include: ["test/unit/**/*.test.ts"], exclude: deep } },
      { test: { ...shared, name: "deep", include: deep } },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
