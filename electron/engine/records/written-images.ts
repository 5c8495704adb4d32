import { z } from "zod";
import { OwnPiece, WrittenLayout } from "../../../shared/written-image.ts";
import type { Db } from "./database.ts";
import type { Records } from "./records.ts";

type ImageRecords = Pick<Records, "addUnitImage" | "setImageHashes" | "unitImage" | "unhashedImages">;

interface ImageRow {
  image: string;
  layout: string;
  hashes: Buffer | null;
}

/** What was written to drives: layouts and hashes, added once and never changed. */
export function imageRecords(db: Db): ImageRecords {
  const addImage = db.prepare("INSERT OR IGNORE INTO images (image, layout) VALUES (?, ?)");
  const addUnit = db.prepare("INSERT INTO unitImages (job, image, own) VALUES (?, ?, ?)");
  const setHashes = db.prepare("UPDATE images SET hashes = ? WHERE image = ? AND hashes IS NULL");
  const ofJob = db.prepare<[string], ImageRow & { own: string }>(
    "SELECT images.*, own FROM unitImages JOIN images USING (image) WHERE job = ?",
  );
  const unhashed = db.prepare<[], ImageRow>("SELECT * FROM images WHERE hashes IS NULL");
  const add = db.transaction(
    (job: string, image: string, layout: WrittenLayout, own: readonly OwnPiece[]) => {
      addImage.run(image, JSON.stringify(layout));
      addUnit.run(job, image, JSON.stringify(own));
    },
  );
  return {
    addUnitImage: (job, image, layout, own) => add.immediate(job, image, layout, own),
    setImageHashes: (image, hashes) => void setHashes.run(hashes, image),
    unitImage(job) {
      const row = ofJob.get(job);
      return row ? { ...read(row), own: z.array(OwnPiece).parse(JSON.parse(row.own)) } : null;
    },
    unhashedImages: () => unhashed.all().map(read),
  };
}

function read({ image, layout, hashes }: ImageRow) {
  return { image, layout: WrittenLayout.parse(JSON.parse(layout)), hashes };
}
