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
  Unplug,
  X,
  type LucideIcon,
} from "lucide-react";
import type { FaceKind } from "./bay-face.ts";

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
export function StateIcon({ kind, size = 16 }: { kind: FaceKind; size?: number }) {
  const Icon = icons[kind];
  return (
    <Icon size={size} strokeWidth={2.4} aria-hidden className={TURNING.includes(kind) ? "turning" : ""} />
  );
}
