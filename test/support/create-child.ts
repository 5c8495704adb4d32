import { createMedium } from "../../electron/engine/media/create/create-medium.ts";
import { openLibrary } from "../../electron/engine/media/library.ts";
import { CreateRequest } from "../../shared/media-create.ts";

// A process of its own that makes one medium, and is killed as soon as it tells of the step that the test names.
const [libraryDir = "", request = "", fatalStep = ""] = process.argv.slice(2);
const library = await openLibrary({ dir: libraryDir });
const progress = (doing: string): void => {
  if (doing === fatalStep) process.kill(process.pid, "SIGKILL");
};
await createMedium(CreateRequest.parse(JSON.parse(request)), {
  library,
  software: "Prestage test",
  progress,
});
