import type { Proof } from "../../../shared/proof.ts";
import { factRows, heading, SIGNATURES_HEIGHT, type Fact } from "./furniture.ts";
import { FAINT, type Sheet } from "./sheet.ts";
import { words } from "./words.ts";

/** A boot proof with its picture; null when the picture is not kept any more, or is not the one that was taken. */
export interface CertifiedProof {
  proof: Proof;
  png: Uint8Array | null;
}

const PICTURE_WIDTH = 200;
const GAP = 14;
const FACTS_HEIGHT = 96;

/** The picture left, what was seen beside it: one block, on one page with the lines to sign on that follow. */
export function bootProofSection(
  sheet: Sheet,
  { proof, png }: CertifiedProof,
  showTime: (at: string) => string,
): void {
  const { title } = words.bootProof;
  const height = png ? Math.max(pictureHeight(png), FACTS_HEIGHT) : FACTS_HEIGHT;
  sheet.y += 6;
  heading(sheet, title, height + 8 + SIGNATURES_HEIGHT);
  const top = sheet.y;
  if (png) drawPicture(sheet, png, top);
  const left = png ? PICTURE_WIDTH + GAP : 0;
  const beside: Sheet = { ...sheet, left: sheet.left + left, width: sheet.width - left };
  factRows(beside, factsOf(proof, showTime));
  sheet.y = Math.max(beside.y, png ? top + pictureHeight(png) + 6 : 0);
}

function drawPicture(sheet: Sheet, png: Uint8Array, y: number): void {
  const height = pictureHeight(png);
  sheet.doc.image(Buffer.from(png), sheet.left, y, { width: PICTURE_WIDTH, height });
  sheet.doc.rect(sheet.left, y, PICTURE_WIDTH, height).lineWidth(0.5).stroke(FAINT);
}

/** A PNG tells its size in its first chunk. */
function pictureHeight(png: Uint8Array): number {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return (PICTURE_WIDTH * view.getUint32(20)) / Math.max(1, view.getUint32(16));
}

function factsOf(proof: Proof, showTime: (at: string) => string): Fact[] {
  const { labels, outcomes, firmware, disks, took, unchanged, notHashed } = words.bootProof;
  const { unchangedBytes } = proof;
  const atRest = proof.outcome === "proved" && proof.rule.kind === "settles";
  return [
    { label: labels.unit, value: proof.unitSerial ?? "", mono: true },
    { label: labels.outcome, value: `${outcomes[atRest ? "at-rest" : proof.outcome]} ${proof.message}` },
    { label: labels.firmware, value: `${firmware[proof.firmware]}, ${disks[proof.disk]}` },
    { label: labels.at, value: took(showTime(proof.startedAt), Math.round(proof.ms / 1000)) },
    { label: labels.drive, value: unchangedBytes === null ? notHashed : unchanged(unchangedBytes) },
    { label: labels.computer, value: proof.qemu },
    { label: labels.picture, value: proof.sha256 ?? "", mono: true },
  ];
}
