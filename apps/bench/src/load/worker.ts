/** A process of readers: light ones for the load and, among them, timed ones; it ends with the command. */
import { Crowd } from './crowd.ts';
import { watchProcessLoad, type ProcessLoad } from './process-load.ts';
import { TimedFeeds } from './timed-feeds.ts';
import type { WorkerReport, WorkerRequest, WorkerResponse, WorkerTask } from './worker-messages.ts';

let crowd: Crowd | undefined;
let feeds: TimedFeeds | undefined;
let beganAtMs = 0;
let endLoad: (() => ProcessLoad) | undefined;

// Ctrl-C reaches every process of a terminal; when this one ends is the command's to say.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (request: WorkerRequest) => {
  const send = (response: WorkerResponse) => void process.send?.(response);
  answerTo(request).then(
    (answer) => send({ answer }),
    (error: unknown) => send({ error: error instanceof Error ? error.message : String(error) }),
  );
});

async function answerTo(request: WorkerRequest) {
  switch (request.question) {
    case 'connect':
      await connect(request.task);
      return null;
    case 'begin':
      beganAtMs = performance.now();
      crowd?.reset();
      feeds?.begin();
      endLoad = watchProcessLoad();
      return null;
    case 'finish':
      return finish();
    case 'times':
      if (feeds === undefined) throw new Error('Nothing is measured.');
      return feeds.times().finally(() => {
        crowd?.close();
        feeds?.stop();
      });
  }
}

async function connect({ rampMs, joinAt, feeds: feedCount, ...options }: WorkerTask): Promise<void> {
  crowd = new Crowd(options);
  const { lane, origin, intervalMs, reader } = options;
  feeds = new TimedFeeds({ lane, origin, intervalMs, reader: `${reader}t`, feeds: feedCount });
  await crowd.connect(joinAt, joinAt * rampMs);
  await feeds.join();
  await crowd.connect(1, (1 - joinAt) * rampMs);
  await feeds.ready();
}

function finish(): WorkerReport {
  if (crowd === undefined || endLoad === undefined) throw new Error('Nothing is measured.');
  feeds?.finish();
  return { tally: crowd.tally, elapsedMs: performance.now() - beganAtMs, load: endLoad() };
}
