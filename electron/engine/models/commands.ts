import type { Engine } from "../../../shared/contract.ts";
import type { Models } from "./models.ts";
import { readDevices } from "./read-devices.ts";

type ModelCommand = "models" | "saveModel" | "removeModel" | "readDevices";

export function modelHandlers(models: Models): Pick<Engine, ModelCommand> {
  return {
    models: async () => models.list(),
    saveModel: async ({ model }) => models.save(model),
    async removeModel({ id }) {
      models.remove(id);
      return {};
    },
    readDevices: async ({ text }) => readDevices(text),
  };
}
