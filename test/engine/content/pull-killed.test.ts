import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { publishFiles, sha256Of } from "../../support/content-room.ts";
import { startEngine } from "../../support/engine-process.ts";
import { nginxProgram, startNginx } from "../../support/nginx.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

/** So that no sample is made beside: it would take the processor for a minute. */
const quiet = ["--bench", "real"];

describe.skipIf(nginxProgram() === null || process.getuid?.() !== 0)(
  "an engine that is killed in mid-pull",
  () => {
    test("goes on with it when it starts again, from where it was, and ends with the right bytes", async () => {
      const home = tempDir();
      const root = join(tempDir(), "root");
      const wim = readFileSync(
        makeTestMedium(tempDir(), { files: 30, fileBytes: 200_000, name: "Field laptop" }),
      );
      publishFiles(root, { "field.wim": wim });
      const nginx = await startNginx({ root, dir: join(tempDir(), "nginx"), server: "limit_rate 1m;" });
      onTestFinished(() => nginx[Symbol.asyncDispose]());
      const first = await startEngine(home, quiet);
      const address = `http://127.0.0.1:${nginx.port}/`;
      await first.client.saveContentLocation({
        location: { name: "North", site: "N01", kind: "http", address },
      });
      const { items } = await first.client.contentCatalogue({});
      const content = items[0]?.content ?? "";
      await first.client.pullContent({ content });
      const journal = join(home, "media", ".pulls", content, "journal.json");
      await first.until(() => flushedBytes(journal) > 1_000_000);
      await first.kill();
      await nginx.reload("");

      await using second = await startEngine(home, quiet);
      const [medium] = await second.until(() => second.media().length > 0 && second.media());
      expect(medium).toMatchObject({ sha256: sha256Of(wim), source: `North (${address})` });
      const asked = readFileSync(nginx.log, "utf8")
        .split("\n")
        .filter((line) => line.endsWith(".wim"));
      expect(asked).toHaveLength(2);
      expect(Number(/bytes=(\d+)-/.exec(asked[1] ?? "")?.[1])).toBeGreaterThan(1_000_000);
      await second.until(() => readdirSync(join(home, "media", ".pulls")).length === 0);
    });
  },
);

/** None while the journal is not there yet. */
function flushedBytes(journal: string): number {
  if (!existsSync(journal)) return 0;
  return (JSON.parse(readFileSync(journal, "utf8")) as { flushedBytes: number }).flushedBytes;
}
