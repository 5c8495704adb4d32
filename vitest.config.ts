import { defineConfig } from "vitest/config";

/** Two projects: `unit` needs nothing but Node; `engine` uses the real tools, loop devices and QEMU. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    projects: [
      // Unit tests keep nothing in modules, so files may share a worker's: a third less time.
      {
        test: {
          isolate: false,
          pool: "threads",
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
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
