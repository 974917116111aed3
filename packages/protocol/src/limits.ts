/** Bounds on what a client may ask for, so that no request can cost the others much. */

/** Most symbols that one request or subscription may name; "all" has no bound. */
export const MAX_SYMBOLS_PER_REQUEST = 1_000;

/** Most quotes that one answer of `/api/tape` holds. */
export const MAX_TAPE_LIMIT = 20_000;

/** Quotes in one answer of `/api/tape` where the client names no limit. */
export const DEFAULT_TAPE_LIMIT = 5_000;

/** Most missed quotes that a resumed subscription gets one by one; beyond it, the newest of each symbol. */
export const MAX_RESUME_QUOTES = 20_000;

/** Largest message that a socket may send, in bytes. */
export const MAX_SOCKET_MESSAGE_BYTES = 256 * 1024;
