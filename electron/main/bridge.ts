import { connect } from "node:net";
import type { MessagePortMain } from "electron";
import { WebSocket } from "ws";

/**
 * Carries the contract's messages between a window's port and the engine's Unix socket, as they are: the engine parses
 * what arrives. When one side closes, so does the other.
 */
export function bridge(socketPath: string, port: MessagePortMain): void {
  const socket = new WebSocket("ws://localhost/ws", { createConnection: () => connect(socketPath) });
  const early: string[] = [];
  port.on("message", ({ data }) => {
    const message = JSON.stringify(data);
    if (socket.readyState === WebSocket.CONNECTING) early.push(message);
    else socket.send(message, () => {}); // a send that comes too late is told by the close
  });
  port.on("close", () => socket.close());
  socket.on("open", () => {
    for (const message of early.splice(0)) socket.send(message);
  });
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") port.postMessage(JSON.parse(data));
  });
  socket.on("error", () => {}); // a close follows
  socket.on("close", () => port.close());
  port.start();
}
