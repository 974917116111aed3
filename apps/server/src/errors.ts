/** Every refusal in one shape, from whichever layer it comes: handler, framework or HTTP parser. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorBody } from '@tickrace/protocol';

/** A request that cannot be served as it is, for a reason that its sender is told. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export function errorBody(code: string, message: string): ErrorBody {
  return { error: { code, message } };
}

/** Gives all of an app's errors the one shape, unknown paths included. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    return reply.code(404).send(errorBody('not-found', `There is no ${request.method} ${path}.`));
  });
}

/** Answers one error; also for those that Fastify meets before there is a route, such as a malformed URL. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode, body } = refusalOf(error);
  if (statusCode >= 500 && !(error instanceof RequestError)) request.log.error(error);
  void reply.code(statusCode).send(body);
}

function refusalOf(error: FastifyError): { statusCode: number; body: ErrorBody } {
  if (error instanceof RequestError) {
    return { statusCode: error.statusCode, body: errorBody(error.code, error.message) };
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 500) {
    return { statusCode: 500, body: errorBody('internal', 'The server failed to answer; its log says why.') };
  }
  const phrase = STATUS_CODES[statusCode] ?? 'refused';
  const code = CODES[error.code] ?? phrase.toLowerCase().replaceAll(' ', '-');
  return { statusCode, body: errorBody(code, error.message.replace(/\.?$/, '.')) };
}

const CODES: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'malformed-url',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
};

/** Answers bytes that are no HTTP request, or one whose head is too large or too slow, and hangs up. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // The parser complains of whatever else comes.
  if (hungUp.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    hangUp(socket, 431, errorBody('head-too-large', 'The request line and headers are too large.'));
  } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    hangUp(socket, 408, errorBody('request-timeout', 'The request did not arrive in time.'));
  } else {
    hangUp(socket, 400, errorBody('malformed-request', 'That is not an HTTP request.'));
  }
}

/** How often a connection that is hung up is looked at, and how many times at most. */
const LOOK_EVERY_MS = 500;
const MOST_LOOKS = 10;

/** Connections that have had their last answer. */
const hungUp = new WeakSet<Socket>();

/** Writes a whole response onto a bare connection and closes it. */
export function hangUp(socket: Socket, statusCode: number, body: ErrorBody): void {
  hungUp.add(socket);
  const text = JSON.stringify(body);
  socket.on('error', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
    () => destroyWhenQuiet(socket),
  );
  socket.resume();
}

/**
 * Ends a connection once its client has stopped sending, or has gone on for long: what is still on its way in would
 * turn a plain close into a reset, which discards the answer.
 */
function destroyWhenQuiet(socket: Socket, looksLeft = MOST_LOOKS): void {
  const { bytesRead } = socket;
  // After a turn in which more could be read, should this process have been busy all the while.
  const look = () =>
    setImmediate(() => {
      if (socket.bytesRead > bytesRead && looksLeft > 1) destroyWhenQuiet(socket, looksLeft - 1);
      else socket.destroy();
    });
  setTimeout(look, LOOK_EVERY_MS).unref();
}
