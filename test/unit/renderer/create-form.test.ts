import { describe, expect, test } from "vitest";
import {
  bootImageOf,
  firstDraft,
  noSecrets,
  osImageOf,
  problemsOf,
  readVariables,
  requestOf,
  type Filled,
  type Looked,
  type Secrets,
} from "../../../renderer/screens/media/create/create-form.ts";
import { strengthOf } from "../../../renderer/screens/media/create/password-strength.ts";
import { createLimits, CreateRequest } from "../../../shared/media-create.ts";
import type { CreateDraft } from "../../../shared/media-draft.ts";
import { bootFile, createAnswers, osFile } from "../../support/scene-create.ts";
import { medium } from "../../support/scene-media.ts";

const first = firstDraft(new Date(2026, 10, 25));
const right: Partial<CreateDraft> = {
  name: "Field laptop",
  bootFile: "/images/boot.wim",
  osFile: "/images/install.wim",
};

function filled(change: Partial<CreateDraft> = {}, secrets: Partial<Secrets> = {}): Filled {
  const lookedAt = (path: string): Looked => {
    try {
      return createAnswers.describeImage({ path });
    } catch (thrown) {
      return path === "" ? null : { refusal: thrown instanceof Error ? thrown.message : "" };
    }
  };
  const draft = { ...first, ...right, ...change };
  return { draft, secrets: { ...noSecrets, ...secrets }, media: [medium], lookedAt };
}

/** "page field: words" of each problem. */
function told(change: Partial<CreateDraft> = {}, secrets: Partial<Secrets> = {}): string[] {
  return problemsOf(filled(change, secrets)).map(
    ({ page, field, words }) => `${page} ${field}: ${"text" in words ? words.text : words.key}`,
  );
}

test("the first draft begins today, ends in a year, and lacks a name and two images", () => {
  expect([first.startsOn, first.expiresOn]).toEqual(["2026-11-25", "2027-11-25"]);
  expect(told({ name: "", bootFile: "", osFile: "" })).toEqual([
    "properties name: needed",
    "boot bootFile: needed",
    "os osFile: needed",
  ]);
});

test("what is filled in right has no problem, and is a request that the engine takes", () => {
  expect(told()).toEqual([]);
  const { draft } = filled({ variables: [{ name: "A", value: "1", hidden: true }], protect: true });
  const request = CreateRequest.parse(requestOf(draft, { ...noSecrets, password: "secret" }));
  expect(request).toMatchObject({
    password: "secret",
    destination: { to: "library" },
    bootImage: { from: "file", path: "/images/boot.wim", index: null },
    osImage: { from: "file", path: "/images/install.wim", index: 1 },
  });
});

test("a new version may leave the present one current, in the library and not in a file", () => {
  const destination = (change: Partial<CreateDraft>) =>
    CreateRequest.parse(requestOf(filled({ keepCurrent: true, ...change }).draft, noSecrets)).destination;
  expect(destination({})).toEqual({ to: "library", keepCurrent: true });
  expect(destination({ to: "file", file: "/tmp/a.wim" })).toEqual({
    to: "file",
    path: "/tmp/a.wim",
    partMegabytes: null,
  });
});

test("every text is right at its limit, and one character more is told at its field", () => {
  const limits = [
    ["name", createLimits.nameChars],
    ["createdBy", createLimits.createdByChars],
    ["version", createLimits.versionChars],
    ["comment", createLimits.commentChars],
  ] as const;
  for (const [field, chars] of limits) {
    expect([field, told({ [field]: "x".repeat(chars) })]).toEqual([field, []]);
    expect(told({ [field]: "x".repeat(chars + 1) })).toEqual([`properties ${field}: tooLong`]);
  }
  const long = "x".repeat(createLimits.prestartChars);
  expect(told({ prestart: true, command: long })).toEqual([]);
  expect(told({ prestart: true, command: `${long}x` })).toEqual(["custom command: tooLong"]);
  const password = "x".repeat(createLimits.passwordChars + 1);
  expect(told({ protect: true }, { password, passwordAgain: password })).toEqual([
    "security password: tooLong",
  ]);
});

test("the media file ends in .wim, and its parts have a size", () => {
  const to = (file: string, partMegabytes = "") => told({ to: "file", file, partMegabytes });
  expect(to("/out/medium.wim", "4000")).toEqual([]);
  expect(to("")).toEqual(["properties file: needed"]);
  expect(to("/out/medium.iso")).toEqual(["properties file: The media file's name ends in .wim."]);
  expect(to("/out/a.wim", "15")).toEqual(["properties partMegabytes: atLeast"]);
  expect(to("/out/a.wim", "many")).toEqual(["properties partMegabytes: number"]);
  expect(told({ file: "nonsense", partMegabytes: "many" })).toEqual([]); // it goes into the library
});

