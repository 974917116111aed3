/** Counts the bytes that really crossed the sockets, by the reader and lane that requests name in their URL. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TRAFFIC_KEYS, type Traffic, type TrafficKey } from '@tickrace/protocol';

/** What a reader id looks like, as the source of a regular expression. */
export const READER_PATTERN = '^[a-z0-9]{4,24}$';

/** Most readers that are remembered; the one that was silent longest goes first. */
const MAX_READERS = 2_000;

const READER_IN_QUERY = /[?&]reader=([a-z0-9]{4,24})(?:&|$)/;
const LANE_IN_QUERY = /[?&]lane=([a-z.-]{1,32})(?:&|$)/;
const KEYS: ReadonlySet<string> = new Set(TRAFFIC_KEYS);

/** How far a connection's bytes have been counted. */
interface Mark {
  bytesRead: number;
  bytesWritten: number;
}

/** A request without its whole answer yet, or an upgraded connection; it goes on counting until it closes. */
interface Ongoing {
  socket: Socket;
  key: TrafficKey;
  isCounted: boolean;
}

interface Account {
  lanes: Map<TrafficKey, Traffic>;
  ongoing: Map<object, Ongoing>;
}

export class TrafficLedger {
  readonly #accounts = new Map<string, Account>();
  readonly #marks = new WeakMap<Socket, Mark>();

  /**
   * Counts all traffic of a server from now on. To be called when everything else listens already, so that an
   * answer that is given in its request's own turn does not tell of itself.
   */
  watch(server: Server): void {
    server.on('request', (request, response) => this.#countRequest(request, response));
    server.on('upgrade', (request: IncomingMessage) => this.#countUpgraded(request));
  }

  /**
   * A reader's traffic by lane, up to this moment and including answers that are still held or streamed; empty
   * where the reader is unknown.
   */
  of(reader: string): Record<string, Traffic> {
    const account = this.#accounts.get(reader);
    if (account === undefined) return {};
    for (const ongoing of account.ongoing.values()) this.#count(account, ongoing);
    return Object.fromEntries([...account.lanes].map(([key, traffic]) => [key, { ...traffic }]));
  }

  #countRequest(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const named = namesIn(request.url);
    if (named === undefined) {
      response.once('close', () => this.#skip(socket));
      return;
    }
    const ongoing = this.#begin(named, response, socket);
    // On `close` rather than `finish`: a request that was broken off has cost its bytes as well.
    response.once('close', () => {
      const traffic = this.#end(named.reader, response, ongoing);
      if (response.statusCode === 204 || response.statusCode === 304) traffic.emptyResponses += 1;
    });
  }

  #countUpgraded(request: IncomingMessage): void {
    const named = namesIn(request.url);
    if (named === undefined) return;
    const { socket } = request;
    const ongoing = this.#begin(named, socket, socket);
    socket.once('close', () => this.#end(named.reader, socket, ongoing));
  }

  #begin({ reader, key }: Named, exchange: object, socket: Socket): Ongoing {
    const ongoing = { socket, key, isCounted: false };
    this.#touch(reader).ongoing.set(exchange, ongoing);
    return ongoing;
  }

  #end(reader: string, exchange: object, ongoing: Ongoing): Traffic {
    const account = this.#touch(reader);
    account.ongoing.delete(exchange);
    return this.#count(account, ongoing);
  }

  #count(account: Account, ongoing: Ongoing): Traffic {
    const traffic = trafficOf(account, ongoing.key);
    if (!ongoing.isCounted) traffic.requests += 1;
    ongoing.isCounted = true;
    const { socket } = ongoing;
    const mark = this.#marks.get(socket) ?? { bytesRead: 0, bytesWritten: 0 };
    traffic.wireBytesIn += socket.bytesRead - mark.bytesRead;
    traffic.wireBytesOut += socket.bytesWritten - mark.bytesWritten;
    this.#skip(socket);
    return traffic;
  }

  #skip(socket: Socket): void {
    this.#marks.set(socket, { bytesRead: socket.bytesRead, bytesWritten: socket.bytesWritten });
  }

  /** The reader's account, now the most recently active one. */
  #touch(reader: string): Account {
    const account = this.#accounts.get(reader) ?? { lanes: new Map(), ongoing: new Map() };
    this.#accounts.delete(reader);
    if (this.#accounts.size >= MAX_READERS) this.#dropOne();
    this.#accounts.set(reader, account);
    return account;
  }

  #dropOne(): void {
    const [longestSilent] = this.#accounts.keys();
    for (const [reader, account] of this.#accounts) {
      if (account.ongoing.size === 0) return void this.#accounts.delete(reader);
    }
    if (longestSilent !== undefined) this.#accounts.delete(longestSilent);
  }
}

function trafficOf(account: Account, key: TrafficKey): Traffic {
  let traffic = account.lanes.get(key);
  if (traffic === undefined) {
    traffic = { requests: 0, emptyResponses: 0, wireBytesIn: 0, wireBytesOut: 0 };
    account.lanes.set(key, traffic);
  }
  return traffic;
}

interface Named {
  reader: string;
  key: TrafficKey;
}

function namesIn(url = ''): Named | undefined {
  const reader = READER_IN_QUERY.exec(url)?.[1];
  const key = trafficKeyIn(url);
  return reader === undefined || key === undefined ? undefined : { reader, key };
}

/** The lane that a request's URL names, if there is such a lane. */
export function trafficKeyIn(url = ''): TrafficKey | undefined {
  const lane = LANE_IN_QUERY.exec(url)?.[1] ?? '';
  return KEYS.has(lane) ? (lane as TrafficKey) : undefined;
}
