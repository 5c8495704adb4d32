import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ModelInput, type ModelDevice } from "../../../shared/target-model.ts";
import { Models } from "../../../electron/engine/models/models.ts";
import { openRecords } from "../../../electron/engine/records/open-records.ts";
import { tempDir } from "../../support/temp-dir.ts";

const device: ModelDevice = {
  description: "A network card",
  kind: "network",
  hardwareIds: ["PCI\\VEN_8086&DEV_15BB"],
  compatibleIds: [],
};

function open(path = join(tempDir(), "records.db")) {
  const records = openRecords(path);
  onTestFinished(() => records.close());
  let last = 0;
  const newId = () => `model-${++last}`;
  const models = new Models({ records, now: () => new Date("2026-03-02T08:00:00.000Z"), newId });
  const save = (model: Partial<ModelInput>) =>
    models.save(ModelInput.parse({ name: "Latitude 5430", vendor: "Dell", devices: [device], ...model }));
  return { models, save, path };
}

test("a model that was saved is there after the next start, by vendor and name", () => {
  const { save, path, models } = open();
  const first = save({});
  save({ name: "EliteBook 840", vendor: "HP", firmware: "bios", architecture: "x86", note: "the old ones" });
  expect(first).toEqual({
    id: "model-1",
    name: "Latitude 5430",
    vendor: "Dell",
    firmware: "uefi",
    architecture: "x64",
    note: "",
    devices: [device],
    changedAt: "2026-03-02T08:00:00.000Z",
  });
  expect(models.list()[0]).toEqual(first);
  expect(
    open(path)
      .models.list()
      .map(({ name }) => name),
  ).toEqual(["Latitude 5430", "EliteBook 840"]);
});

test("a change keeps the model's place, and two models never have one name", () => {
  const { save, models } = open();
  const { id } = save({});
  save({ id, note: "changed" });
  expect(models.list().map(({ note }) => note)).toEqual(["changed"]);
  expect(() => save({ name: "LATITUDE 5430", vendor: "dell" })).toThrow(
    /There is a model “dell LATITUDE 5430”/,
  );
  expect(save({ vendor: "HP" }).vendor).toBe("HP");
});

test("a removed model comes back as it was, and what is not there cannot be removed", () => {
  const { save, models } = open();
  const { changedAt: _, ...model } = save({});
  models.remove(model.id);
  expect(models.list()).toEqual([]);
  expect(() => models.remove(model.id)).toThrow(expect.objectContaining({ code: "model-unknown" }));
  expect(models.save(model)).toMatchObject(model);
  expect(models.list()).toHaveLength(1);
});

test("ids are kept as Windows writes them, and a device without any is none", () => {
  const parsed = ModelInput.parse({
    name: "X",
    devices: [{ kind: "disk", hardwareIds: [" pci\\ven_8086&dev_a352 "] }],
  });
  expect(parsed.devices[0]?.hardwareIds).toEqual(["PCI\\VEN_8086&DEV_A352"]);
  expect(ModelInput.safeParse({ name: "X", devices: [{ kind: "disk", hardwareIds: [] }] }).success).toBe(
    false,
  );
  expect(ModelInput.safeParse({ name: " ", devices: [] }).error?.issues[0]?.message).toBe(
    "Give the model a name.",
  );
});
