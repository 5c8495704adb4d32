import type { Command } from "./command.ts";
import { batches } from "./commands/batches.ts";
import {
  certificateCreate,
  certificateExport,
  certificateImport,
  certificateList,
  certificateRemove,
  certificateTrust,
  certificateUntrust,
} from "./commands/certificate.ts";
import { mediaDrivers } from "./commands/media-drivers.ts";
import { mediaSign } from "./commands/media-sign.ts";
import { benchMap } from "./commands/bench-map.ts";
import { benchCharacter, benchEmpty, benchForget, benchLoad, identify } from "./commands/bench.ts";
import { contentList, contentPublish, contentPull, contentServed } from "./commands/content.ts";
import {
  locationAdd,
  locationChange,
  locationList,
  locationRemove,
  locationTest,
} from "./commands/content-location.ts";
import { drives } from "./commands/drives.ts";
import { inspect, verify } from "./commands/inspect.ts";
import { mediaHistory } from "./commands/media-history.ts";
import { mediaDelete } from "./commands/media-delete.ts";
import { mediaImport, mediaList, mediaShow, mediaVerify } from "./commands/media.ts";
import { mediaContent } from "./commands/media-content.ts";
import { mediaCurrent, mediaReinstate, mediaRetire } from "./commands/media-versions.ts";
import { mediaCreate } from "./commands/media-create.ts";
import { modelCheck } from "./commands/model-check.ts";
import { modelAdd, modelImport, modelList, modelRemove, modelShow } from "./commands/model.ts";
import { mastersDrop, mastersList } from "./commands/masters.ts";
import { proveCommand } from "./commands/prove.ts";
import { records } from "./commands/records.ts";
import { report } from "./commands/report.ts";
import {
  sequenceDelete,
  sequenceDiff,
  sequenceExport,
  sequenceImport,
  sequenceList,
  sequenceShow,
} from "./commands/sequence.ts";
import { sequenceRehearse } from "./commands/sequence-rehearse.ts";
import { settings } from "./commands/settings.ts";
import { serve } from "./commands/serve.ts";
import { stage } from "./commands/stage.ts";
import { cancel, stop } from "./commands/stop.ts";

/** Everything that `prestage` can be told, in the order of --help. */
export const commands: readonly Command[] = [
  drives,
  stage,
  cancel,
  mediaCreate,
  mediaImport,
  mediaList,
  mediaShow,
  mediaContent,
  mediaHistory,
  mediaVerify,
  mediaDrivers,
  mediaSign,
  mediaCurrent,
  mediaRetire,
  mediaReinstate,
  mediaDelete,
  mastersList,
  mastersDrop,
  modelAdd,
  modelImport,
  modelList,
  modelShow,
  modelCheck,
  modelRemove,
  contentList,
  contentPull,
  contentPublish,
  contentServed,
  locationAdd,
  locationList,
  locationTest,
  locationChange,
  locationRemove,
  certificateCreate,
  certificateImport,
  certificateList,
  certificateExport,
  certificateTrust,
  certificateUntrust,
  certificateRemove,
  sequenceList,
  sequenceShow,
  sequenceImport,
  sequenceExport,
  sequenceDiff,
  sequenceRehearse,
  sequenceDelete,
  batches,
  records,
  report,
  inspect,
  verify,
  proveCommand,
  identify,
  benchMap,
  benchForget,
  benchEmpty,
  benchLoad,
  benchCharacter,
  settings,
  serve,
  stop,
];
