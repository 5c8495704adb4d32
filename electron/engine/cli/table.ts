export interface Column<Row> {
  title: string;
  /** null is shown as a dash. */
  cell: (row: Row) => string | number | null;
  right?: boolean;
}

/** Rows as lines of text, columns as wide as their widest cell, two spaces between, no trailing spaces. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? "–")));
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, n) =>
    Math.max(title.length, ...cells.map((line) => (line[n] ?? "").length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, n) =>
        columns[n]?.right === true ? text.padStart(widths[n] ?? 0) : text.padEnd(widths[n] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [titles, ...cells].map(line).join("\n");
}

/** Facts about one thing, one a line: "Serial   S3Z1". */
export function formatFacts(
  facts: readonly (readonly [name: string, value: string | number | null])[],
): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value ?? "–"}`).join("\n");
}
