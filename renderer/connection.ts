import type { Port } from "../shared/rpc.ts";

/** What Electron's preload puts into the window. It hands over a port and opens the system's dialogs, nothing else. */
export interface Hatch {
  /** Asks for a (new) port. It arrives as the window message "engine-port". */
  ready?: () => void;
  /** The path of the file that a person chose, or null. */
  pickFile?: () => Promise<string | null>;
  /** Where a file lies that was dragged into the window. */
  pathOf?: (file: File) => string;
}

declare global {
  interface Window {
    prestage?: Hatch;
  }
}

const PORT_TIMEOUT_MS = 10_000;

/** A way to the engine: Electron's port where there is a preload, else a WebSocket to where the page came from. */
export function openPort(): Promise<Port> {
  return window.prestage ? hatchPort(window.prestage) : socketPort();
}

let early: MessagePort | undefined;

/** Electron may hand over the port before anything asks for it: listen from the first moment. */
export function listenForPort(): void {
  window.addEventListener("message", (message) => {
    if (message.data === "engine-port") early = message.ports[0];
  });
}

async function hatchPort(hatch: Hatch): Promise<Port> {
  hatch.ready?.();
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const started = Date.now();
    const look = () => {
      const arrived = early;
      early = undefined;
      if (arrived) return resolve(arrived);
      if (Date.now() - started > PORT_TIMEOUT_MS) return reject(new Error("no port arrived from the shell"));
      setTimeout(look, 20);
    };
    look();
  });
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener("message", (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => port.addEventListener("close", listener),
  };
}

function socketPort(): Promise<Port> {
  const { protocol, host } = window.location;
  const socket = new WebSocket(`${protocol === "https:" ? "wss:" : "ws:"}//${host}/ws`);
  const port: Port = {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.addEventListener("message", (event) => listener(JSON.parse(String(event.data)))),
    onClose: (listener) => socket.addEventListener("close", listener),
    bufferedBytes: () => socket.bufferedAmount,
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(port));
    socket.addEventListener("close", () => reject(new Error("the engine did not answer")));
  });
}
