import { describe, expect, test } from "vitest";
import { PathCheck } from "../../../electron/engine/media/wim-paths.ts";
import { verdict } from "../../support/wim.ts";

function judge(lines: readonly string[]): Promise<string> {
  const check = new PathCheck();
  return verdict(
    Promise.resolve().then(() => {
      for (const line of lines) check.add(line);
      check.finish();
    }),
  );
}

describe("the paths in an image", () => {
  test("ordinary paths pass, whatever their length and language", async () => {
    const deep = Array.from({ length: 40 }, (_, n) => `/${"a folder ".repeat(5)}`.repeat(n + 1));
    const lines = [
      "/",
      "/Boot",
      "/Boot/BCD",
      "/Größe – 現場 [1].txt",
      "/..hidden",
      "/a...",
      "/x",
      "/x/[WARNING]",
      ...deep,
    ];
    expect(await judge(lines)).toBe("accepted");
  });

  test.for([
    ["..", ["/", "/..", "/../etc"]],
    [".. deep inside", ["/", "/a", "/a/b", "/a/b/..", "/a/b/../c"]],
    [".", ["/", "/."]],
    [
      "a name that the lister left out as ..",
      ["/", '[WARNING] Ignoring file named "." or ".." in directory "/"'],
    ],
    ["an empty name", ["/", "/a", "/a//b"]],
    ["a backslash", ["/", "/..\\..\\Windows"]],
    ["a control character", ["/", "/a\u0007"]],
    ["a line break", ["/", "/a", "b"]],
    ["a slash inside a name", ["/", "/a", "/b/c"]],
  ] as const)("refuses %s", async ([, lines]) => {
    expect(await judge(lines)).toBe("media-unsafe-path");
  });

  test("the boot files are found whatever the case of their names", () => {
    const check = new PathCheck();
    for (const line of [
      "/",
      "/BOOTMGR",
      "/boot",
      "/boot/BCD",
      "/boot/Boot.SDI",
      "/Sources",
      "/Sources/BOOT.wim",
    ])
      check.add(line);
    expect(check.finish()).toEqual({
      bootmgr: true,
      biosBcd: true,
      bootSdi: true,
      bootWim: true,
      efiLoader: false,
      efiBcd: false,
    });
  });

  test("both processors' UEFI loaders count", () => {
    const found = ["bootx64.efi", "bootaa64.efi", "bootia32.efi"].map((name) => {
      const check = new PathCheck();
      for (const line of ["/", "/EFI", "/EFI/Boot", `/EFI/Boot/${name}`]) check.add(line);
      return check.finish().efiLoader;
    });
    expect(found).toEqual([true, true, false]);
  });
});
