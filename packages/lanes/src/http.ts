/** One question over HTTP and its answer, stamped when its last byte is there. */
import type { LaneSurroundings } from './lane.ts';

/** An unanswered request is given up after this long. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface Answer {
  status: number;
  /** The parsed JSON body; null where it is empty. */
  body: unknown;
  etag: string | null;
  payloadBytes: number;
  receivedAtMs: number;
}

/** A request under way: `answer` rejects when there is none, when it is not JSON, and on `cancel`. */
export interface Asking {
  answer: Promise<Answer>;
  cancel(): void;
}

export interface AskOptions {
  headers?: Record<string, string>;
  /** How long to wait for the whole answer, in milliseconds (default 10,000). */
  timeoutMs?: number;
}

export function ask(url: URL, surroundings: LaneSurroundings, options: AskOptions = {}): Asking {
  const { headers = {}, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const abort = new AbortController();
  const cancelTimeout = surroundings.after(timeoutMs, () => abort.abort(new Error('no answer')));
  // The lanes decide themselves what is conditional, so the browser's cache stays out of it.
  const init: RequestInit = { cache: 'no-store', headers, signal: abort.signal };
  return {
    answer: read(surroundings, url, init).finally(cancelTimeout),
    cancel() {
      cancelTimeout();
      abort.abort(new Error('cancelled'));
    },
  };
}

async function read({ fetch, nowMs }: LaneSurroundings, url: URL, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const bytes = await response.arrayBuffer().catch(() => {
    throw init.signal?.aborted ? init.signal.reason : new Error('connection lost');
  });
  const receivedAtMs = nowMs();
  const text = new TextDecoder().decode(bytes);
  const body: unknown = text === '' ? null : JSON.parse(text);
  const etag = response.headers.get('etag');
  return { status: response.status, body, etag, payloadBytes: bytes.byteLength, receivedAtMs };
}

/** What went wrong, in words for a reader. */
export function reasonOf(error: unknown): string {
  // What fetch throws where no connection can be made, in browsers and in Node.
  if (error instanceof TypeError) return 'server not reachable';
  if (error instanceof SyntaxError) return 'what arrived was not JSON';
  return error instanceof Error ? error.message : 'unknown error';
}
