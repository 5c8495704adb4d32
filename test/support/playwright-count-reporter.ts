import { appendFileSync } from "node:fs";
import type { FullConfig, Reporter, Suite } from "@playwright/test/reporter";

/** Adds "N passed, N failed, N skipped" to the file in PRESTAGE_COUNTS, for the summed line. An error outside any test counts as failed. */
export default class PlaywrightCountReporter implements Reporter {
  private suite: Suite | undefined;
  private errors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onError(): void {
    this.errors++;
  }

  onEnd(): void {
    let [passed, failed, skipped] = [0, this.errors, 0];
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === "skipped") skipped++;
      else if (outcome === "unexpected") failed++;
      else passed++;
    }
    const counts = process.env["PRESTAGE_COUNTS"];
    if (counts) appendFileSync(counts, `${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
