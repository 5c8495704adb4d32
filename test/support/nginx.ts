import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { unpackedPackage } from "./stand-in/packages.ts";

/**
 * A real nginx on a free port of 127.0.0.1 that serves a folder. The program is the system's, or Debian's package
 * unpacked and not installed: installing it would start a web server on this computer.
 */
export interface Nginx extends AsyncDisposable {
  port: number;
  /** Takes a changed configuration over. */
  reload(server: string): Promise<void>;
  /** How often each path was asked for, and how: "206 bytes=10-99 /x.wim". */
  log: string;
}

interface NginxOptions {
  root: string;
  /** A folder for its configuration, logs and temporary files. */
  dir: string;
  /** More lines for the server block: "limit_rate 100k;". */
  server?: string;
  tls?: { cert: string; key: string };
}

let program: string | null | undefined;

/** Null when there is none and none can be had; then tests are skipped. */
export function nginxProgram(): string | null {
  program ??= installed() ?? unpacked();
  return program;
}

function installed(): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, "nginx")).find(isProgram) ?? null;
}

function unpacked(): string | null {
  try {
    const found = join(unpackedPackage("nginx"), "usr", "sbin", "nginx");
    execFileSync(found, ["-v"], { stdio: "ignore" });
    return found;
  } catch {
    return null;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { dir } = options;
  mkdirSync(dir, { recursive: true });
  for (let tries = 0; ; tries++) {
    const port = await freePort();
    writeConfiguration(options, port, options.server ?? "");
    const child = spawn(
      nginxProgram() ?? "nginx",
      ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", "error.log"],
      {
        stdio: "ignore",
      },
    );
    if (await answers(child, port)) return running(options, child, port);
    if (tries > 5) throw new Error("nginx does not start");
  }
}

/** Free now; should another take it before nginx does, nginx ends and is started again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

function running(options: NginxOptions, child: ChildProcess, port: number): Nginx {
  return {
    port,
    log: join(options.dir, "access.log"),
    async reload(server) {
      writeConfiguration(options, port, server);
      child.kill("SIGHUP");
      await delay(300); // old workers end by themselves; new connections go to the new ones
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function writeConfiguration({ root, dir, tls }: NginxOptions, port: number, server: string): void {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path temp;`);
  const secure = tls ? `ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};` : "";
  writeFileSync(
    join(dir, "nginx.conf"),
    `daemon off;
worker_processes 1;
pid nginx.pid;
${process.getuid?.() === 0 ? "user root;" : ""}
events { worker_connections 64; }
http {
  ${temp.join("\n  ")}
  log_format ranges '$status $http_range $uri';
  access_log access.log ranges;
  server {
    listen 127.0.0.1:${port}${tls ? " ssl" : ""};
    ${secure}
    root ${root};
    ${server}
  }
}
`,
  );
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
    if (await connects(port)) return child.exitCode === null;
    await delay(30);
  }
  if (child.exitCode === null) child.kill("SIGTERM");
  return false;
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
