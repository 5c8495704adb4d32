import { defineConfig } from "@playwright/test";

/** The screens in Debian's Chromium. Video stays off: it would want a download. */
export default defineConfig({
  testDir: "test/app",
  outputDir: "test-results",
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [["list"], ["./test/support/playwright-count-reporter.ts"]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    timezoneId: "UTC",
    video: "off",
    launchOptions: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
});
