import { connect } from "node:net";

/**
 * What QEMU starts for each connection that the started computer opens to the one address it can reach: carries bytes
 * between QEMU (stdin, stdout) and the call-home server of this station. The port is the first argument.
 */
const socket = connect({ host: "127.0.0.1", port: Number(process.argv[2]) });
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on("error", () => (process.exitCode = 1));
socket.on("close", () => process.stdin.destroy());
