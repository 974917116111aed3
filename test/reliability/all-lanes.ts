/** One reader of every lane at once, which live through the same trouble. */
import { LANE_NAMES } from '@tickrace/protocol';
import { LiveServer } from '../contract/live-server.ts';
import { Reader } from '../contract/reader.ts';
import { until } from '../contract/until.ts';
import { audit } from './audit.ts';

export class AllLanes {
  readonly readers: readonly Reader[];

  constructor(origin: string) {
    this.readers = LANE_NAMES.map((lane) => new Reader({ lane, origin }));
  }

  async start(): Promise<void> {
    for (const { lane } of this.readers) lane.start();
    await this.#eachReceives(3);
  }

  /** Every lane has got over the trouble: it is live, and news goes on arriving. */
  async recover(): Promise<void> {
    for (const reader of this.readers) {
      await until(`${reader.lane.name} is live again`, () => reader.lane.state.kind === 'live');
    }
    await this.#eachReceives(5);
  }

  /** What they handed over stands up to the tape. */
  async audit(server: LiveServer): Promise<void> {
    this.stop();
    for (const reader of this.readers) await audit(reader, server);
  }

  stop(): void {
    for (const { lane } of this.readers) lane.stop();
  }

  async #eachReceives(more: number): Promise<void> {
    const before = this.readers.map(({ frames }) => frames.length);
    await Promise.all(
      this.readers.map(({ lane, frames }, at) =>
        until(`${lane.name} receives news`, () => frames.length >= before[at]! + more),
      ),
    );
  }
}
