/** The ways for one small question, that of the clock, to reach the server and its answer to come back. */
import {
  ClockReplySchema,
  decode,
  WebSocketAnswerSchema,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type SymbolSelection,
  type WebSocketQuestion,
} from '@tickrace/protocol';
import { io, type Socket } from 'socket.io-client';
import { ask } from './http.ts';
import type { LaneOptions } from './lane.ts';
import { attribute, closeAfterReply, selectSymbols, webSocketUrl } from './lane-url.ts';

export const WAY_NAMES = ['http-new-connection', 'http-keep-alive', 'socket-io', 'websocket'] as const;

export type WayName = (typeof WAY_NAMES)[number];

export interface WayOptions extends Pick<LaneOptions, 'origin' | 'surroundings'> {
  /** Of these questions alone, so that neither their bytes nor their connections mix with others'. */
  reader: string;
  /** Whose quotes arrive meanwhile on the connections that are told. */
  symbols: SymbolSelection;
}

/** A way that is open; `ask` resolves when the answer is there and rejects where there is none. */
export interface Way {
  ask(): Promise<void>;
  close(): void;
}

/** A connection or an answer that takes longer is given up. */
const ANSWER_TIMEOUT_MS = 10_000;

export const ways: Record<WayName, (options: WayOptions) => Promise<Way>> = {
  'http-new-connection': async (options) => openHttp(options, closeAfterReply),
  'http-keep-alive': async (options) => openHttp(options, (url) => url),
  'socket-io': openSocketIo,
  websocket: openWebSocket,
};

function openHttp({ origin, reader, surroundings }: WayOptions, connect: (url: URL) => URL): Way {
  return {
    async ask() {
      const url = connect(attribute(new URL('/api/clock', origin), reader, 'meter'));
      url.searchParams.set('clientSentAtMs', String(surroundings.nowMs()));
      const { status, body } = await ask(url, surroundings).answer;
      if (status !== 200) throw new Error(`the server answered ${status}`);
      decode(ClockReplySchema, body);
    },
    close: () => undefined,
  };
}

async function openSocketIo({ origin, reader, symbols, surroundings }: WayOptions): Promise<Way> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(origin, {
    forceNew: true,
    reconnection: false,
    timeout: ANSWER_TIMEOUT_MS,
    transports: ['websocket'],
    query: { reader, lane: 'meter' },
  });
  const answers = socket.timeout(ANSWER_TIMEOUT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    const answer = await answers.emitWithAck('subscribe', {
      symbols: symbols === 'all' ? 'all' : [...symbols],
    });
    if (!answer.ok) throw new Error(answer.error.message);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  return {
    async ask() {
      const answer = await answers.emitWithAck('clock', { clientSentAtMs: surroundings.nowMs() });
      decode(ClockReplySchema, answer);
    },
    close: () => void socket.disconnect(),
  };
}

async function openWebSocket({ origin, reader, symbols, surroundings }: WayOptions): Promise<Way> {
  const { after, nowMs } = surroundings;
  const url = selectSymbols(attribute(new URL('/ws', origin), reader, 'meter'), symbols);
  const socket = surroundings.openWebSocket(webSocketUrl(url));
  let questions = 0;
  /** What is waited for: a message that it takes for the answer. */
  let take: (message: unknown) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;

  function answered(isAnswer: (message: unknown) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelTimeout = after(ANSWER_TIMEOUT_MS, () => fail(new Error('no answer')));
      take = (message) => {
        if (!isAnswer(message)) return;
        cancelTimeout();
        resolve();
      };
      fail = (error) => {
        cancelTimeout();
        reject(error);
      };
    });
  }

  socket.addEventListener('message', ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
  socket.addEventListener('error', () => fail(new Error('server not reachable')));
  socket.addEventListener('close', () => fail(new Error('connection lost')));
  try {
    // The snapshot comes first.
    await answered(() => true);
  } catch (error) {
    socket.close();
    throw error;
  }
  return {
    ask() {
      const id = questions++;
      const question: WebSocketQuestion = { id, clock: { clientSentAtMs: nowMs() } };
      const answer = answered((message) => {
        if ((message as { id?: unknown }).id !== id) return false;
        decode(WebSocketAnswerSchema, message);
        return true;
      });
      socket.send(JSON.stringify(question));
      return answer;
    },
    close: () => socket.close(),
  };
}
