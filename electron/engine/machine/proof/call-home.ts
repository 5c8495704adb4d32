import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/** Where a started computer may call: the only address of its network. */
export const CALL_HOME_ADDRESS = "10.0.2.100";

export interface CallHome extends AsyncDisposable {
  /** The network of the started computer: an option of QEMU's. */
  netdev: string;
}

/**
 * Listens on this computer's loopback for the first words of a started system. `called` is awaited before the answer is
 * given: a picture taken in it shows the screen as it was at the call.
 */
export async function openCallHome(called: (request: string) => Promise<void>): Promise<CallHome> {
  const server = createServer((request, response) => {
    request.resume();
    void called(`${request.method ?? "?"} ${(request.url ?? "/").slice(0, 200)}`).then(() => {
      response.writeHead(200, { "content-type": "text/plain", connection: "close" });
      response.end("prestage\n");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    netdev: `user,id=n0,restrict=on,guestfwd=tcp:${CALL_HOME_ADDRESS}:80-cmd:${relayCommand(port)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** QEMU starts it for each connection; the other form of guestfwd has one connection only, for all its life. */
function relayCommand(port: number): string {
  const relay = fileURLToPath(new URL("relay.ts", import.meta.url));
  const quoted = [process.execPath, relay].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  return `${quoted.join(" ")} ${port}`.replaceAll(",", ",,");
}
