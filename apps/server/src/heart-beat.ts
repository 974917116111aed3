/** The signs of life of connections that may have nothing to say for long, so that either end notices a dead network. */
import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';

/** As often as Socket.IO pings. */
export const HEART_BEAT_MS = 5_000;

/** Calls back at every beat from when the app is ready until it closes. */
export function beatWhileServing(app: FastifyInstance, clock: Clock, beat: () => void): void {
  let cancel = (): void => undefined;
  const wait = (): void => {
    cancel = clock.after(HEART_BEAT_MS, () => {
      wait();
      beat();
    });
  };
  app.addHook('onReady', async () => wait());
  app.addHook('preClose', async () => cancel());
}
