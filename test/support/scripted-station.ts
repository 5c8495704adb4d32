import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openApi } from "../../electron/engine/api/server.ts";
import type { Upload } from "../../electron/engine/api/upload.ts";
import type { ScriptedEngine } from "./scripted-engine.ts";

/** The built renderer with a scripted engine behind the real doors: token, cookie and WebSocket as on a station. */
export interface ScriptedStation {
  url: string;
  /** Shuts the doors as a dying engine does. */
  stop(): Promise<void>;
  /** Opens them again at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const webRoot = fileURLToPath(new URL("../../out/renderer", import.meta.url));
const token = "a-token-for-tests";

/** Swallows what is sent. */
const takeUpload = async ({ body }: Upload): Promise<void> => void body.resume();
const clients = (): void => {};

export async function openStation({ engine, watch }: ScriptedEngine): Promise<ScriptedStation> {
  const folder = await mkdtemp(join(tmpdir(), "prestage-app-"));
  const open = (port: number) =>
    openApi({ engine, watch, socketPath: join(folder, "socket"), port, token, webRoot, takeUpload, clients });
  let api = await open(0);
  const port = api.port ?? 0;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    stop: () => api.close(),
    async restart() {
      api = await open(port);
    },
    async close() {
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}
