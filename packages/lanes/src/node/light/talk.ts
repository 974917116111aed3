/** What is said over a light reader's connection: one way of talking per kind of lane, all over the same wire. */

/** The connection as a talk sees it. */
interface Wire {
  write(words: string | Buffer): void;
  /** What comes is not what was asked for: ends the connection. */
  hangUp(): void;
}

export interface TalkOptions {
  /** Host and port, as the `Host` header names them. */
  host: string;
  /** Names the reader in the server's ledger of traffic. */
  reader: string;
  /** Time between two polls, in milliseconds; what waits or is told ignores it. */
  intervalMs: number;
  /** Whether a Socket.IO reader asks for all symbols; without, it is ready once it is connected. */
  subscribes: boolean;
  wire: Wire;
  /** The server has admitted the reader. */
  onReady(): void;
  /** A whole message with quotes; its bytes are there during the call only. */
  onMessage(message: Buffer, wireBytes: number): void;
}

export interface Talk {
  /** Means nothing to the server, but fails to be written where there is none any more. */
  readonly probe: Buffer;
  /** The connection is open. */
  begin(): void;
  /** Bytes came, which may be overwritten after the call. */
  take(chunk: Buffer): void;
  /** The connection has ended; for what does not end with it. */
  end?(): void;
}

/** The head of a GET request with these further header lines. */
export function getRequest(host: string, path: string, ...headers: string[]): string {
  return `${[`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers].join('\r\n')}\r\n\r\n`;
}

/** Between two requests a server passes over empty lines (RFC 9112, 2.2). */
export const HTTP_PROBE = Buffer.from('\r\n');
