import type { Character } from "../../../../shared/drive.ts";
import { engineFlags, type Command, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { parseBay, parseChoice, parseCount, parseSize } from "../values.ts";

export const benchForget: Command = {
  name: "bench forget",
  takes: "BAY",
  words: [1, 1],
  summary: "Forgets which port a bay is: drives on it can be staged no more",
  flags: engineFlags,
  run: forBay((bay) => `Bay ${bay} is forgotten.`, "forgetBay"),
};

export const benchEmpty: Command = {
  name: "bench empty",
  takes: "BAY",
  words: [1, 1],
  summary: "Takes the drive out of a training bay",
  flags: engineFlags,
  run: forBay((bay) => `Bay ${bay} is empty.`, "emptyBay"),
};

export const benchLoad: Command = {
  name: "bench load",
  takes: "BAY",
  words: [1, 1],
  summary: "Puts a new, blank drive into a training bay",
  flags: engineFlags,
  run: forBay((bay) => `Bay ${bay} has a new drive.`, "loadBay"),
};

export const identify: Command = {
  name: "identify",
  takes: "BAY",
  words: [1, 1],
  summary: "Blinks the light of a bay's drive for a few seconds, by reading from it",
  flags: engineFlags,
  run: forBay((bay) => `The drive in bay ${bay} blinked.`, "identify"),
};

const kinds = [
  "healthy",
  "slow",
  "slow-flush",
  "failing",
  "flaky",
  "short",
  "stalling",
  "vanishing",
] as const;

export const benchCharacter: Command = {
  name: "bench character",
  takes: `BAY ${kinds.join("|")}`,
  words: [2, 2],
  summary: "Says how a training bay behaves: for learning what a bad drive looks like",
  flags: {
    at: {
      value: "SIZE",
      words: "where a drive goes wrong that does so at an offset, like 200M (default: 0)",
    },
    on: { value: "write|read", words: "what fails on a failing drive (default: write)" },
    rate: { value: "SIZE", words: "how much a slow drive takes in a second, like 20M" },
    times: { value: "N", words: "how often a flaky drive fails that one request (default: 2)" },
    flush: { value: "MS", words: "how long each flush of a slow-flush drive takes (default: 500)" },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const bay = parseBay(given.words[0] ?? "");
    const character = readCharacter(given);
    await using engine = await station();
    await engine.client.setCharacter({ bay, character });
    output.result({ bay, character }, () => `Bay ${bay} is ${character.kind}.`);
    return exitCodes.ok.code;
  },
};

function readCharacter(given: Given): Character {
  const kind = parseChoice(given.words[1] ?? "", "What a bay can be", kinds);
  const atByte = parseSize(given.text("at") ?? "0");
  switch (kind) {
    case "healthy":
      return { kind };
    case "slow":
      return { kind, bytesPerSecond: readRate(given) };
    case "failing":
      return { kind, atByte, on: parseChoice(given.text("on") ?? "write", "--on", ["write", "read"]) };
    case "slow-flush":
      return { kind, flushMs: parseCount(given.text("flush") ?? "500", "--flush") };
    case "flaky":
      return { kind, atByte, times: parseCount(given.text("times") ?? "2", "--times") };
    case "short":
    case "stalling":
    case "vanishing":
      return { kind, atByte };
  }
}

function readRate(given: Given): number {
  const rate = parseSize(given.text("rate") ?? "0");
  if (rate === 0) throw new UsageError("A slow drive wants its --rate, like 20M.", "bench character");
  return rate;
}

function forBay(
  words: (bay: number) => string,
  command: "forgetBay" | "emptyBay" | "loadBay" | "identify",
): Command["run"] {
  return async ({ station, output, given }) => {
    const bay = parseBay(given.words[0] ?? "");
    await using engine = await station();
    await engine.client[command]({ bay });
    output.result({ bay }, () => words(bay));
    return exitCodes.ok.code;
  };
}
