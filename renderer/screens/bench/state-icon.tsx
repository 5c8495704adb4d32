import {
  Ban,
  Check,
  CircleDashed,
  CircleDot,
  CircleSlash,
  Clock,
  Eraser,
  LoaderCircle,
  Lock,
  Pencil,
  ScanSearch,
  TriangleAlert,
  Unplug,
  X,
  type LucideIcon,
} from "lucide-react";
import type { Face, FaceKind } from "./bay-face.ts";

const icons: Record<FaceKind, LucideIcon> = {
  empty: CircleDashed,
  ready: CircleDot,
  waiting: Clock,
  refused: Ban,
  blocked: Lock,
  clear: Eraser,
  write: Pencil,
  "read-back": ScanSearch,
  finish: LoaderCircle,
  done: Check,
  failed: X,
  cancelling: LoaderCircle,
  cancelled: CircleSlash,
  interrupted: Unplug,
};

const TURNING: readonly FaceKind[] = ["finish", "cancelling"];

/** The picture that goes with a state's word; a pause while flushing must not look like a hang. */
export function StateIcon({ face, size = 16 }: { face: Face; size?: number }) {
  const { kind, mark } = face;
  const Icon = mark === "slow" ? TriangleAlert : icons[kind];
  return (
    <Icon size={size} strokeWidth={2.4} aria-hidden className={TURNING.includes(kind) ? "turning" : ""} />
  );
}
