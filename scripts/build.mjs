import { runMain } from "./processes.mjs";
import { ensurePackages, ensureRenderer } from "./setup.mjs";
import { ensureShell } from "./build-shell.mjs";

await runMain(async () => {
  await ensurePackages();
  await ensureRenderer();
  await ensureShell();
});
