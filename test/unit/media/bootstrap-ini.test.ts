import { expect, test } from "vitest";
import {
  kindOf,
  readBootstrapIni,
  settingOf,
  yesOrNo,
} from "../../../electron/engine/media/configmgr/bootstrap-ini.ts";

const text =
  "; made by the console\r\n[Other]\r\nMediaType=Wrong\r\n[MediaInfo]\r\nMediaType=OEMMedia\r\n" +
  'PasswordRequired = TRUE\r\nunattended="false"\r\nNote=Größe\r\nMediaType=FullMedia\r\nno line at all\r\n=empty\r\n';

const utf16be = (value: string): Buffer => Buffer.from(value, "utf16le").swap16();
const encodings: [name: string, bytes: Buffer][] = [
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with its mark", Buffer.from(`\uFEFF${text}`)],
  ["UTF-16 with its mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
  ["UTF-16 the other way round", utf16be(`\uFEFF${text}`)],
  ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
  ["Western Windows", Buffer.from(text, "latin1")],
  ["lines that end as on a Mac", Buffer.from(text.replaceAll("\r\n", "\r"))],
];

test.each(encodings)("TsmBootstrap.ini is read in %s", (_name, bytes) => {
  expect(readBootstrapIni(bytes).settings).toEqual([
    { name: "MediaType", value: "OEMMedia" },
    { name: "PasswordRequired", value: "TRUE" },
    { name: "unattended", value: "false" },
    { name: "Note", value: "Größe" },
  ]);
});

test("its words are understood whatever their case; what is neither yes nor no is not guessed", () => {
  const ini = readBootstrapIni(Buffer.from(text));
  expect(yesOrNo(settingOf(ini, "passwordrequired"))).toBe(true);
  expect(yesOrNo(settingOf(ini, "Unattended"))).toBe(false);
  expect(yesOrNo(settingOf(ini, "Missing"))).toBeNull();
  expect(["OEMMedia", "oemmedia", "BootMedia", "FullMedia", "CaptureMedia", "PXE", ""].map(kindOf)).toEqual([
    "prestaged",
    "prestaged",
    "bootable",
    "standalone",
    "capture",
    "other",
    "other",
  ]);
});

test("one that is made to harm is cut to a size", () => {
  const long = `[MediaInfo]\nMediaType=${"x".repeat(60_000)}\n`;
  const many = `[MediaInfo]\n${Array.from({ length: 5_000 }, (_, n) => `k${n}=v`).join("\n")}`;
  expect(settingOf(readBootstrapIni(Buffer.from(long)), "MediaType")).toHaveLength(200);
  expect(readBootstrapIni(Buffer.from(many)).settings).toHaveLength(50);
  expect(readBootstrapIni(Buffer.from("[MediaInfo]\nA=\u001b[31mred\u0007"))).toEqual({
    settings: [{ name: "A", value: "[31mred" }],
  });
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(1 << 20, 0xff),
    Buffer.alloc(1 << 20),
    Buffer.from("[MediaInfo"),
  ])
    expect(readBootstrapIni(bytes)).toEqual({ settings: [] });
});
