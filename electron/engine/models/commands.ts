import type { BootDrivers, DriversOf } from "../../../shared/boot-drivers.ts";
import type { Engine } from "../../../shared/contract.ts";
import { judgeModels } from "./judge-model.ts";
import type { Models } from "./models.ts";
import { readDevices } from "./read-devices.ts";

type ModelCommand = "models" | "saveModel" | "removeModel" | "readDevices" | "checkModels";

/** @param known what a look into a boot image found; null when nobody looked */
export function modelHandlers(
  models: Models,
  known: (of: DriversOf) => Promise<BootDrivers | null>,
): Pick<Engine, ModelCommand> {
  return {
    models: async () => models.list(),
    saveModel: async ({ model }) => models.save(model),
    async removeModel({ id }) {
      models.remove(id);
      return {};
    },
    async checkModels({ of }) {
      const drivers = await known(of);
      return { verdicts: drivers && judgeModels(models.list(), drivers) };
    },
    readDevices: async ({ text }) => readDevices(text),
  };
}
