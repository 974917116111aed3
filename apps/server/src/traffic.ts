/** Counts the bytes that really crossed the sockets, by the reader and lane that requests name in their URL. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LANE_NAMES, type Traffic } from '@tickrace/protocol';

/** What a reader id looks like, as the source of a regular expression. */
export const READER_PATTERN = '^[a-z0-9]{4,24}$';

/** Most readers that are remembered; the one that was silent longest goes first. */
const MAX_READERS = 2_000;

const READER = new RegExp(READER_PATTERN);
const LANES: ReadonlySet<string> = new Set<string>([...LANE_NAMES, 'meter']);

/** How far a connection's bytes have been counted. */
interface Mark {
  bytesRead: number;
  bytesWritten: number;
}

interface Account {
  lanes: Map<string, Traffic>;
  /** Upgraded connections, which go on counting until they close. */
  open: Map<Socket, string>;
}

export class TrafficLedger {
  readonly #accounts = new Map<string, Account>();
  readonly #marks = new WeakMap<Socket, Mark>();

  /** Counts all traffic of a server from now on. */
  watch(server: Server): void {
    server.on('request', (request, response) => this.#countRequest(request, response));
    server.on('upgrade', (request: IncomingMessage) => this.#countUpgraded(request));
  }

  /** A reader's traffic by lane, up to this moment; empty where the reader is unknown. */
  of(reader: string): Record<string, Traffic> {
    const account = this.#accounts.get(reader);
    if (account === undefined) return {};
    for (const [socket, lane] of account.open) this.#settle(socket, laneOf(account, lane));
    return Object.fromEntries([...account.lanes].map(([lane, traffic]) => [lane, { ...traffic }]));
  }

  #countRequest(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // On `close` rather than `finish`: a request that was broken off has cost its bytes as well.
    response.once('close', () => {
      const named = namesIn(request.url);
      if (named === undefined) return this.#skip(socket);
      const traffic = laneOf(this.#touch(named.reader), named.lane);
      traffic.requests += 1;
      if (response.statusCode === 204 || response.statusCode === 304) traffic.emptyResponses += 1;
      this.#settle(socket, traffic);
    });
  }

  #countUpgraded(request: IncomingMessage): void {
    const named = namesIn(request.url);
    if (named === undefined) return;
    const { socket } = request;
    const account = this.#touch(named.reader);
    laneOf(account, named.lane).requests += 1;
    account.open.set(socket, named.lane);
    socket.once('close', () => {
      account.open.delete(socket);
      this.#settle(socket, laneOf(account, named.lane));
    });
  }

  #settle(socket: Socket, traffic: Traffic): void {
    const mark = this.#marks.get(socket) ?? { bytesRead: 0, bytesWritten: 0 };
    traffic.wireBytesIn += socket.bytesRead - mark.bytesRead;
    traffic.wireBytesOut += socket.bytesWritten - mark.bytesWritten;
    this.#skip(socket);
  }

  #skip(socket: Socket): void {
    this.#marks.set(socket, { bytesRead: socket.bytesRead, bytesWritten: socket.bytesWritten });
  }

  /** The reader's account, now the most recently active one. */
  #touch(reader: string): Account {
    const account = this.#accounts.get(reader) ?? { lanes: new Map(), open: new Map() };
    this.#accounts.delete(reader);
    if (this.#accounts.size >= MAX_READERS) this.#dropOne();
    this.#accounts.set(reader, account);
    return account;
  }

  #dropOne(): void {
    const [longestSilent] = this.#accounts.keys();
    for (const [reader, account] of this.#accounts) {
      if (account.open.size === 0) return void this.#accounts.delete(reader);
    }
    if (longestSilent !== undefined) this.#accounts.delete(longestSilent);
  }
}

function laneOf(account: Account, lane: string): Traffic {
  let traffic = account.lanes.get(lane);
  if (traffic === undefined) {
    traffic = { requests: 0, emptyResponses: 0, wireBytesIn: 0, wireBytesOut: 0 };
    account.lanes.set(lane, traffic);
  }
  return traffic;
}

function namesIn(url: string | undefined): { reader: string; lane: string } | undefined {
  const queryAt = url?.indexOf('?') ?? -1;
  if (url === undefined || queryAt < 0 || !url.includes('reader=', queryAt)) return undefined;
  const query = new URLSearchParams(url.slice(queryAt + 1));
  const reader = query.get('reader') ?? '';
  const lane = query.get('lane') ?? '';
  return READER.test(reader) && LANES.has(lane) ? { reader, lane } : undefined;
}
