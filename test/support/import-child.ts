import { openLibrary } from "../../electron/engine/media/library.ts";
import { toFault } from "../../shared/fault.ts";

// A process of its own that imports one file, so that a test can kill it or run it as another user.
const [dir = "", path = ""] = process.argv.slice(2);
try {
  const library = await openLibrary({ dir });
  console.log("begun");
  await library.importFile(path);
  console.log("imported");
} catch (thrown) {
  console.log(toFault(thrown).code);
}
