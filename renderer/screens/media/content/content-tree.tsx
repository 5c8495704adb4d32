import { ChevronDown, ChevronRight, File, Folder, Link2 } from "lucide-react";
import { useEffect, type KeyboardEvent } from "react";
import { sizeText } from "../../../format.ts";
import { useSeenLines } from "../../../parts/use-seen-lines.ts";
import { useWords } from "../../../translate.ts";
import classes from "./content.module.css";
import { parentPath, type ContentRow } from "./content-rows.ts";

const ROW_PX = 26;
const INDENT_PX = 16;

interface TreeProps {
  rows: readonly ContentRow[];
  chosen: string | null;
  onChoose: (path: string) => void;
  onToggle: (path: string) => void;
  onMore: (folder: string, offset: number) => void;
}

/** Files and folders of an image. Only the lines that are seen are drawn, and only folders that were opened are known. */
export function ContentTree({ rows, chosen, onChoose, onToggle, onMore }: TreeProps) {
  const t = useWords();
  const at = rows.findIndex(({ path }) => path === chosen);
  const { scroller, first, last } = useSeenLines(rows.length, at, ROW_PX);
  const seen = rows.slice(first, last);
  useEffect(() => {
    for (const row of seen) if (row.kind === "more") onMore(row.folder, row.offset);
  });
  const move = (event: KeyboardEvent): void => {
    const next = nextOf(event.key, rows, chosen);
    if (!next) return;
    event.preventDefault();
    if ("toggle" in next) return onToggle(next.toggle);
    onChoose(next.path);
  };
  const pick = (row: ContentRow): void => {
    onChoose(row.path);
    if (row.kind === "entry" && row.entry.folder) onToggle(row.path);
  };
  return (
    <div
      ref={scroller}
      className={classes["tree"]}
      role="tree"
      tabIndex={0}
      aria-label={t("content.tree")}
      aria-activedescendant={chosen === null ? undefined : lineId(chosen)}
      onKeyDown={move}
    >
      <div role="presentation" style={{ height: rows.length * ROW_PX, position: "relative" }}>
        {seen.map((row, n) => (
          <Line key={row.path} row={row} top={(first + n) * ROW_PX} chosen={chosen} onPick={pick} />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  row: ContentRow;
  top: number;
  chosen: string | null;
  onPick: (row: ContentRow) => void;
}

function Line({ row, top, chosen, onPick }: LineProps) {
  const t = useWords();
  const place = { transform: `translateY(${top}px)`, paddingLeft: 8 + row.depth * INDENT_PX };
  if (row.kind !== "entry")
    return (
      <div className={classes["row"]} style={place} role="presentation">
        <span className={classes["dim"]}>
          {t(row.kind === "empty" ? "content.empty" : "content.loading")}
        </span>
      </div>
    );
  const { entry, open, depth, place: position, of } = row;
  const Opens = open ? ChevronDown : ChevronRight;
  const Icon = entry.folder ? Folder : entry.marks.includes("link") ? Link2 : File;
  return (
    <div
      id={lineId(row.path)}
      className={classes["row"]}
      style={place}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={of}
      aria-selected={row.path === chosen}
      aria-expanded={entry.folder ? open : undefined}
      onClick={() => onPick(row)}
    >
      <Opens size={14} aria-hidden style={{ visibility: entry.folder ? "visible" : "hidden" }} />
      <Icon size={15} aria-hidden />
      <span className={classes["name"]}>{entry.name}</span>
      <span className={classes["size"]}>{entry.sizeBytes === null ? "" : sizeText(entry.sizeBytes)}</span>
    </div>
  );
}

function lineId(path: string): string {
  return `content-${path}`;
}

type Next = { path: string } | { toggle: string };
type Entry = Extract<ContentRow, { kind: "entry" }>;

/** What an arrow key does: another line is chosen, or a folder opened or closed. */
function nextOf(key: string, rows: readonly ContentRow[], chosen: string | null): Next | null {
  const at = rows.findIndex(({ path }) => path === chosen);
  const row = rows[at];
  const to = (from: number, step: number) => {
    for (let index = from; index >= 0 && index < rows.length; index += step) {
      const found = rows[index];
      if (found?.kind === "entry") return { path: found.path };
    }
    return null;
  };
  switch (key) {
    case "ArrowDown":
      return to(at + 1, 1);
    case "ArrowUp":
      return to(at === -1 ? rows.length - 1 : at - 1, -1);
    case "Home":
      return to(0, 1);
    case "End":
      return to(rows.length - 1, -1);
    case "ArrowRight":
      return row?.kind === "entry" && row.entry.folder
        ? row.open
          ? to(at + 1, 1)
          : { toggle: row.path }
        : null;
    case "ArrowLeft":
      return row?.kind === "entry" ? leave(row, rows) : null;
    default:
      return null;
  }
}

function leave(row: Entry, rows: readonly ContentRow[]): Next | null {
  if (row.open) return { toggle: row.path };
  const path = parentPath(row.path);
  return rows.some((each) => each.path === path) ? { path } : null;
}
