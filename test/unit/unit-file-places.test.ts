import { describe, expect, test } from "vitest";
import { spelled } from "../../electron/engine/machine/unit-file-places.ts";
import { plainDescriptor } from "../../electron/engine/boot/ntfs-security.ts";

describe("the place of a unit's own file in an image", () => {
  const paths = ["/Windows", "/Windows/Panther", "/Windows/Panther/Unattend.xml"];
  test.for([
    ["\\windows\\panther\\UNATTEND.XML", "/Windows/Panther/Unattend.xml", true, []],
    [
      "\\WINDOWS\\Setup\\Scripts\\a.cmd",
      "/Windows/Setup/Scripts/a.cmd",
      false,
      ["/Windows/Setup", "/Windows/Setup/Scripts"],
    ],
    ["\\unit.txt", "/unit.txt", false, []],
  ] as const)("%s is %s", ([wanted, path, replaced, newFolders]) => {
    expect(spelled(wanted, paths)).toEqual({ path, replaces: replaced ? path : null, newFolders });
  });
});

test("what is made new may be changed by the system and administrators, and read by users", () => {
  const hex = (folder: boolean) => Buffer.from(plainDescriptor(folder)).toString("hex");
  const [system, administrators, users] = [
    "010100000000000512000000",
    "01020000000000052000000020020000",
    "01020000000000052000000021020000",
  ];
  const list = (flags: string) =>
    `02004c0003000000` +
    `00${flags}1400ff011f00${system}00${flags}1800ff011f00${administrators}00${flags}1800a9001200${users}`.replaceAll(
      " ",
      "",
    );
  const header = "01000480" + "60000000" + "70000000" + "00000000" + "14000000";
  expect(hex(false)).toBe(header + list("00") + administrators + administrators);
  expect(hex(true)).toBe(header + list("03") + administrators + administrators);
});
