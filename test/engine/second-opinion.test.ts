import fs from "node:fs";
import { expect, test } from "vitest";
import { secondOpinion } from "../../electron/engine/machine/second-opinion.ts";

test.skipIf(!fs.existsSync("/sys/block/vda"))(
  "a second opinion never clears the computer's own disk, and none is held of a drive it cannot see",
  async () => {
    const opinions = await secondOpinion(["/dev/vda", "/dev/no-such-drive"]);
    expect(opinions.get("/dev/no-such-drive")).toBe("unknown");
    expect(["system", "unknown"]).toContain(opinions.get("/dev/vda"));
  },
);
