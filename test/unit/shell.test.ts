import { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";

/** What stands in for Electron: remembers what was asked of it. */
const electron = vi.hoisted(() => {
  const windows: FakeWindow[] = [];
  const listeners = new Map<string, (event: unknown) => unknown>();
  class FakeWindow {
    options: Record<string, unknown>;
    on = new Map<string, (...args: never[]) => unknown>();
    openHandler: (() => { action: string }) | undefined;
    permission: ((contents: unknown, name: string, answer: (ok: boolean) => void) => void) | undefined;
    loaded = "";
    maximized = false;
    constructor(options: Record<string, unknown>) {
      this.options = options;
      windows.push(this);
      const on = this.on;
      return Object.assign(this, {
        once: (name: string, listener: () => void) => on.set(name, listener),
        on: (name: string, listener: () => void) => on.set(name, listener),
        listeners: on,
      });
    }
    webContents = {
      setWindowOpenHandler: (handler: () => { action: string }) => (this.openHandler = handler),
      on: (name: string, listener: () => void) => this.listeners.set(`page ${name}`, listener),
      session: {
        setPermissionRequestHandler: (handler: NonNullable<FakeWindow["permission"]>) =>
          (this.permission = handler),
      },
    };
    declare listeners: Map<string, (...args: never[]) => unknown>;
    loadURL = (address: string) => Promise.resolve(void (this.loaded = address));
    maximize = () => void (this.maximized = true);
    isMaximized = () => this.maximized;
    getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 });
    show = () => {};
  }
  return {
    windows,
    listeners,
    picked: { filePaths: ["/media/usb/a.wim"] },
    BrowserWindow: FakeWindow,
    ipcMain: {
      on: (name: string, listener: (event: unknown) => unknown) => listeners.set(name, listener),
      handle: (name: string, listener: (event: unknown) => unknown) => listeners.set(name, listener),
    },
    MessageChannelMain: class {
      port1 = "engine's side";
      port2 = "page's side";
    },
    exposed: new Map<string, Record<string, (file?: unknown) => unknown>>(),
    sent: [] as unknown[],
  };
});
vi.mock("electron", () => ({
  ...electron,
  dialog: { showOpenDialog: () => Promise.resolve(electron.picked) },
  webUtils: { getPathForFile: ({ name }: { name: string }) => `/media/usb/${name}` },
  contextBridge: {
    exposeInMainWorld: (name: string, hatch: Record<string, (file?: unknown) => unknown>) =>
      electron.exposed.set(name, hatch),
  },
  ipcRenderer: {
    on: (name: string, listener: (event: unknown) => unknown) =>
      electron.listeners.set(`preload ${name}`, listener),
    send: (...message: unknown[]) => electron.sent.push(message),
    invoke: (name: string) => Promise.resolve(`invoked ${name}`),
  },
}));

const { bridge } = await import("../../electron/main/bridge.ts");
const { readAnswer } = await import("../../electron/main/engine-link.ts");
const { serveHatch } = await import("../../electron/main/hatch.ts");
const { ADDRESS, answerScreens } = await import("../../electron/main/screens.ts");
const { openWindow } = await import("../../electron/main/window.ts");

/** A busy computer takes its time; a wrong bridge never gets there. */
const soon = { timeout: 8000 };
const folder = mkdtempSync(join(tmpdir(), "prestage-shell-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  electron.windows.length = 0;
  electron.sent.length = 0;
});
afterEach(() => vi.unstubAllGlobals());

function lastWindow() {
  const window = electron.windows.at(-1);
  if (!window) throw new Error("no window was opened");
  return window;
}

test("the page in the window has no Node, no other windows and no other address", () => {
  openWindow("/app/preload.cjs", join(folder, "none.json"));
  const { options, openHandler, listeners, loaded } = lastWindow();
  expect(options["webPreferences"]).toEqual({
    preload: "/app/preload.cjs",
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  });
  expect([openHandler?.(), loaded]).toEqual([{ action: "deny" }, ADDRESS]);
  const navigation = { preventDefault: vi.fn() };
  listeners.get("page will-navigate")?.(navigation as never);
  expect(navigation.preventDefault).toHaveBeenCalledOnce();
});

test("the page may copy text and fill the screen, and is refused everything else", () => {
  openWindow("p", join(folder, "none.json"));
  const asked = ["clipboard-sanitized-write", "fullscreen", "media", "geolocation", "openExternal"];
  const answers = asked.map((name) => {
    let granted: boolean | undefined;
    lastWindow().permission?.(null, name, (ok) => (granted = ok));
    return granted;
  });
  expect(answers).toEqual([true, true, false, false, false]);
});

test("a window opens where it was closed, and at its first size when that is not known", () => {
  const file = join(folder, "window.json");
  openWindow("p", file);
  expect([lastWindow().options["width"], lastWindow().maximized]).toEqual([1440, true]);
  lastWindow().listeners.get("close")?.();
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    x: 10,
    y: 20,
    width: 1200,
    height: 800,
    maximized: true,
  });
  openWindow("p", file);
  expect(lastWindow().options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 });
  writeFileSync(file, '{"width":');
  openWindow("p", file);
  expect(lastWindow().options["width"]).toBe(1440);
});

const ownPage = { url: ADDRESS, parent: null };

