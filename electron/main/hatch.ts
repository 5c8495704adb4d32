import {
  dialog,
  ipcMain,
  MessageChannelMain,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
} from "electron";
import { SCHEME } from "./screens.ts";

/** Channels of the preload. Everything else goes through the port. */
export const ENGINE_PORT = "engine-port";
export const PICK_FILE = "pick-file";

/**
 * Serves the window's two wishes: a (new) port to the engine, and the system's dialog for choosing a medium's file.
 * @param link joins a port to the engine
 */
export function serveHatch(window: BrowserWindow, link: (port: Electron.MessagePortMain) => void): void {
  ipcMain.on(ENGINE_PORT, (event) => {
    if (!isOwnPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    link(port1);
    event.sender.postMessage(ENGINE_PORT, null, [port2]);
  });
  ipcMain.handle(PICK_FILE, async (event) => {
    if (!isOwnPage(event)) return null;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: "Import prestaged media",
      properties: ["openFile"],
      filters: [
        { name: "Prestaged media", extensions: ["wim"] },
        { name: "All files", extensions: ["*"] },
      ],
    });
    return filePaths[0] ?? null;
  });
}

/** A page from elsewhere, should one ever get into the window, is given nothing. */
function isOwnPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${SCHEME}://station/`)
  );
}
