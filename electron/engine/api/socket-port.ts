import type { WebSocket } from "ws";
import type { Port } from "../../../shared/rpc.ts";

/** A WebSocket as a port of the contract: JSON text, one message each. What is no JSON is dropped. */
export function socketPort(socket: WebSocket): Port {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    bufferedBytes: () => socket.bufferedAmount,
    onClose: (listener) => void socket.once("close", listener),
    onMessage: (listener) =>
      void socket.on("message", (data, isBinary) => {
        const message = isBinary ? undefined : parse(String(data as Buffer));
        if (message !== undefined) listener(message);
      }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
