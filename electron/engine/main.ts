import "./threads.ts";
import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import type { Snapshot } from "../../shared/contract.ts";
import { toFault } from "../../shared/fault.ts";
import type { Media } from "../../shared/media.ts";
import { openApi } from "./api/server.ts";
import { browserUrl, type EngineFile } from "./client.ts";
import { readStampOf } from "./drive-reader.ts";
import type { ContentRooms } from "./content/commands.ts";
import { openContent } from "./content/open-content.ts";
import { serveLibrary, type ServeOptions } from "./content/serve-library.ts";
import { createHandlers } from "./handlers.ts";
import { startCheck } from "./look-at-media.ts";
import { forgetEngine, homePaths, ownToken, tellEngine } from "./home-files.ts";
import type { FreshMasters } from "./fresh-masters.ts";
import { lockHome } from "./home-lock.ts";
import { sleepInhibitor } from "./inhibit.ts";
import { bootCode } from "./machine/boot-code.ts";
import { healthAsker } from "./machine/health/ask-health.ts";
import { openBench } from "./machine/open-bench.ts";
import { runStationCommand } from "./machine/station-command.ts";
import type { MasterKeeper } from "./machine/masters.ts";
import { thisComputer } from "./machine/this-computer.ts";
import { openLibrary, type Library } from "./media/library.ts";
import { StationCertificates } from "./media/signing/station-certificates.ts";
import { mastersThatCheck } from "./media-checks.ts";
import { Models } from "./models/models.ts";
import { mastersIn } from "./open-masters.ts";
import { openSequences, sha256 } from "./open-sequences.ts";
import { readOptions, type EngineOptions } from "./options.ts";
import { Proofs } from "./proofs.ts";
import { openRecords } from "./records/open-records.ts";
import { openRechecks, type Rechecks } from "./rechecks.ts";
import type { Records } from "./records/records.ts";
import { makeSample } from "./sample-medium.ts";
import type { SequenceLibrary } from "./sequence-library/library.ts";
import { Settings } from "./settings.ts";
import { createFeed, type Feed } from "./staging/feed.ts";
import type { StationParts } from "./staging/ports.ts";
import { Station } from "./staging/station.ts";
import { stopper } from "./stopper.ts";
import { Tasks } from "./tasks.ts";
import { StationTrust } from "./trust.ts";
import { uploadTaker } from "./upload-media.ts";
import { software } from "./version.ts";
import { WrittenImages } from "./written-images.ts";

/** The composition root: the only file that knows everyone. One engine per home; it outlives every window. */

const FRAME_MS = 250;
const RATES_MS = 1000;
const TEMPERATURES_MS = 60_000;
const DATES_MS = 3_600_000;
const RECHECKS_MS = 60_000;

const log = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);

/** Everything an engine holds while it runs, but for the bench itself. */
interface Rooms {
  options: EngineOptions;
  records: Records;
  library: Library;
  trust: StationTrust;
  own: StationCertificates;
  sequences: SequenceLibrary;
  masters: MasterKeeper;
  fresh: FreshMasters;
  proofs: Proofs;
  settings: Settings;
  content: ContentRooms;
  images: WrittenImages;
  models: Models;
  tasks: Tasks;
  feed: Feed;
}

interface Running extends Rooms {
  parts: StationParts;
  station: Station;
  rechecks: Rechecks;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const paths = homePaths(options.home);
  await lockHome(options.home, paths.engine);
  process.env["NODE_COMPILE_CACHE"] = paths.compiled; // a writer then starts in half the time
  const records = openRecords(paths.records);
  const running = await compose(options, paths, records);
  const { station, feed } = running;
  await station.recover();
  await station.board.refresh();
  const stop = stopper(running);
  const engine = createHandlers({ ...running, feed: () => feed, stop: (asked) => stop.asked(asked) });
  const token = ownToken(paths.token);
  const api = await openApi({
    engine,
    watch: (send) => feed.watch(send),
    socketPath: paths.socket,
    port: options.port,
    token,
    takeUpload: uploadTaker(running),
    webRoot: fileURLToPath(new URL("../../out/renderer", import.meta.url)),
    clients: (count) => stop.clients(count),
  });
  const { transient } = options;
  if (options.content) await serveContent(running, paths.contentToken, options.content);
  const file: EngineFile = { pid: process.pid, socket: paths.socket, port: api.port, token, transient };
  tellEngine(paths.engine, file);
  stop.with(api, () => forgetEngine(paths.engine));
  setInterval(() => sendFrame(running), FRAME_MS);
  setInterval(() => station.everySecond(), RATES_MS);
  setInterval(() => station.askTemperatures(), TEMPERATURES_MS);
  setInterval(() => running.library.trustChanged(), DATES_MS); // certificates begin and expire meanwhile
  if (!options.transient) setInterval(() => running.rechecks.look(), RECHECKS_MS);
  running.parts.machine.watch(() => void station.board.refresh().catch(logBug));
  process.stdout.write(`${JSON.stringify({ ready: true, socket: paths.socket, url: browserUrl(file) })}\n`);
  void running.images.settle(); // what an earlier engine could not do any more
  if (options.bench === "training") makeSample(running, paths.sample);
  // One that serves a single command leaves that to the next that stays.
  if (!options.transient) await running.content.pulls.resume();
}

