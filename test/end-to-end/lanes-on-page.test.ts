/** Every lane in a real browser, through the shaped port: measured, predicted, added, removed and put on other networks. */
import type { LaneName } from '@tickrace/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltServer, freePort } from './built-server.ts';
import { DashboardPage, launchBrowser } from './dashboard-page.ts';

let browser: Browser;
let server: BuiltServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterEach(async () => {
  await dashboard.page.close();
  await server.stop();
});

afterAll(async () => {
  await browser.close();
});

async function open(search: string): Promise<DashboardPage> {
  server = await BuiltServer.start({ SHAPED_PORT: String(await freePort()), NETWORK: 'transatlantic' });
  dashboard = await DashboardPage.open(browser, `${server.origin}/?symbol=KSTR${search}`);
  await dashboard.waitForState('Live');
  return dashboard;
}

describe('lanes on the page', () => {
  it('runs lanes of every manner at once, those that are told ahead of those that ask', async () => {
    const told: LaneName[] = ['sse', 'socket-io', 'websocket'];
    const asking: LaneName[] = ['short-poll', 'conditional-poll'];
    const lanes = 'short-poll:1000,conditional-poll:1000,long-poll,sse,socket-io,websocket';
    const { page } = await open(`&network=shaped&lanes=${lanes}`);
    await dashboard.waitForMeasured(12);
    for (const lane of told) {
      const laneMs = await dashboard.medianMs(lane);
      for (const slower of asking) expect(await dashboard.medianMs(slower)).toBeGreaterThan(2 * laneMs);
      expect(await dashboard.card(lane).locator('tr', { hasText: 'updates missed' }).innerText()).toContain(
        '0.0',
      );
    }
    // A lane that asks again at once is between the two.
    expect(await dashboard.medianMs('long-poll')).toBeGreaterThan(await dashboard.medianMs('websocket'));
    expect(await dashboard.medianMs('long-poll')).toBeLessThan(await dashboard.medianMs('short-poll'));
    for (const lane of [...told, ...asking]) {
      const title = await dashboard.card(lane).locator('.title p').innerText();
      expect(title).toMatch(/^predicted .* · [+−]?[\d.]+\s(%|ms)$/);
    }
    expect(await page.locator('.legend span').count()).toBe(7);
    expect(dashboard.complaints).toEqual([]);
  });

  it('adds and removes lanes while it runs, and tells of it in the address', async () => {
    const { page } = await open('');
    await page.getByText('+ lane').click();
    await page.getByRole('button', { name: 'WebSocket', exact: true }).click();
    expect(page.url()).toContain('lanes=short-poll,socket-io,websocket');
    await dashboard.card('websocket').waitFor();
    await dashboard.waitForMeasured(3);
    await page.getByRole('button', { name: 'Remove Socket.IO' }).click();
    await dashboard.card('socket-io').waitFor({ state: 'detached' });
    await dashboard.waitForMeasured(2);
    expect(await page.locator('main section').count()).toBe(2);
    await dashboard.screen('websocket').getByText('Up to date').waitFor();
  });

  it('refuses a lane that the browser has no connection for, and says why', async () => {
    const { page } = await open('&lanes=manual,short-poll,conditional-poll,long-poll,sse,socket-io');
    await page.getByText('+ lane').click();
    expect(await page.getByRole('button', { name: 'Socket.IO over HTTP' }).isDisabled()).toBe(true);
    await page.getByText(/A browser opens 6 connections to one server; .* would need 8/).waitFor();
    expect(await page.getByRole('button', { name: 'WebSocket', exact: true }).isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByText(/A browser opens 6 connections/).waitFor({ state: 'hidden' });
  });

  it('puts its lanes on another network while it runs, and predicts anew', async () => {
    const { page } = await open('');
    await dashboard.waitForMeasured(3);
    const directMs = await dashboard.medianMs('socket-io');
    await page.getByLabel('Network').selectOption('satellite');
    await expect.poll(() => page.url()).toContain('network=shaped');
    await expect
      .poll(() => dashboard.medianMs('socket-io').catch(() => 0), { timeout: 60_000 })
      .toBeGreaterThan(100);
    expect(await dashboard.medianMs('socket-io')).toBeGreaterThan(5 * directMs);
    await page.getByLabel('Network').selectOption('direct');
    await expect
      .poll(() => dashboard.medianMs('socket-io').catch(() => 1e9), { timeout: 60_000 })
      .toBeLessThan(100);
  });

  it('runs Socket.IO over HTTP and new connections for every poll as well', async () => {
    await open('&network=shaped&lanes=short-poll.close:500,manual:500,socket-io-polling');
    await dashboard.waitForMeasured(6);
    const missed = dashboard.card('socket-io-polling').locator('tr', { hasText: 'updates missed' });
    expect(await missed.innerText()).toContain('0.0');
    expect(await dashboard.medianMs('short-poll')).toBeGreaterThan(0);
    expect(await dashboard.medianMs('manual')).toBeGreaterThan(0);
  });
});
