import { describe, expect, test } from "vitest";
import { Environment } from "../../electron/engine/sequence/environment.ts";
import { answerQuery } from "../../electron/engine/sequence/wql-evaluate.ts";
import type { WmiClass } from "../../shared/sequence-profile.ts";

function holding(variables: Record<string, string>): Environment {
  const environment = new Environment();
  for (const [name, value] of Object.entries(variables)) environment.setBuiltIn(name, value, "test");
  return environment;
}

describe("WQL", () => {
  const classes: WmiClass[] = [
    {
      namespace: "ROOT\\CIMV2",
      name: "Win32_ComputerSystem",
      instances: [
        {
          Manufacturer: "HP",
          Model: "HP ProBook 445 G6",
          Memory: 8_000,
          Domain: null,
          Part: true,
          Roles: ["A", "B"],
        },
      ],
    },
    { namespace: "root\\cimv2", name: "Win32_Tpm", instances: [] },
    {
      namespace: "root\\cimv2",
      name: "Disk",
      instances: [
        { Size: "500", Kind: "SSD" },
        { Size: "2000", Kind: "HDD" },
      ],
    },
  ];
  test.for<[string, boolean | null]>([
    ["select * from win32_computersystem where model = 'HP ProBook 445 G6'", true],
    ['SELECT Model FROM Win32_ComputerSystem WHERE Model LIKE "%probook%"', true],
    ['SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "HP_ProBook 4[34]5 G[^1-5]"', true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Model LIKE 'ProBook'", false],
    ['SELECT * FROM Win32_ComputerSystem WHERE NOT Manufacturer LIKE "%Dell%"', true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Manufacturer='Dell' OR Memory >= 8000 AND Part = TRUE", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE (Manufacturer='Dell' OR Memory>=8000) AND Part=FALSE", false],
    ["SELECT * FROM Win32_ComputerSystem WHERE Memory <> 8000", false],
    ["SELECT * FROM Win32_ComputerSystem WHERE Memory=8000 AND Part=TRUE AND Manufacturer='Dell'", false],
    ["SELECT * FROM Win32_ComputerSystem WHERE Memory=1 OR Part=FALSE OR Manufacturer='HP'", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Manufacturer='HP' OR Memory=1 AND Part=FALSE", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE NOT Manufacturer='HP' AND Memory=1", false],
    ["SELECT * FROM Win32_ComputerSystem WHERE Memory != '8001'", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE 4000 < Memory", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Domain IS NULL AND Model IS NOT NULL", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Domain = NULL", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Domain = 'x'", false],
    ["SELECT * FROM Win32_ComputerSystem WHERE Roles = 'b'", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Unheard = 1", null],
    ["SELECT * FROM Win32_ComputerSystem WHERE Unheard = 1 OR Memory = 8000", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Unheard = 1 AND Memory = 1", false],
    ["SELECT * FROM Win32_Tpm", false],
    ["SELECT * FROM Win32_Unheard", null],
    ["SELECT * FROM Disk WHERE Size > 1000 AND Kind = 'SSD'", false],
    ["SELECT * FROM Disk WHERE Size > 1000", true],
    ["SELECT * FROM Win32_ComputerSystem WHERE Model = 'a\\'b'", false],
    ["ASSOCIATORS OF {Win32_X}", null],
    ["SELECT * FROM Disk WHERE", null],
    ["SELECT * FROM Disk WHERE (Size = 1", null],
    [`SELECT * FROM Disk WHERE ${"(".repeat(5000)}Size=1${")".repeat(5000)}`, null],
    [`SELECT * FROM Disk WHERE ${"NOT ".repeat(4000)}Size=1`, null],
    [`SELECT * FROM Disk WHERE Kind LIKE '${"%a".repeat(5000)}'`, false],
  ])("%s", ([query, wanted]) => {
    expect(answerQuery(classes, "\\\\.\\root\\CIMV2", query).holds).toBe(wanted);
  });
});

describe("setting and expanding variables", () => {
  test.for<[string, string, string | null]>([
    ["_SMSTSMediaType", "x", "“_SMSTSMediaType” begins with “_”: such variables are read-only"],
    ["1A", "x", "“1A” is no variable name: it begins with a letter, and has letters, digits, “_” and “-”"],
    ["A B", "x", "“A B” is no variable name: it begins with a letter, and has letters, digits, “_” and “-”"],
    ["A", "x".repeat(4001), "the value of “A” has 4001 characters; 4000 are possible"],
    ["A".repeat(257), "x", `“${"A".repeat(40)}…” has more than 256 characters`],
    ["OSD-Name_1", "x".repeat(4000), null],
  ])("%s can be set, or the reason is told", ([name, value, problem]) => {
    expect(new Environment().set(name, value, "step")).toBe(problem);
  });

  test("%NAME% takes the value, a missing one gives nothing, Windows' own stay", () => {
    const environment = holding({ A: "1%b%", B: "2" });
    expect(environment.expand("x%a%y%none%z %SystemRoot% 100% %%")).toEqual({
      known: true,
      value: "x12yz %SystemRoot% 100% %%",
    });
  });

  test("variables that name each other in a circle, or grow without end, come to an end", () => {
    const grow = "%A%".repeat(1000);
    const environment = holding({ A: grow, B: "%C%", C: "%B%" });
    const started = performance.now();
    expect(environment.expand("%B%").known).toBe(true);
    const grown = environment.expand("%A%%A%%A%");
    expect(grown.known && grown.value.length <= 32_767).toBe(true);
    console.info(`expanded in ${(performance.now() - started).toFixed(1)} ms`);
  });

  test("an unknown variable makes the whole text unknown, and names the fact", () => {
    const environment = new Environment();
    environment.setUnknown("A", "what the step “Ask” finds");
    expect(environment.expand("C:\\%A%")).toEqual({ known: false, missing: "what the step “Ask” finds" });
  });
});
