import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/child.mjs';
import { BuiltServer } from './built-server.ts';
import { DashboardPage, launchBrowser } from './dashboard-page.ts';

let browser: Browser;
const servers: BuiltServer[] = [];
const pages: DashboardPage[] = [];

async function serve(settings: Record<string, string> = {}): Promise<BuiltServer> {
  const server = await BuiltServer.start(settings);
  servers.push(server);
  return server;
}

async function open(url: string, viewport?: { width: number; height: number }): Promise<DashboardPage> {
  const dashboard = await DashboardPage.open(browser, url, viewport);
  pages.push(dashboard);
  return dashboard;
}

/** What `npm run load` prints. */
async function runLoad(...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/run.mjs', 'apps/bench/src/load.ts', ...options],
    { cwd: root },
  );
  return stdout;
}

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  for (const { page } of pages.splice(0)) await page.close();
  for (const server of servers.splice(0)) await server.stop();
});

afterAll(async () => {
  await browser.close();
});

describe('the dashboard', () => {
  it('shows the same price at two times, push far ahead of polling, as theory predicts', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR`);
    await dashboard.waitForState('Live');
    expect(await dashboard.priceOn('short-poll')).toBeGreaterThan(0);
    expect(await dashboard.priceOn('socket-io')).toBeGreaterThan(0);
    await dashboard.waitForMeasured(20);
    const pollMedianMs = await dashboard.medianMs('short-poll');
    const pushMedianMs = await dashboard.medianMs('socket-io');
    expect(pollMedianMs / pushMedianMs).toBeGreaterThan(10);
    const pollMeanMs = await dashboard.measuredMs('short-poll', 'mean');
    expect(pollMeanMs).toBeGreaterThan(0.85 * 1_000);
    expect(pollMeanMs).toBeLessThan(1.15 * 1_000);
    expect(dashboard.complaints).toEqual([]);
  });

  it('sees the polled price fall behind and catch up again', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR&lanes=short-poll:3000,socket-io`);
    await dashboard.waitForState('Live');
    const poll = dashboard.screen('short-poll');
    await poll.getByText('Out of date').waitFor();
    await poll.getByText(/ behind$/).waitFor();
    await poll.getByText('Up to date').waitFor();
  });

  it('asks at another interval from the moment it is chosen, and measures anew', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR`);
    await dashboard.waitForState('Live');
    await dashboard.screen('short-poll').getByLabel('Interval of short poll').selectOption('250');
    expect(new URL(dashboard.page.url()).searchParams.get('lanes')).toBe('short-poll:250,socket-io');
    await dashboard.waitForMeasured(8);
    expect(await dashboard.card('short-poll').locator('h3').innerText()).toContain('250');
    const pollMeanMs = await dashboard.measuredMs('short-poll', 'mean');
    expect(pollMeanMs).toBeGreaterThan(60);
    expect(pollMeanMs).toBeLessThan(400);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'recovers from a restart of the server (%s) without a missing quote',
    async (signal) => {
      const server = await serve();
      const dashboard = await open(server.origin);
      await dashboard.waitForState('Live');
      await expect.poll(() => dashboard.pushed.length, { timeout: 20_000 }).toBeGreaterThan(100);
      await server.stop(signal);
      await dashboard.waitForState('Reconnecting');
      const heldQuotes = dashboard.pushed.length;
      await server.start();
      await dashboard.waitForState('Live');
      await expect.poll(() => dashboard.pushed.length, { timeout: 20_000 }).toBeGreaterThan(heldQuotes + 100);
      const seqs = dashboard.pushed.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    },
  );

  it('shows the interval between flushes rise and fall as a load of readers comes and goes', async () => {
    const server = await serve();
    const dashboard = await open(server.origin);
    await dashboard.waitForMeasured(3);
    const flush = dashboard.flush('socket-io');
    await expect.poll(() => flush.innerText(), { timeout: 30_000 }).toBe('told at once');
    const load = runLoad('--url', server.origin, '--readers', '1500', '--ramp', '3', '--duration', '5');
    await expect
      .poll(() => flush.innerText(), { timeout: 60_000 })
      .toMatch(/^told every [\d.]+\sms, many readers$/);
    await dashboard.screen('socket-io').getByText('Up to date').waitFor();
    expect(await load).toContain('1,500 connected in the end, 0 lost');
    await expect.poll(() => flush.innerText(), { timeout: 30_000 }).toBe('told at once');
    expect(dashboard.complaints).toEqual([]);
  });

  it('says when the server is gone, keeps the last prices, and comes back by itself', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR&lanes=short-poll:500,socket-io`);
    await dashboard.waitForState('Live');
    await server.stop();
    await dashboard.waitForState('Server gone');
    await dashboard.page.getByText(/The server is gone since .* this page recovers by itself/).waitFor();
    const frozen = await dashboard.priceOn('socket-io');
    expect(frozen).toBeGreaterThan(0);
    await dashboard.screen('socket-io').getByText('Not connected').waitFor();
    await server.start();
    await dashboard.waitForState('Live');
    await dashboard.screen('socket-io').getByText('Up to date').waitFor();
  });

  it('says when the market is silent though connected, and goes on when it speaks again', async () => {
    const server = await serve({ SCENARIO: 'halt', MARKET_SPEED: '120' });
    const dashboard = await open(server.origin);
    await dashboard.waitForState('Silent', 90_000);
    await dashboard.page.getByText(/No quote since .*, though connected/).waitFor();
    await dashboard.waitForState('Live');
  });

  it('says when it was hidden, and measures anew', async () => {
    const server = await serve();
    const dashboard = await open(server.origin);
    await dashboard.waitForMeasured(3);
    for (const state of ['hidden', 'visible']) {
      await dashboard.page.evaluate((visibility) => {
        Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    }
    await dashboard.page.getByText(/This tab was hidden for .* measuring began anew/).waitFor();
    await dashboard.page.getByRole('button', { name: 'Dismiss' }).click();
    await dashboard.page.getByText(/This tab was hidden for/).waitFor({ state: 'detached' });
    await dashboard.waitForMeasured(2);
  });

  it('can be used with the keyboard alone', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR`);
    const { page } = dashboard;
    await dashboard.waitForState('Live');
    const selected = () => page.locator('main h2').innerText();
    await page.keyboard.press('/');
    await page.keyboard.type('luma');
    await page.keyboard.press('Enter');
    await expect.poll(selected).toMatch(/^LUMA/);
    expect(new URL(page.url()).searchParams.get('symbol')).toBe('LUMA');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    await expect.poll(selected).toMatch(/^ALTA/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const second = await page.locator('[role=option]').nth(1).locator('b').innerText();
    await expect.poll(selected).toContain(second);
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('[role=option][aria-selected=true]').count()).toBe(1);
    await page.reload();
    await dashboard.waitForState('Live');
    expect(await selected()).not.toMatch(/^KSTR/);
  });

  it('lists every price in all columns, and sorts them when asked', async () => {
    const server = await serve({ QUOTES_PER_SECOND: '2', TAPE_MINUTES: '10' });
    const { page } = await open(`${server.origin}/?page=prices`);
    const changes = () =>
      page
        .locator('[role=option]')
        .evaluateAll((rows) =>
          rows.map((row) => Number(row.children[4]?.textContent?.replace('−', '-').replace(/[^-\d.]/g, ''))),
        );
    // A quote that comes between sorting and reading may break the order, so it is asked for again.
    const isSortedByChange = async () => {
      await page.getByRole('button', { name: 'Symbol' }).click();
      await page.getByRole('button', { name: 'Change' }).click();
      const read = await changes();
      return (
        read.length > 10 && read.every((change, index) => index === 0 || change <= (read[index - 1] ?? 0))
      );
    };
    await expect.poll(isSortedByChange, { timeout: 20_000 }).toBe(true);
  });

  it('goes back from all prices by the browser’s own button', async () => {
    const server = await serve();
    const { page } = await open(`${server.origin}/?symbol=KSTR`);
    await page.getByRole('button', { name: 'All prices' }).click();
    await page.locator('main').waitFor({ state: 'detached' });
    await page.goBack();
    await page.locator('main').waitFor();
    expect(page.url()).not.toContain('page=prices');
  });

  it('never reorders the list by itself', async () => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?page=prices`);
    const { page } = dashboard;
    await dashboard.waitForState('Live');
    await page.getByRole('button', { name: 'Change' }).click();
    const order = () => page.locator('[role=option] b').allInnerTexts();
    const before = await order();
    const heldQuotes = dashboard.pushed.length;
    await expect.poll(() => dashboard.pushed.length, { timeout: 20_000 }).toBeGreaterThan(heldQuotes + 200);
    expect(await order()).toEqual(before);
  });

  it('keeps at most about fifty rows in the page however many symbols there are', async () => {
    const server = await serve({ SYMBOLS: '500' });
    const dashboard = await open(server.origin);
    await dashboard.waitForState('Live');
    expect(await dashboard.page.locator('[role=option]').count()).toBeLessThanOrEqual(50);
    await dashboard.page.getByLabel('Search symbols').fill('zzzz');
    await dashboard.page.getByText('No symbol, name or sector begins like').waitFor();
  });

  it.each([
    [390, 844],
    [1024, 768],
    [1440, 900],
    [1920, 1080],
  ])('fits %i × %i without scrolling sideways', async (width, height) => {
    const server = await serve();
    const dashboard = await open(`${server.origin}/?symbol=KSTR`, { width, height });
    await dashboard.waitForState('Live');
    const overflow = await dashboard.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(dashboard.complaints).toEqual([]);
  });
});
