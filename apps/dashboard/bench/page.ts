/**
 * How smoothly the page runs, and whether its memory stays flat: the built dashboard in a headless Chromium with
 * software rendering, against the built server at 1,000 quotes/s; then twenty minutes' worth of quotes, ten times as fast.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureBuilt } from '../../../scripts/build.mjs';
import { ensureChromium, launchFlags } from '../../../scripts/chromium.mjs';

const FRAME_SECONDS = 10;
const QUOTES_PER_SECOND = 1_000;
/** 60 s at 10,000 quotes/s are as many as ten minutes at 1,000; the first 65 s fill what the charts look back on. */
const FAST_QUOTES_PER_SECOND = 10_000;
const FAST_SAMPLES = 14;
const FAST_SAMPLE_MS = 10_000;

interface Frames {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  over25Ms: number;
}

async function withServer<Result>(
  quotesPerSecond: number,
  use: (origin: string) => Promise<Result>,
): Promise<Result> {
  const entry = fileURLToPath(new URL('../../server/dist/server.js', import.meta.url));
  const server = spawn(
    process.execPath,
    [entry, '--port=0', '--host=127.0.0.1', '--tape-minutes=1', `--quotes-per-second=${quotesPerSecond}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const origin = /http:\/\/\S+/.exec(String(line))?.[0];
    if (origin === undefined) throw new Error('The server did not say where it is.');
    return await use(origin);
  } finally {
    server.kill();
  }
}

/** Runs in the page; as text, since the compiler's helpers are not there. */
const collectGaps = `new Promise((resolve) => {
  const gaps = [];
  let before = performance.now();
  const end = before + ${FRAME_SECONDS * 1_000};
  requestAnimationFrame(function frame(now) {
    gaps.push(now - before);
    before = now;
    if (now < end) requestAnimationFrame(frame);
    else resolve(gaps);
  });
})`;

async function measureFrames(page: Page): Promise<Frames> {
  const gapsMs = await page.evaluate<number[]>(collectGaps);
  const sorted = gapsMs.toSorted((one, other) => one - other);
  const at = (quantile: number) => sorted[Math.floor(quantile * (sorted.length - 1))] ?? NaN;
  return {
    perSecond: gapsMs.length / FRAME_SECONDS,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    over25Ms: gapsMs.filter((gap) => gap > 25).length,
  };
}

function say(what: string, { perSecond, p50Ms, p99Ms, over25Ms }: Frames): void {
  console.log(
    `${what.padEnd(34)} ${perSecond.toFixed(1)} frames/s, gap p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${over25Ms} above 25 ms`,
  );
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.waitForTimeout(5_000);
  return page;
}

async function frames(browser: Browser): Promise<void> {
  const blank = await open(browser, 'about:blank');
  say('a blank page', await measureFrames(blank));
  await blank.close();
  await withServer(QUOTES_PER_SECOND, async (origin) => {
    for (const path of ['/?symbol=KSTR', '/?page=prices']) {
      const page = await open(browser, origin + path);
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable');
      const taskSeconds = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
      };
      const before = await taskSeconds();
      const measured = await measureFrames(page);
      const busyMs = (1_000 * ((await taskSeconds()) - before)) / (measured.perSecond * FRAME_SECONDS);
      say(`${QUOTES_PER_SECOND} quotes/s at ${path}`, measured);
      console.log(`${''.padEnd(34)} main thread busy ${busyMs.toFixed(1)} ms per frame`);
      await page.close();
    }
  });
}

async function memory(browser: Browser): Promise<void> {
  await withServer(FAST_QUOTES_PER_SECOND, async (origin) => {
    const page = await open(browser, `${origin}/?symbol=KSTR`);
    const session = await page.context().newCDPSession(page);
    for (let sample = 0; sample <= FAST_SAMPLES; sample += 1) {
      if (sample > 0) await page.waitForTimeout(FAST_SAMPLE_MS);
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
      const minutes = (sample * FAST_SAMPLE_MS * FAST_QUOTES_PER_SECOND) / QUOTES_PER_SECOND / 60_000;
      console.log(
        `after ${minutes.toFixed(1).padStart(4)} min worth of quotes     heap ${(usedSize / 1e6).toFixed(1)} MB, ${nodes} nodes, ${jsEventListeners} listeners`,
      );
    }
    await page.close();
  });
}

await ensureBuilt();
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: launchFlags() });
try {
  await frames(browser);
  await memory(browser);
} finally {
  await browser.close();
}
