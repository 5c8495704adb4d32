import type { BootDriver, FoundDrivers } from "../../../shared/boot-drivers.ts";
import type { ModelDevice } from "../../../shared/target-model.ts";

/** A driver that an id leads to. */
export interface Match {
  driver: BootDriver;
  /** The id that both name. */
  id: string;
  /** Null when it is for the image's Windows; else for which. */
  onlyFor: string | null;
}

interface Entry extends Match {
  /** The driver names it as a hardware id, not as a compatible one. */
  exact: boolean;
}

/** Finds the driver that Windows would take for a device. */
export class DriverIndex {
  readonly #byId = new Map<string, Entry[]>();

  constructor({ drivers }: Pick<FoundDrivers, "drivers">) {
    for (const driver of drivers)
      for (const { hardwareId, compatibleIds, onlyFor } of driver.devices) {
        if (hardwareId !== null) this.#put({ driver, id: hardwareId, onlyFor, exact: true });
        for (const id of compatibleIds) this.#put({ driver, id, onlyFor, exact: false });
      }
  }

  /**
   * By the device's most exact id that any driver names; of several the one that names it as a hardware id, then the
   * newest. One for another Windows only where there is none for the image's. Null when no driver knows it.
   * Source: "How Windows Ranks Drivers".
   */
  find({ hardwareIds, compatibleIds }: Pick<ModelDevice, "hardwareIds" | "compatibleIds">): Match | null {
    const ids = [...hardwareIds, ...compatibleIds];
    return this.#best(ids, (entry) => entry.onlyFor === null) ?? this.#best(ids, () => true);
  }

  #best(ids: readonly string[], wanted: (entry: Entry) => boolean): Match | null {
    for (const id of ids) {
      const [best] = (this.#byId.get(id) ?? []).filter(wanted).toSorted(byRank);
      if (best) return best;
    }
    return null;
  }

  #put(entry: Entry): void {
    const entries = this.#byId.get(entry.id);
    if (entries) entries.push(entry);
    else this.#byId.set(entry.id, [entry]);
  }
}

function byRank(a: Entry, b: Entry): number {
  return (
    Number(b.exact) - Number(a.exact) ||
    (b.driver.date ?? "").localeCompare(a.driver.date ?? "") ||
    compareVersions(b.driver.version, a.driver.version)
  );
}

function compareVersions(a: string | null, b: string | null): number {
  const [left, right] = [a, b].map((text) => (text ?? "").split(".").map(Number));
  for (let n = 0; n < 4; n++) {
    const difference = (left?.[n] ?? 0) - (right?.[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
