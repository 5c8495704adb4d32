import {
  AppWindow,
  CircleHelp,
  Disc3,
  FileCode,
  FileText,
  Folder,
  HardDrive,
  Info,
  ListTree,
  Monitor,
  PackageOpen,
  RotateCcw,
  SquareTerminal,
  Variable,
  type LucideIcon,
} from "lucide-react";
import { stepKind, type StepKind } from "../../../../shared/sequence-step-kinds.ts";
import type { SequenceNode } from "../../../../shared/sequence-tree.ts";

const icons: Record<StepKind, LucideIcon> = {
  partition: HardDrive,
  "apply-os": Disc3,
  "apply-data": PackageOpen,
  "set-variable": Variable,
  "dynamic-variables": Variable,
  command: SquareTerminal,
  script: FileCode,
  restart: RotateCcw,
  "setup-windows": AppWindow,
  gather: Info,
  "sub-sequence": ListTree,
  "unit-file": FileText,
  target: Monitor,
  unknown: CircleHelp,
};

/** What kind of step it is, at a glance; its word stands beside it. */
export function StepIcon({ node }: { node: SequenceNode }) {
  const Icon = node.kind === "group" ? Folder : icons[stepKind(node)];
  return <Icon size={18} strokeWidth={1.8} aria-hidden />;
}
