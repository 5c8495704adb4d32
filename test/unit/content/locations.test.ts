import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Locations } from "../../../electron/engine/content/locations.ts";
import { Tokens } from "../../../electron/engine/content/tokens.ts";
import { openRecords } from "../../../electron/engine/records/open-records.ts";
import { LocationInput } from "../../../shared/content.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { tempDir } from "../../support/temp-dir.ts";

function openLocations() {
  const dir = tempDir();
  const records = openRecords(join(dir, "records.db"));
  onTestFinished(() => records.close());
  let last = 0;
  const parts = { records, now: () => new Date(), newId: () => `location-${++last}` };
  const tokens = join(dir, "tokens.json");
  return { locations: new Locations({ ...parts, tokens: new Tokens(tokens) }), tokens, parts };
}

const north = { name: "North", site: "N01", kind: "http", address: "https://north.example/content/" };
const input = (change: object = {}) => LocationInput.parse({ ...north, ...change });
const wordsOf = (work: () => unknown) => {
  try {
    work();
    return "nothing was refused";
  } catch (thrown) {
    return thrown instanceof StagingFault ? thrown.message : String(thrown);
  }
};

test("a location is kept with everything it was given, but its token is only said to be there", () => {
  const { locations } = openLocations();
  const change = {
    parentSite: "CAS",
    token: "s3cret",
    nearness: 5,
    bytesPerSecond: 1e6,
    hours: "22:00-06:00",
  };
  const id = locations.save(input(change));
  const { token: _, ...shown } = { ...north, ...change };
  expect(locations.list()).toEqual([
    { ...shown, id, hasToken: true, caFile: null, fingerprint: null, enabled: true, look: null },
  ]);
  expect(JSON.stringify(locations.list())).not.toContain("s3cret");
});

test("tokens lie in a file for this user alone, and outlive the engine", () => {
  const { locations, tokens, parts } = openLocations();
  const id = locations.save(input({ token: "s3cret" }));
  expect(statSync(tokens).mode & 0o777).toBe(0o600);
  const again = new Locations({ ...parts, tokens: new Tokens(tokens) });
  expect(again.place(id).token).toBe("s3cret");
});

test("changing a location keeps its token, unless another is given or it now leads to another server", () => {
  const { locations } = openLocations();
  const id = locations.save(input({ token: "s3cret" }));
  locations.save(input({ id, name: "North hall" }));
  expect(locations.place(id)).toMatchObject({ name: "North hall", token: "s3cret" });
  locations.save(input({ id, token: "other" }));
  expect(locations.place(id).token).toBe("other");
  locations.save(input({ id, address: "https://elsewhere.example/" }));
  expect(locations.place(id).token).toBeNull();
});

test("the nearest location comes first, and a removed one is gone with its token", () => {
  const { locations, tokens, parts } = openLocations();
  const far = locations.save(input({ name: "Far", nearness: 200, token: "s3cret" }));
  locations.save(input({ name: "Near", nearness: 10 }));
  expect(locations.list().map(({ name }) => name)).toEqual(["Near", "Far"]);
  locations.remove(far);
  expect(locations.list().map(({ name }) => name)).toEqual(["Near"]);
  expect(new Tokens(tokens).of(far)).toBeNull();
  expect(wordsOf(() => locations.place(far))).toContain("no content location");
  expect(parts.records.contentLocations()).toHaveLength(1);
});

test("two locations of one name, two parents of one site and a circle of sites are refused in words", () => {
  const { locations } = openLocations();
  locations.save(input({ parentSite: "CAS" }));
  expect(wordsOf(() => locations.save(input({ name: "NORTH", parentSite: "CAS" })))).toBe(
    "There is a location “NORTH” already. Give another name.",
  );
  expect(wordsOf(() => locations.save(input({ name: "Second", site: "n01", parentSite: "P02" })))).toContain(
    "belongs to CAS by another location",
  );
  locations.save(input({ name: "Top", site: "CAS", parentSite: "EU" }));
  expect(wordsOf(() => locations.save(input({ name: "Europe", site: "EU", parentSite: "N01" })))).toBe(
    "The sites would go round in a circle: EU → N01 → CAS → EU.",
  );
});

test.each([
  [{ name: " " }, "Give the location a name."],
  [{ name: "x".repeat(61) }, "A name has at most 60 characters."],
  [{ name: "two\nlines" }, "A name is one line, without control characters."],
  [{ site: "" }, "A site is letters, digits, spaces, . _ and -."],
  [{ site: "a/b" }, "A site is letters, digits, spaces, . _ and -."],
  [{ site: "N01", parentSite: "n01" }, "A site is not its own parent."],
  [{ address: "" }, "Give the folder or the address."],
  [{ address: "north.example" }, "Write the address as http://… or https://…."],
  [{ address: "ftp://north.example/" }, "Write the address as http://… or https://…."],
  [{ address: "http://me:secret@north/" }, "Leave user and password out of the address; give a token."],
  [{ address: "http://north/?a=1" }, "Leave ? and # out of the address."],
  [
    { address: "http:///nowhere" },
    "That is no address of a server. Write it like https://north.example/content/.",
  ],
  [{ kind: "folder", address: "content" }, "Write the whole path of the folder, beginning with /."],
  [{ token: "with space" }, "A token has no spaces and no letters beyond ASCII."],
  [{ bytesPerSecond: 10 }, "A limit is at least 1 kB/s."],
  [{ hours: "22-6" }, "Write hours like 22:00-06:00; several with commas."],
  [{ hours: "24:30-06:00" }, "Write hours like 22:00-06:00; several with commas."],
  [{ hours: "08:00-08:00" }, "Write hours like 22:00-06:00; several with commas."],
  [{ caFile: "ca.pem" }, "Write the whole path of the CA file, beginning with /."],
  [{ fingerprint: "AB:CD" }, "A SHA-256 fingerprint has 64 hexadecimal digits."],
])("%o is refused: %s", (change, words) => {
  const { error } = LocationInput.safeParse({ ...north, ...change });
  expect(error?.issues.map(({ message }) => message)).toContain(words);
});

test("a fingerprint may be written as openssl prints it", () => {
  expect(input({ fingerprint: Array(32).fill("ab").join(":") }).fingerprint).toBe("AB".repeat(32));
});
