/** The lanes of a result as CSV (RFC 4180), one a line, columns named by their path in the JSON. */
import type { LaneResult, Result } from './result-schema.ts';

export function csvOf({ lanes }: Result): string {
  const rows = lanes.map((lane) => new Map(leavesOf(lane)));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = rows.map((row) => columns.map((column) => row.get(column) ?? ''));
  return [columns, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Names and numbers hold no comma or quote, so that no cell needs quoting. */
function leavesOf(lane: LaneResult): [path: string, value: string][] {
  const { lane: name, connection = '', distribution: _, ...figures } = lane;
  return leaves({ lane: name, connection, ...figures }, '');
}

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value ?? '')]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
