/** One question to the server that is measured, with its answer checked. */
import { decode } from '@tickrace/protocol';
import type { Static, TSchema } from 'typebox';

const ANSWER_TIMEOUT_MS = 5_000;

/** @throws with one sentence where there is no server, it refuses, or it takes too long */
export async function askServer<Schema extends TSchema>(
  schema: Schema,
  url: URL,
  init: RequestInit = {},
): Promise<Static<Schema>> {
  return decode(schema, await (await answerOf(url, init)).json());
}

/** @throws with one sentence where there is no server, it refuses, or it takes too long */
export async function answerOf(url: URL, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw new Error(`There is no server at ${url.origin}.`);
    const seconds = ANSWER_TIMEOUT_MS / 1_000;
    throw new Error(`${url.pathname} did not answer within ${seconds} s at ${url.origin}.`);
  }
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status} at ${url.origin}.`);
  return response;
}
