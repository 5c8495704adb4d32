import { randomInt } from "node:crypto";
import type { Db } from "./database.ts";
import type { Records, TaughtBay } from "./records.ts";

type StationRecords = Pick<
  Records,
  "taughtBays" | "teachBay" | "forgetBay" | "setting" | "setSetting" | "stationId"
>;

/** What the station knows about itself: its bays, its settings, its name. */
export function stationRecords(db: Db): StationRecords {
  const bays = db.prepare<[], TaughtBay>("SELECT port, bay FROM bays ORDER BY bay");
  const forget = db.prepare("DELETE FROM bays WHERE bay = ? OR port = ?");
  const teach = db.prepare("INSERT INTO bays (bay, port) VALUES (?, ?)");
  const get = db.prepare<[string], string>("SELECT value FROM settings WHERE key = ?").pluck();
  const set = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)");

  const setting = (key: string) => get.get(key) ?? null;
  const teachBay = db.transaction((port: string, bay: number) => {
    forget.run(bay, port);
    teach.run(bay, port);
  });
  const stationId = db.transaction(() => {
    const known = setting(STATION_ID);
    if (known !== null) return known;
    const made = newStationId();
    set.run(STATION_ID, made);
    return made;
  });
  return {
    taughtBays: () => bays.all(),
    teachBay: (port, bay) => teachBay.immediate(port, bay),
    forgetBay: (bay) => void forget.run(bay, null),
    setting,
    setSetting: (key, value) => void set.run(key, value),
    stationId: () => stationId.immediate(),
  };
}

const STATION_ID = "station-id";
/** Without the letters that people take for digits or for one another. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Reads "ST-7K4M-Q2XW": short enough to be read out, long enough to be alone. */
function newStationId(): string {
  const four = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return `ST-${four()}-${four()}`;
}
