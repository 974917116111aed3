/** A table in plain text: the first column to the left, numbers to the right, a rule beneath the head. */

/** Titles may be of several lines, which stand on the rule; no line has trailing blanks. */
export function textTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const titleLines = titles.map((title) => title.split('\n'));
  const height = Math.max(...titleLines.map((lines) => lines.length));
  const head = Array.from({ length: height }, (_, at) =>
    titleLines.map((lines) => lines[at - (height - lines.length)] ?? ''),
  );
  const widths = titles.map((_, column) =>
    Math.max(...[...head, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map(
        (width, column) => cells[column]?.[column === 0 ? 'padEnd' : 'padStart'](width) ?? ''.padEnd(width),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [...head.map(line), rule, ...rows.map(line)].join('\n');
}