test("a port to the engine is handed to the station's own page, as often as it asks", () => {
  const linked: unknown[] = [];
  serveHatch({} as never, (port) => linked.push(port));
  const sender = { postMessage: vi.fn() };
  electron.listeners.get("engine-port")?.({ senderFrame: ownPage, sender });
  electron.listeners.get("engine-port")?.({ senderFrame: ownPage, sender });
  expect(linked).toEqual(["engine's side", "engine's side"]);
  expect(sender.postMessage.mock.calls).toEqual([
    ["engine-port", null, ["page's side"]],
    ["engine-port", null, ["page's side"]],
  ]);
});

test.each([
  ["a page from elsewhere", { url: "https://example.org/", parent: null }],
  ["a frame inside the page", { url: ADDRESS, parent: {} }],
  ["a frame that is gone", null],
])("%s is given no port and no dialog", async (_who, senderFrame) => {
  const link = vi.fn();
  serveHatch({} as never, link);
  const sender = { postMessage: vi.fn() };
  electron.listeners.get("engine-port")?.({ senderFrame, sender });
  expect([link.mock.calls, sender.postMessage.mock.calls]).toEqual([[], []]);
  expect(await electron.listeners.get("pick-file")?.({ senderFrame })).toBeNull();
});

test("choosing a file gives its path, and closing the dialog gives nothing", async () => {
  serveHatch({} as never, () => {});
  const pick = () => electron.listeners.get("pick-file")?.({ senderFrame: ownPage });
  expect(await pick()).toBe("/media/usb/a.wim");
  electron.picked = { filePaths: [] };
  expect(await pick()).toBeNull();
});

test("the preload hands the port on and offers the page three things, nothing more", async () => {
  const posted: unknown[] = [];
  vi.stubGlobal("window", { postMessage: (...message: unknown[]) => posted.push(message) });
  await import("../../electron/preload/index.ts");
  electron.listeners.get("preload engine-port")?.({ ports: ["port"] });
  const hatch = electron.exposed.get("prestage") ?? {};
  expect([Object.keys(hatch), posted]).toEqual([
    ["ready", "pickFile", "pathOf"],
    [["engine-port", "*", ["port"]]],
  ]);
  hatch["ready"]?.();
  expect([electron.sent, await hatch["pickFile"]?.()]).toEqual([[["engine-port"]], "invoked pick-file"]);
  expect(hatch["pathOf"]?.({ name: "a.wim" })).toBe("/media/usb/a.wim");
});

test.each([
  ['{"ready":true,"pid":1,"socket":"/h/engine.sock","url":null}\n', { socket: "/h/engine.sock" }],
  [
    '{"fault":{"code":"home-not-writable","message":"It is full.","what":"No","todo":"Do."}}\n',
    { problem: "No\nIt is full.\nDo." },
  ],
  ["", null],
  ["Error: something\n", null],
])("what the engine's start printed (%j) is read as it is meant", (stdout, reached) => {
  expect(readAnswer(stdout)).toEqual(reached);
});

test("the window is given the built screens, with a policy, and no file outside them", async () => {
  const screens = join(folder, "renderer");
  mkdirSync(join(screens, "assets"), { recursive: true });
  writeFileSync(join(screens, "index.html"), "<p>bench</p>");
  writeFileSync(join(folder, "secret.html"), "secret");
  const page = await answerScreens(screens, ADDRESS);
  expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([
    200,
    "text/html; charset=utf-8",
    "<p>bench</p>",
  ]);
  expect(page.headers.get("content-security-policy")).toContain("connect-src 'none'");
  const others = [
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/none.js",
    "/index.wim",
    "/",
  ];
  const answers = others.map((path) => answerScreens(screens, `prestage://station${path}`));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(others.map(() => 404));
});

class FakePort extends EventEmitter {
  posted: unknown[] = [];
  closed = false;
  start = vi.fn();
  postMessage = (message: unknown) => this.posted.push(message);
  close = () => void (this.closed = true);
}

async function engineAt(path: string) {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const arrived: WebSocket[] = [];
  const got: unknown[] = [];
  sockets.on("connection", (socket) => {
    arrived.push(socket);
    socket.on("message", (data: Buffer) => got.push(JSON.parse(data.toString())));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { arrived, got, close: () => (sockets.close(), server.close()) };
}

test("messages cross between the page and the engine's socket, those before it is open too", async () => {
  const path = join(folder, "a:b engine.sock"); // a colon and a space: no address could hold it
  const engine = await engineAt(path);
  const port = new FakePort();
  bridge(path, port as never);
  port.emit("message", { data: { watch: true } });
  await vi.waitFor(() => expect(engine.got).toEqual([{ watch: true }]), soon);
  const [socket] = engine.arrived;
  socket?.send('{"watched":1}');
  await vi.waitFor(() => expect(port.posted).toEqual([{ watched: 1 }]), soon);
  port.emit("message", { data: { id: 1 } });
  await vi.waitFor(() => expect(engine.got).toEqual([{ watch: true }, { id: 1 }]), soon);
  socket?.close();
  await vi.waitFor(() => expect(port.closed).toBe(true), soon);
  expect(port.start).toHaveBeenCalledOnce();
  engine.close();
});

test("when the page goes, the engine's side is closed; when no engine is there, the page's", async () => {
  const path = join(folder, "engine.sock");
  const engine = await engineAt(path);
  const port = new FakePort();
  bridge(path, port as never);
  await vi.waitFor(() => expect(engine.arrived).toHaveLength(1), soon);
  const closed = vi.fn();
  engine.arrived[0]?.on("close", closed);
  port.emit("close");
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), soon);
  engine.close();
  const lonely = new FakePort();
  bridge(join(folder, "nobody.sock"), lonely as never);
  await vi.waitFor(() => expect(lonely.closed).toBe(true), soon);
});
