/** One question over HTTP and its answer, stamped when its last byte is there. */
import type { LaneName } from '@tickrace/protocol';
import type { LaneSurroundings } from './lane.ts';

/** An unanswered request is given up after this long. */
const REQUEST_TIMEOUT_MS = 10_000;

interface Answer {
  status: number;
  /** The parsed JSON body; null where it is empty. */
  body: unknown;
  payloadBytes: number;
  receivedAtMs: number;
}

/** A request under way: `answer` rejects when there is none, when it is not JSON, and on `cancel`. */
export interface Asking {
  answer: Promise<Answer>;
  cancel(): void;
}

export function ask(url: URL, surroundings: LaneSurroundings): Asking {
  const abort = new AbortController();
  const cancelTimeout = surroundings.after(REQUEST_TIMEOUT_MS, () => abort.abort(new Error('no answer')));
  return {
    answer: read(url, abort.signal, surroundings).finally(cancelTimeout),
    cancel: () => abort.abort(new Error('cancelled')),
  };
}

async function read(url: URL, signal: AbortSignal, { nowMs }: LaneSurroundings): Promise<Answer> {
  // The lanes decide themselves what is conditional, so the browser's cache stays out of it.
  const response = await fetch(url, { cache: 'no-store', signal });
  const bytes = await response.arrayBuffer();
  const receivedAtMs = nowMs();
  const text = new TextDecoder().decode(bytes);
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, body, payloadBytes: bytes.byteLength, receivedAtMs };
}

/** Names who asks, so that the server can tell apart what the lanes cost. */
export function attribute(url: URL, reader: string, lane: LaneName | 'meter'): URL {
  url.searchParams.set('reader', reader);
  url.searchParams.set('lane', lane);
  return url;
}

/** What went wrong, in words for a reader. */
export function reasonOf(error: unknown): string {
  // What fetch throws where no connection can be made, in browsers and in Node.
  if (error instanceof TypeError) return 'server not reachable';
  return error instanceof Error ? error.message : 'unknown error';
}
