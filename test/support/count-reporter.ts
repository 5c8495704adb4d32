import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Adds "N passed, N failed, N skipped" to the file in PRESTAGE_COUNTS, for the summed line. A file that cannot load counts as failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let [passed, failed, skipped] = [0, errors.length, 0];
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") failed++;
        else skipped++;
      }
    }
    const counts = process.env["PRESTAGE_COUNTS"];
    if (counts) appendFileSync(counts, `${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
