import { randomUUID } from "node:crypto";
import { mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { StagingFault } from "../../shared/fault.ts";
import type { TakeUpload } from "./api/upload.ts";
import { startCheck } from "./look-at-media.ts";
import { checkSpace } from "./media/copy-in.ts";
import type { Library } from "./media/library.ts";
import { storageFault } from "./media/storage-fault.ts";
import type { Tasks, TaskWork } from "./tasks.ts";

/** Media that a browser sends: received beside the library, then imported like any other file. */
export function uploadTaker({ library, tasks }: { library: Library; tasks: Tasks }): TakeUpload {
  return async ({ name, sizeBytes, body }) => {
    const file = fileName(name);
    const { ended } = tasks.run("import", name, async (work) => {
      // A name that the library sweeps away when it is opened.
      const folder = join(library.dir, `.incoming-${randomUUID()}`);
      await mkdir(folder).catch(storageFault);
      try {
        await checkSpace(library.dir, sizeBytes);
        const path = join(folder, file);
        await receive(body, path, sizeBytes, work);
        const how = { move: true, source: name, signal: work.signal, progress: work.tell };
        const media = await library.importFile(path, how);
        if (media.state === "unchecked") startCheck(library, tasks, media.id);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
    await ended;
  };
}

/** @throws StagingFault bad-input */
function fileName(name: string): string {
  if (!/^[^/\\\p{Cc}]{1,200}\.wim$/iu.test(name))
    throw new StagingFault(
      "bad-input",
      `“${name.slice(0, 200)}” is no .wim file. Prestaged media are .wim files.`,
    );
  return name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_").replace(/^\.+/, "_");
}

/** @throws StagingFault media-truncated, disk-full, home-not-writable; `signal.reason` */
async function receive(body: Readable, path: string, sizeBytes: number, work: TaskWork): Promise<void> {
  await using file = await open(path, "wx", 0o640).catch(storageFault);
  const stop = () => body.destroy();
  work.signal.addEventListener("abort", stop, { once: true });
  let done = 0;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      await writeAll(file, piece);
      done += piece.length;
      work.tell("Receiving the file", done, sizeBytes);
    }
  } catch (thrown) {
    if (thrown instanceof StagingFault) throw thrown;
    // The line broke: told below, unless it was cut from here.
  } finally {
    work.signal.removeEventListener("abort", stop);
  }
  work.signal.throwIfAborted();
  if (done !== sizeBytes)
    throw new StagingFault(
      "media-truncated",
      `The browser sent ${done} of ${sizeBytes} bytes, then the line broke. Send it again.`,
    );
}

async function writeAll(file: FileHandle, piece: Buffer): Promise<void> {
  for (let done = 0; done < piece.length;)
    done += (await file.write(piece, done).catch(storageFault)).bytesWritten;
}
