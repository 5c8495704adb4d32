import { StagingFault } from "../../../shared/fault.ts";
import { modelLimits, type ModelInput, type TargetModel } from "../../../shared/target-model.ts";
import type { Records } from "../records/records.ts";

export interface ModelParts {
  records: Pick<Records, "targetModels" | "putTargetModel" | "deleteTargetModel">;
  now: () => Date;
  newId: () => string;
}

/** The PCs that staged drives go into, as this station keeps them. */
export class Models {
  readonly #parts: ModelParts;

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  /** By vendor and name. */
  list(): TargetModel[] {
    return this.#parts.records.targetModels();
  }

  /**
   * Adds a model, or changes the one with its id. One that was removed meanwhile comes back by its id.
   * @throws StagingFault bad-input
   */
  save({ id, ...input }: ModelInput): TargetModel {
    const { records, now, newId } = this.#parts;
    const others = records.targetModels().filter((model) => model.id !== id);
    if (others.length >= modelLimits.models)
      throw new StagingFault("bad-input", `There are ${others.length} models already; more are not kept.`);
    if (others.some((one) => same(one.name, input.name) && same(one.vendor, input.vendor)))
      throw new StagingFault(
        "bad-input",
        `There is a model “${fullName(input)}” already. Give another name.`,
      );
    const model = { ...input, id: id ?? newId(), changedAt: now().toISOString() };
    records.putTargetModel(model);
    return model;
  }

  /** @throws StagingFault model-unknown */
  remove(id: string): void {
    if (!this.#parts.records.deleteTargetModel(id))
      throw new StagingFault("model-unknown", `There is no target model ${id}.`);
  }
}

export function fullName({ vendor, name }: Pick<TargetModel, "vendor" | "name">): string {
  return `${vendor} ${name}`.trim();
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
