import { contextBridge, ipcRenderer, webUtils } from "electron";

/** The hatch: hands the engine's port to the page, opens the system's dialog, and tells where a dropped file lies. */
const ENGINE_PORT = "engine-port";

ipcRenderer.on(ENGINE_PORT, (event) => window.postMessage(ENGINE_PORT, "*", event.ports));

contextBridge.exposeInMainWorld("prestage", {
  /** Asks for a (new) port. It arrives as the window message "engine-port". */
  ready: () => ipcRenderer.send(ENGINE_PORT),
  /** The path of the file that a person chose, or null. */
  pickFile: () => ipcRenderer.invoke("pick-file") as Promise<string | null>,
  /** Where a file lies that was dragged into the window; empty for one that lies nowhere. */
  pathOf: (file: File) => webUtils.getPathForFile(file),
});
