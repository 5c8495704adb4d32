import { expect, test } from "vitest";
import {
  architectureProblem,
  CreateRequest,
  PathInMedium,
  type CreateRequestInput,
} from "../../../shared/media-create.ts";
import { CreateDraft, withoutSecrets } from "../../../shared/media-draft.ts";

const least: CreateRequestInput = {
  name: "Field laptop",
  destination: { to: "library" },
  certificate: { kind: "none" },
  bootImage: { from: "file", path: "/images/boot.wim" },
  osImage: { path: "/images/install.wim" },
};

/** The places that are refused; none when the request is accepted. */
function refused(change: Partial<CreateRequestInput>): string[] {
  const { error } = CreateRequest.safeParse({ ...least, ...change });
  return (error?.issues ?? []).map(({ path }) => path.join("."));
}

test("what is not said is what the wizard starts with", () => {
  expect(CreateRequest.parse(least)).toEqual({
    type: "prestaged",
    unattended: false,
    name: "Field laptop",
    createdBy: "",
    version: "",
    comment: "",
    destination: { to: "library" },
    stagingFolder: null,
    password: null,
    certificate: { kind: "none" },
    unknownComputers: false,
    bootImage: { from: "file", path: "/images/boot.wim", index: null },
    osImage: { from: "file", path: "/images/install.wim", index: 1 },
    loaderSignedBy: "2011",
    bootFiles: [],
    variables: [],
    prestart: null,
  });
});

test("every text is taken at its limit and refused one character past it", () => {
  const limits = [
    ["name", 100],
    ["createdBy", 50],
    ["version", 32],
    ["comment", 127],
    ["password", 256],
  ] as const;
  for (const [field, chars] of limits) {
    expect([field, refused({ [field]: "x".repeat(chars) })]).toEqual([field, []]);
    expect([field, refused({ [field]: "x".repeat(chars + 1) })]).toEqual([field, [field]]);
  }
  expect(refused({ name: "  " })).toEqual(["name"]);
  expect(refused({ comment: "two\nlines" })).toEqual(["comment"]);
});

test("a variable's name begins with a letter, is no longer than 256 and its value no longer than 4000", () => {
  const named = (name: string, value = "") => refused({ variables: [{ name, value }] });
  const long = "v".repeat(256);
  for (const good of ["A", "SMSTSMP", "a_b-9", long]) expect([good, named(good)]).toEqual([good, []]);
  for (const bad of ["", "_SMSTSMediaType", "9a", "-a", "a b", "ä", "a=b", "a\n", `${long}v`])
    expect([bad, named(bad)]).toEqual([bad, ["variables.0.name"]]);
  expect(named("A", "x".repeat(4000))).toEqual([]);
  expect(named("A", "x".repeat(4001))).toEqual(["variables.0.value"]);
});

test("no variable is there twice, however its name is written", () => {
  const variables = [
    { name: "SMSTSMP", value: "1" },
    { name: "smstsmp", value: "2" },
  ];
  expect(refused({ variables })).toEqual(["variables.1.name"]);
});

test("a hidden value is refused without a password that could hide it", () => {
  const variables = [{ name: "OSDBitLockerPIN", value: "1234", hidden: true }];
  expect(refused({ variables })).toEqual(["variables.0.hidden"]);
  expect(refused({ variables, password: "long enough" })).toEqual([]);
});

test("a certificate expires after it starts", () => {
  const dated = (startsAt: string, expiresAt: string) =>
    refused({ certificate: { kind: "self-signed", startsAt, expiresAt } });
  expect(dated("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")).toEqual([]);
  expect(dated("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z")).toEqual(["certificate.expiresAt"]);
  expect(dated("yesterday", "2027-01-01T00:00:00Z")).toEqual(["certificate.startsAt"]);
});

test("the media file ends in .wim, and parts have a size that is possible", () => {
  const to = (path: string, partMegabytes: number | null = null) =>
    refused({ destination: { to: "file", path, partMegabytes } });
  expect(to("/out/medium.WIM", 16)).toEqual([]);
  expect(to("/out/medium.iso")).toEqual(["destination.path"]);
  expect(to("/out/medium.wim", 15)).toEqual(["destination.partMegabytes"]);
});

test("no path inside the medium leads out of it or is one that Windows refuses", () => {
  for (const good of ["/setup.cmd", "/tools/net/setup one.cmd", "/Boot/BCD"])
    expect([good, PathInMedium.safeParse(good).success]).toEqual([good, true]);
  const bads = [
    "",
    "/",
    "setup.cmd",
    "/a/../b",
    "/a/./b",
    "/a//b",
    "/a\\b",
    "/C:",
    "/a.",
    "/a ",
    "/a\n",
    "/a?",
  ];
  for (const bad of [...bads, `/${"x".repeat(240)}`])
    expect([bad, PathInMedium.safeParse(bad).success]).toEqual([bad, false]);
});

test("a draft keeps what was filled in, right or wrong, but no password and no hidden value", () => {
  const draft = CreateDraft.parse({
    name: "",
    comment: "x".repeat(500),
    password: "secret one",
    certificatePassword: "secret two",
    variables: [
      { name: "Shown", value: "seen" },
      { name: "Hidden", value: "secret three", hidden: true },
    ],
  });
  const kept = withoutSecrets(draft);
  expect(JSON.stringify(kept)).not.toContain("secret");
  expect(kept).toEqual({
    ...CreateDraft.parse({}),
    comment: "x".repeat(500),
    variables: [
      { name: "Shown", value: "seen", hidden: false },
      { name: "Hidden", value: "", hidden: true },
    ],
  });
});

test("an OS image is of a file, unless it is said to be of a medium", () => {
  expect(CreateRequest.parse({ ...least, osImage: { from: "medium", media: "m1" } }).osImage).toEqual({
    from: "medium",
    media: "m1",
    index: 1,
  });
  expect(refused({ osImage: { path: "" } })).toEqual(["osImage.path"]);
});

test("a 32-bit boot image for a 64-bit system is told, other machines' are refused", () => {
  expect(architectureProblem("x64", "x64")).toBeNull();
  expect(architectureProblem("x86", "x64")).toEqual({
    stops: false,
    message: "The boot image is 32-bit: PCs that start by 64-bit UEFI cannot use it.",
  });
  expect(architectureProblem("arm64", "x64")?.stops).toBe(true);
  expect(architectureProblem("none", "x64")).toBeNull();
});
