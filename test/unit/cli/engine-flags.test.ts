import { join } from "node:path";
import { expect, test } from "vitest";
import { parseGiven } from "../../../electron/engine/cli/command.ts";
import { serve } from "../../../electron/engine/cli/commands/serve.ts";
import { engineArgs, serveFlags } from "../../../electron/engine/cli/engine-flags.ts";
import { readOptions } from "../../../electron/engine/options.ts";
import { root, run } from "../../../scripts/processes.mjs";
import { tempDir } from "../../support/temp-dir.ts";

const passedOn = (...args: string[]) => engineArgs(parseGiven(serve, args));

test("what serve is told reaches the engine as it was said", () => {
  const args = passedOn(
    ..."--bench training --bays 3 --bay-size 600M --bay-sector 4096 --usb-limit 4".split(" "),
    ..."--stall-seconds 60 --fail-outliers --proofs 3 --port 0 --content --content-site N01".split(" "),
    ..."--content-host 0.0.0.0 --content-port 8443 --tls-cert /cert.pem --tls-key /key.pem".split(" "),
  );
  const home = tempDir();
  expect(readOptions(["--home", home, ...args])).toEqual({
    home,
    bench: "training",
    bays: 3,
    bayBytes: Math.floor(600e6 / 2 ** 20) * 2 ** 20,
    baySectorBytes: 4096,
    allowLoop: false,
    port: 0,
    stallMs: 60_000,
    given: { "usb-limit": "4", outliers: "fail" },
    proofs: 3,
    content: {
      host: "0.0.0.0",
      port: 8443,
      tls: { cert: "/cert.pem", key: "/key.pem" },
      site: "N01",
      parentSite: null,
    },
    transient: false,
  });
});

test("a USB root hub without a limit is said in a word", () => {
  expect(readOptions(["--home", tempDir(), ...passedOn("--usb-limit", "none")])).toMatchObject({
    given: { "usb-limit": "none" },
  });
});

test.each([
  ["--usb-limit", "0"],
  ["--usb-limit", "many"],
  ["--stall-seconds", "4000"],
  ["--bay-sector", "520"],
  ["--proofs", "all"],
])("serve %s %s is told before anything starts", (...args) => {
  expect(() => passedOn(...args)).toThrow(args[1]);
});

test("npm start explains every flag that serve has, and passes it on", async () => {
  const { output } = await run(process.execPath, [join(root, "scripts", "start.mjs"), "--help"]);
  for (const flag of Object.keys(serveFlags)) expect(output).toContain(`  --${flag} `);
});
