/** Which symbols a reader asks for. */

export type SymbolSelection = readonly string[] | 'all';

/** The `symbols` query parameter for a selection; undefined for all of them. */
export function symbolsParameter(selection: SymbolSelection): string | undefined {
  return selection === 'all' ? undefined : selection.join(',');
}

/** The symbols of a `symbols` query parameter; absent or empty means all. */
export function parseSymbolsParameter(parameter: string | undefined): SymbolSelection {
  if (parameter === undefined || parameter === '') return 'all';
  return parameter.split(',').map((symbol) => symbol.trim());
}