async function compose(
  options: EngineOptions,
  paths: ReturnType<typeof homePaths>,
  records: Records,
): Promise<Running> {
  // Rooms that are built first tell through the feed; its snapshot shows what they hold.
  const feed = createFeed(randomUUID(), (seq) => snapshot(running, seq));
  const theFeed = () => feed;
  const tasks = new Tasks(theFeed, log);
  const { trust, own } = openTrust(paths, records);
  const library = await openLibrary({ dir: paths.library, trust, log: records });
  const settings = new Settings(records, options.given);
  const sequences = openSequences(records, settings, () =>
    theFeed().publish({ type: "sequences", sequences: sequences.list() }),
  );
  const { masters, fresh } = await mastersIn(paths.masters, { library, tasks, settings });
  const images = new WrittenImages({ records, tasks, hold: (key) => masters.hold(key) });
  await images.resume();
  const rooms: Rooms = {
    options,
    records,
    library,
    trust,
    own,
    sequences,
    masters,
    fresh,
    images,
    models: new Models({ records, now: () => new Date(), newId: randomUUID }),
    tasks,
    feed,
    proofs: openProofs(options, paths, records, tasks),
    content: contentOf(paths, records, library, tasks),
    settings,
  };
  const bench = await openBench(options, paths, (key) => masters.pathOf(key), log);
  const rechecks = openRechecks(rooms, () => running.station.jobs.running().length > 0);
  const parts = stationParts(rooms, bench, rechecks);
  const running: Running = { ...rooms, parts, station: new Station(parts, theFeed), rechecks };
  library.onChange(() => theFeed().publish({ type: "media", media: library.list() }));
  return running;
}

/** What the station stages with. */
function stationParts(
  rooms: Rooms,
  bench: Awaited<ReturnType<typeof openBench>>,
  rechecks: Rechecks,
): StationParts {
  const { options, records, library, sequences, masters, proofs, settings, images } = rooms;
  const boot = bootCode();
  return {
    machine: bench.machine,
    training: bench.training,
    blocked: () => bench.blocked(),
    clearSignatures: (drive) => bench.clearSignatures(drive),
    records,
    media: library,
    masters: mastersThatCheck(masters, library),
    get sequences() {
      return sequences.all();
    },
    treeOf: (hash) => sequences.treeOf(hash),
    bootCode: { mbr: boot.mbr.bytes, bootRecords: boot.bootRecords },
    stationCommands: () => settings.get("station-commands") === "on",
    runCommand: runStationCommand,
    sha256,
    ...thisComputer,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    readStamp: readStampOf,
    proving: (path) => proofs.holds(path),
    station: `${hostname()} (${records.stationId()})`,
    software,
    keepImage: (...kept) => images.keep(...kept),
    busy: whenBusy(rooms, rechecks),
    log,
    policy: () => settings.policy(),
    ...(options.bench === "real" && healthOfDrives()),
  };
}

/** The computer stays awake while drives run; what has to wait for them is done when none does. */
function whenBusy({ options, images, fresh }: Rooms, rechecks: Rechecks): (running: boolean) => void {
  const inhibit = sleepInhibitor(log);
  return (running) => {
    inhibit(running);
    fresh.staging(running || options.transient);
    if (running) rechecks.stop();
    else void images.settle().then(() => fresh.settle());
  };
}

/** Training drives are files: nobody knows their health. */
function healthOfDrives(): Pick<StationParts, "health"> {
  const ask = healthAsker();
  return { health: ({ path }) => ask(path) };
}

function openTrust(paths: ReturnType<typeof homePaths>, records: Records) {
  const now = () => new Date();
  return { trust: new StationTrust(records, now), own: new StationCertificates(paths.certificates, now) };
}

function openProofs(
  { proofs, bench }: EngineOptions,
  paths: ReturnType<typeof homePaths>,
  records: Records,
  tasks: Tasks,
): Proofs {
  const atOnce = proofs ?? (bench === "real" ? 1 : 2);
  return new Proofs({ dir: paths.proofs, atOnce, records, tasks, now: () => new Date() });
}

function contentOf(
  { locationTokens }: ReturnType<typeof homePaths>,
  records: Records,
  library: Library,
  tasks: Tasks,
): ContentRooms {
  const imported = ({ id, state }: Media) => {
    if (state === "unchecked") startCheck(library, tasks, id);
  };
  return openContent({ tokens: locationTokens, records, library, tasks, imported, log });
}

async function serveContent(
  { content, library, parts }: Running,
  tokenFile: string,
  options: ServeOptions,
): Promise<void> {
  const { served } = await serveLibrary(library, parts.station.slice(0, 60), ownToken(tokenFile), options);
  content.served = served;
  log(`the library is served at ${served.address}`);
}

function snapshot(
  { feed, parts, options, station, records, library, sequences, tasks }: Running,
  seq: number,
): Snapshot {
  const { home, bench } = options;
  return structuredClone({
    engine: { epoch: feed.epoch, software: parts.software, bench, station: parts.station, home },
    seq,
    bays: station.board.bays(),
    strangers: station.board.strangers(),
    jobs: station.jobs.list(),
    batches: records.openBatches(),
    media: library.list(),
    sequences: sequences.list(),
    tasks: tasks.list(),
    paused: station.paused(),
  });
}

function sendFrame({ feed, station, tasks }: Running): void {
  if (feed.watchers() > 0) feed.frame({ ...station.frame(), tasks: tasks.progress() });
}

function logBug(thrown: unknown): void {
  const { message, detail } = toFault(thrown);
  log(`${message} ${detail}`);
}

// A bug in one corner must not take the drives down that are being written; it is in the log.
process.on("uncaughtException", logBug);
process.on("unhandledRejection", logBug);

try {
  await main();
} catch (thrown) {
  logBug(thrown);
  process.stdout.write(`${JSON.stringify({ ready: false, fault: toFault(thrown) })}\n`, () =>
    process.exit(1),
  );
}
