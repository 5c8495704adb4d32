import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import {
  choicesOf,
  defaultSettings,
  settingNames,
  settingWords,
  StationSettings,
  type SettingName,
  type SettingsTold,
} from "../../shared/settings.ts";
import type { Records } from "./records/records.ts";
import type { LimitSettings } from "./staging/limits.ts";
import type { StationPolicy } from "./staging/ports.ts";

/** The station's settings, as they are now: what a flag said, else what was kept, else the default. */
export class Settings {
  readonly #store: Pick<Records, "setting" | "setSetting">;
  readonly #given: Partial<StationSettings>;
  #now: StationSettings;

  /** @param given what flags said: it holds as long as this engine runs */
  constructor(store: Pick<Records, "setting" | "setSetting">, given: Partial<StationSettings> = {}) {
    this.#store = store;
    this.#given = given;
    this.#now = this.#read();
  }

  get<Name extends SettingName>(name: Name): StationSettings[Name] {
    return this.#now[name];
  }

  told(): SettingsTold {
    return {
      settings: this.#now,
      byFlag: settingNames.filter((name) => this.#given[name] !== undefined),
    };
  }

  /** All of the change, or none of it. @throws StagingFault bad-input */
  change(change: Partial<Record<SettingName, string>>): void {
    for (const [name, value] of Object.entries(change)) this.#check(name as SettingName, value);
    for (const [name, value] of Object.entries(change)) this.#store.setSetting(keyOf(name), value);
    this.#now = this.#read();
  }

  /** What staging does by them. */
  policy(): StationPolicy {
    return {
      limits: this.#limits(),
      failOutliers: this.#now.outliers === "fail",
      signature: this.#now.signature,
      notCurrent: this.#now["not-current"],
      health: {
        failing: this.#now["health-failing"],
        "worn-out": this.#now["health-worn-out"],
        "too-hot": this.#now["health-too-hot"],
        "pending-sectors": this.#now["health-pending-sectors"],
      },
    };
  }

  #limits(): LimitSettings {
    const usb = this.#now["usb-limit"];
    const pairs = this.#now["controller-limits"].split(",").flatMap((pair) => {
      const [controller = "", limit] = pair.split("=").map((part) => part.trim());
      return limit === undefined ? [] : [[controller, Number(limit)] as const];
    });
    return { usb: usb === "none" ? null : Number(usb), byController: Object.fromEntries(pairs) };
  }

  #check(name: SettingName, value: string): void {
    if (this.#given[name] !== undefined)
      throw new StagingFault(
        "bad-input",
        `The engine was told ${name} by a flag when it was started. Start it without that flag to set it here.`,
      );
    if (!StationSettings.shape[name].safeParse(value).success)
      throw new StagingFault(
        "bad-input",
        `“${value}” is none of what ${name} can be: ${choicesOf(name)?.join(", ") ?? settingWords[name].written ?? ""}.`,
      );
  }

  #read(): StationSettings {
    const kept = settingNames.map((name) => {
      const value = this.#given[name] ?? this.#store.setting(keyOf(name)) ?? undefined;
      // One that a later version kept, or that was spoilt, is no reason not to start.
      return [name, StationSettings.shape[name].safeParse(value).data ?? defaultSettings[name]];
    });
    return StationSettings.parse(Object.fromEntries(kept));
  }
}

function keyOf(name: string): string {
  return `station:${name}`;
}

/** @param changed told after each change */
export function settingHandlers(
  settings: Settings,
  changed: () => void,
): Pick<Engine, "settings" | "changeSettings"> {
  return {
    settings: async () => settings.told(),
    async changeSettings({ change }) {
      settings.change(change);
      changed();
      return settings.told();
    },
  };
}
