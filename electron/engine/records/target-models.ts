import { z } from "zod";
import { ModelDevice, type TargetModel } from "../../../shared/target-model.ts";
import type { Db } from "./database.ts";
import type { Records } from "./records.ts";

type ModelRecords = Pick<Records, "targetModels" | "putTargetModel" | "deleteTargetModel">;
type Row = Omit<TargetModel, "devices"> & { devices: string };

const Devices = z.array(ModelDevice);

/** The PCs that staged drives go into. */
export function modelRecords(db: Db): ModelRecords {
  const all = db.prepare<[], Row>("SELECT * FROM targetModels ORDER BY vendor, name");
  const put = db.prepare(`
    INSERT INTO targetModels (id, name, vendor, firmware, architecture, note, devices, changedAt)
    VALUES (@id, @name, @vendor, @firmware, @architecture, @note, @devices, @changedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, vendor = excluded.vendor, firmware = excluded.firmware,
      architecture = excluded.architecture, note = excluded.note, devices = excluded.devices,
      changedAt = excluded.changedAt`);
  const drop = db.prepare("DELETE FROM targetModels WHERE id = ?");
  return {
    targetModels: () => all.all().map((row) => ({ ...row, devices: Devices.parse(JSON.parse(row.devices)) })),
    putTargetModel: (model) => void put.run({ ...model, devices: JSON.stringify(model.devices) }),
    deleteTargetModel: (id) => drop.run(id).changes > 0,
  };
}
