/** Admits a reader's choice of symbols: all of them exist, and they are not too many. */
import { MAX_SYMBOLS_PER_REQUEST, type SymbolSelection } from '@tickrace/protocol';
import { RequestError } from './errors.ts';

/**
 * The selection, if it can be served.
 * @throws RequestError `too-many-symbols` or `unknown-symbol`.
 */
export function admitSelection(selection: SymbolSelection, known: ReadonlySet<string>): SymbolSelection {
  if (selection === 'all') return selection;
  if (selection.length > MAX_SYMBOLS_PER_REQUEST) throw tooManySymbols(selection.length);
  for (const symbol of selection) if (!known.has(symbol)) throw unknownSymbol(symbol);
  return selection;
}

export function tooManySymbols(count: number): RequestError {
  const sentence = `At most ${MAX_SYMBOLS_PER_REQUEST} symbols can be named at once, not ${count}; "all" has no bound.`;
  return new RequestError(400, 'too-many-symbols', sentence);
}

/** The refusal of a symbol; `statusCode` is 404 where the symbol is the very thing that a path names. */
export function unknownSymbol(symbol: string, statusCode: 400 | 404 = 400): RequestError {
  return new RequestError(statusCode, 'unknown-symbol', `There is no symbol "${symbol.slice(0, 24)}".`);
}
