/** The part of fetch that lanes use, over connections from a given pool, which Node's own fetch cannot be told. */
import { request as requestHttp, type Agent, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';

/** What Node's own fetch sends with every request, so that a request costs what it usually does. */
const USUAL_HEADERS = {
  accept: '*/*',
  'accept-language': '*',
  'sec-fetch-mode': 'cors',
  'user-agent': 'node',
};

/** GET only; as fetch does, it rejects with a TypeError where there is no answer, or with the signal's reason. */
export function fetchFrom(agent: Agent, url: URL, { headers, signal }: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(url, {
      agent,
      headers: { ...USUAL_HEADERS, ...Object.fromEntries(new Headers(headers)) },
      ...(signal ? { signal } : {}),
    });
    sent.on('response', (response) => resolve(responseOf(response)));
    sent.on('error', (error) => {
      reject(signal?.aborted ? signal.reason : new TypeError('fetch failed', { cause: error }));
    });
    sent.end();
  });
}

function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 0 } = answer;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) answer.resume();
  // Node's stream of the web and the browser's differ in their types only.
  const body = isEmpty ? null : (Readable.toWeb(answer) as unknown as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers });
}