test("a password is typed twice; hidden values need one, and are typed again after a restart", () => {
  expect(told({ protect: true })).toEqual(["security password: needed"]);
  expect(told({ protect: true }, { password: "a", passwordAgain: "b" })).toEqual([
    "security passwordAgain: differs",
  ]);
  const variables = [
    { name: "PIN", value: "1234", hidden: true },
    { name: "Code", value: "", hidden: true },
  ];
  expect(told({ variables })).toEqual([
    "custom variables.0.hidden: A hidden value needs a media password: nothing else would hide it.",
    "custom variables.1.hidden: A hidden value needs a media password: nothing else would hide it.",
    "custom variables.1.value: hiddenAgain",
  ]);
});

test("a certificate has days, and ends after it begins", () => {
  const dated = (startsOn: string, expiresOn: string) =>
    told({ certificate: "self-signed", startsOn, expiresOn });
  expect(dated("2026-11-25", "2026-11-25")).toEqual([]);
  expect(dated("2026-11-25", "2026-11-24")).toEqual([
    "security expiresOn: A certificate expires after it starts.",
  ]);
  expect(dated("", "2027-01-01")).toEqual(["security startsOn: day"]);
  expect(told({ certificate: "station" })).toEqual([
    "security stationCertificate: needed",
    "security certificatePassword: needed",
  ]);
  const station = { certificate: "station", stationCertificate: "ab".repeat(32) } as const;
  expect(told(station, { certificatePassword: "phrase" })).toEqual([]);
  expect(told({ certificate: "file" })).toEqual(["security certificateFile: needed"]);
});

describe("images of the wrong kind", () => {
  test("are told: Windows as the boot image, and the reverse", () => {
    expect(told({ bootFile: "/images/install.wim" })).toEqual([
      "boot bootIndex: Image 1 is no boot image: its edition is Enterprise.",
    ]);
    expect(told({ osFile: "/images/boot.wim" })).toEqual([
      "os osIndex: Image 1 is a boot image (WinPE), no operating system.",
    ]);
    expect(told({ bootFile: "/images/none.wim" })).toEqual([
      "boot bootFile: /images/none.wim cannot be opened: there is no such file.",
    ]);
  });

  test("a 32-bit boot image stops nothing by itself, another machine's does", () => {
    expect(told({ bootFile: "/images/boot-x86.wim" })).toEqual([]);
    const arm = {
      ...bootFile,
      images: bootFile.images.map((one) => ({ ...one, architecture: "arm64" as const })),
    };
    const all = { ...filled(), lookedAt: (path: string) => (path.includes("boot") ? arm : osFile) };
    expect(problemsOf(all).map(({ field }) => field)).toEqual(["osIndex"]);
  });

  test("the image marked bootable is the one that is started, unless another is chosen", () => {
    expect(bootImageOf(filled())?.index).toBe(1);
    expect(bootImageOf(filled({ bootIndex: 2 }))?.index).toBe(2);
    expect(osImageOf(filled({ osIndex: 2 }))?.name).toBe("Windows 11 Pro");
    expect(told({ osIndex: 3 })).toEqual(["os osIndex: chooseImage"]);
    const unmarked = { ...bootFile, bootIndex: 0 };
    const all = { ...filled(), lookedAt: (path: string) => (path.includes("boot") ? unmarked : osFile) };
    expect(problemsOf(all).map(({ field }) => field)).toEqual(["bootIndex"]);
  });
});

test("a medium of the library serves for both, unless it is gone or has no boot image", () => {
  const both = { bootFrom: "medium", osFrom: "medium" } as const;
  expect(told({ ...both, bootMedia: medium.id, osMedia: medium.id })).toEqual([]);
  expect(told({ ...both })).toEqual(["boot bootMedia: needed", "os osMedia: needed"]);
  expect(told({ ...both, bootMedia: "x", osMedia: "x" })).toEqual([
    "boot bootMedia: gone",
    "os osMedia: gone",
  ]);
  const bare = { ...medium, bootFiles: { ...medium.bootFiles, bootWim: false } };
  const all = { ...filled({ bootFrom: "medium", bootMedia: medium.id }), media: [bare] };
  expect(problemsOf(all).map(({ words }) => words)).toEqual([{ key: "noBootImage" }]);
});

test("NAME=VALUE lines are read as they are pasted, and what is none is given back", () => {
  expect(readVariables("A=1\r\n\nno line\n =x\nB = two = 2")).toEqual({
    variables: [
      { name: "A", value: "1", hidden: false },
      { name: "", value: "x", hidden: false },
      { name: "B", value: " two = 2", hidden: false },
    ],
    unread: ["no line"],
  });
});

test("a password is judged by what it costs to guess, not by its length alone", () => {
  const level = (password: string) => strengthOf(password).level;
  expect(
    [
      "",
      "a",
      "password",
      "Password1!",
      "aaaaaaaaaaaaaaaa",
      "1234567890123",
      "Summer2026!",
      "field kettle",
    ].map(level),
  ).toEqual(Array.from({ length: 8 }, () => "weak"));
  expect(["tRw8-x2Pq", "kettle orbit maple sand"].map(level)).toEqual(["fair", "fair"]);
  expect(["kettle orbit maple sand velvet", "x7#Kq!vR2@mZp9"].map(level)).toEqual(["strong", "strong"]);
  const { holds } = strengthOf("x7#Kq!vR2@mZp9");
  expect(holds).toBe("centuries");
});
