import { expect, test } from "vitest";
import { Settings } from "../../electron/engine/settings.ts";
import { choicesOf, defaultSettings, settingNames, settingWords } from "../../shared/settings.ts";

function store(kept: Record<string, string> = {}) {
  const map = new Map(Object.entries(kept));
  return {
    map,
    setting: (key: string) => map.get(key) ?? null,
    setSetting: (key: string, value: string) => void map.set(key, value),
  };
}

test("a new station refuses drives that are about to fail, and marks what may pass", () => {
  const settings = new Settings(store());
  expect(settings.told()).toEqual({ settings: defaultSettings, byFlag: [] });
  expect(settings.policy().health).toEqual({
    failing: "refuse",
    "worn-out": "warn",
    "too-hot": "warn",
    "pending-sectors": "warn",
  });
  expect(settings.policy().limits).toEqual({ usb: 10, byController: {} });
});

test("what was set is kept, and holds at the next start", () => {
  const records = store();
  new Settings(records).change({ outliers: "fail", "controller-limits": "pci0/ata1=4, pci0/usb2 = 2" });
  const next = new Settings(records);
  expect(next.get("outliers")).toBe("fail");
  expect(next.policy().limits).toEqual({ usb: 10, byController: { "pci0/ata1": 4, "pci0/usb2": 2 } });
});

test.each([
  ["health-failing", "ignore", "refuse, warn, record"],
  ["usb-limit", "0", "a number, or none"],
  ["controller-limits", "pci0", "CONTROLLER=NUMBER"],
] as const)("%s cannot be “%s”, and the refusal says what it can be", (name, value, ways) => {
  const records = store();
  expect(() => new Settings(records).change({ outliers: "fail", [name]: value })).toThrow(ways);
  expect(records.map.size).toBe(0); // all of a change, or none of it
});

test("what a flag said holds as long as the engine runs, and cannot be set meanwhile", () => {
  const records = store({ "station:usb-limit": "7" });
  const settings = new Settings(records, { "usb-limit": "none" });
  expect(settings.policy().limits.usb).toBeNull();
  expect(settings.told().byFlag).toEqual(["usb-limit"]);
  expect(() => settings.change({ "usb-limit": "3" })).toThrow("by a flag");
  expect(new Settings(records).policy().limits.usb).toBe(7);
});

test("a kept value that this version does not know is as if it were not there", () => {
  expect(new Settings(store({ "station:outliers": "scold" })).get("outliers")).toBe("mark");
});

test("every setting has words, and says what it can be", () => {
  for (const name of settingNames) {
    expect(settingWords[name].words).not.toBe("");
    expect(choicesOf(name) ?? settingWords[name].written).toBeTruthy();
  }
});
