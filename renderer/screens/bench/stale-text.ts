import type { Job } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { faceOf, staleText, unitOf } from "./bay-face.ts";

/** That a drive which is ready carries another version than the one to stage; null while its unit is to be scanned. */
export function useStaleText(bay: Bay | undefined, job: Job | undefined): string | null {
  const t = useWords();
  const media = useStation((s) => s.media);
  if (!bay || faceOf(bay, job).kind !== "ready" || unitOf(bay, job) === null) return null;
  return staleText(t, bay, media);
}
