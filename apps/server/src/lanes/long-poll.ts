/**
 * `GET /api/quotes/next`: answers when there is news, for readers that ask and wait (RFC 6202). Whoever waits has
 * all that came before, so one answer per selection of symbols serves all of its waiters, whatever their `since`.
 */
import type { FastifyReply } from 'fastify';
import { Type, type TSchema } from 'typebox';
import {
  ErrorSchema,
  parseSymbolsParameter,
  SnapshotSchema,
  type Quote,
  type Snapshot,
  type SymbolSelection,
  type TrafficKey,
} from '@tickrace/protocol';
import type { App } from '../app.ts';
import { Conflation } from '../push/conflation.ts';
import type { PushSources } from '../push/push-lane.ts';
import { AskedSymbols, AskingReader, closeIfAsked, ConnectionChoice, ResumePoint } from '../routes/query.ts';
import { admitSelection } from '../symbol-selection.ts';
import { trafficKeyIn } from '../traffic.ts';

const DEFAULT_TIMEOUT_MS = 25_000;
const MAX_TIMEOUT_MS = 60_000;

/** Typed loosely, since the answer is a buffer that is shared. */
const RESPONSES: Record<number, TSchema> = {
  200: {
    ...SnapshotSchema,
    description: 'the newest quote of each asked-for symbol that has one after `since`',
  },
  204: Type.Null({ description: 'there was none until the timeout, or the server is stopping' }),
  400: { ...ErrorSchema, description: 'a symbol is unknown, or they are too many' },
};

/** A request that is held until there is news. */
interface Waiter {
  key: TrafficKey;
  answer(body: Buffer): void;
  answerEmpty(): void;
}

interface Waiters {
  selection: 'all' | ReadonlySet<string>;
  members: Set<Waiter>;
}

export function serveLongPoll(app: App, { tape, clock, runner, symbols, cpu }: PushSources): void {
  const waitersOf = new Map<string, Waiters>();
  let isStopping = false;

  const schema = {
    summary: 'Waits until an asked-for symbol has a quote after `since`',
    description:
      'Answers at once where `since` is absent, or cannot be served because it counts on another tape or lies ' +
      'beyond the newest: with the newest quote of each symbol, `conflated` in the latter cases.',
    tags: ['market'],
    querystring: Type.Object({
      ...ResumePoint,
      ...AskedSymbols,
      timeoutMs: Type.Optional(
        Type.Integer({ minimum: 0, maximum: MAX_TIMEOUT_MS, default: DEFAULT_TIMEOUT_MS }),
      ),
      ...ConnectionChoice,
      ...AskingReader,
    }),
    response: RESPONSES,
  };
  app.get('/api/quotes/next', { schema, exposeHeadRoute: false }, (request, reply): void => {
    const { symbols: parameter = '', since, tapeId, timeoutMs = DEFAULT_TIMEOUT_MS } = request.query;
    closeIfAsked(request.query, reply);
    void reply.header('cache-control', 'no-store');
    const selection = admitSelection(parseSymbolsParameter(parameter), symbols);
    const news = newsAfter(selection, since, tapeId);
    if (news.quotes.length > 0 || since === undefined) sendNews(reply, bodyOf(news));
    else if (isStopping || timeoutMs === 0) sendNothing(reply);
    else hold(reply, { parameter, selection, timeoutMs, key: trafficKeyIn(request.url) ?? 'long-poll' });
  });
  runner.onPublished(answerWaiters);
  app.addHook('preClose', async () => {
    isStopping = true;
    for (const { members } of [...waitersOf.values()])
      for (const waiter of [...members]) waiter.answerEmpty();
  });

  type News = Pick<Snapshot, 'quotes' | 'conflated'>;

  function newsAfter(selection: SymbolSelection, since?: number, tapeId = tape.id): News {
    if (since === undefined) return { quotes: tape.newest(selection), conflated: false };
    if (tapeId !== tape.id || since > tape.seq) return { quotes: tape.newest(selection), conflated: true };
    return tape.newestAfter(selection, since);
  }

  function bodyOf({ quotes, conflated }: News): Buffer {
    const snapshot: Snapshot = {
      seq: tape.seq,
      sentAtMs: clock.nowMs(),
      conflated,
      quotes,
      tapeId: tape.id,
    };
    return Buffer.from(JSON.stringify(snapshot));
  }

  interface Held {
    parameter: string;
    selection: SymbolSelection;
    timeoutMs: number;
    key: TrafficKey;
  }

  function hold(reply: FastifyReply, { parameter, selection, timeoutMs, key }: Held): void {
    let waiters = waitersOf.get(parameter);
    if (waiters === undefined) {
      waiters = { selection: selection === 'all' ? 'all' : new Set(selection), members: new Set() };
      waitersOf.set(parameter, waiters);
    }
    const { members } = waiters;
    const leave = (): void => {
      cancelTimeout();
      members.delete(waiter);
      if (members.size === 0 && waitersOf.get(parameter)?.members === members) waitersOf.delete(parameter);
    };
    const waiter: Waiter = {
      key,
      answer(body) {
        leave();
        sendNews(reply, body);
      },
      answerEmpty() {
        leave();
        // Whoever asks again while the server stops is to meet a closed door rather than the next empty answer.
        if (isStopping) void reply.header('connection', 'close');
        sendNothing(reply);
      },
    };
    members.add(waiter);
    const cancelTimeout = clock.after(timeoutMs, () => cpu.measure(key, () => waiter.answerEmpty()));
    reply.raw.once('close', leave);
  }

  function answerWaiters(quotes: readonly Quote[]): void {
    for (const { selection, members } of [...waitersOf.values()]) {
      const news = new Conflation();
      for (const quote of quotes) if (selection === 'all' || selection.has(quote.symbol)) news.add(quote);
      if (news.isEmpty) continue;
      const { quotes: newest, superseded } = news.take();
      let body: Buffer | undefined;
      for (const waiter of [...members]) {
        cpu.measure(waiter.key, () => {
          body ??= bodyOf({ quotes: newest, conflated: superseded > 0 });
          waiter.answer(body);
        });
      }
    }
  }
}

function sendNews(reply: FastifyReply, body: Buffer): void {
  void reply.type('application/json; charset=utf-8').send(body);
}

function sendNothing(reply: FastifyReply): void {
  void reply.code(204).send();
}
