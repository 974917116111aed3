/** The dashboard in a real Chromium, read as a person reads it: by what stands on the page. */
import type { Frame, LaneName, Quote, SubscribeAck } from '@tickrace/protocol';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureChromium, launchFlags } from '../../scripts/chromium.mjs';

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureChromium(), args: launchFlags() });
}

export class DashboardPage {
  /** Everything that the console or an uncaught error complained about. */
  readonly complaints: string[] = [];
  /** Quotes in the order in which the push lane received them, resumed ones included. */
  readonly pushed: Quote[] = [];
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('websocket', (socket) => {
      if (!socket.url().includes('lane=socket-io')) return;
      let first = true;
      socket.on('framereceived', ({ payload }) => {
        const frame = frameIn(String(payload));
        // The very first snapshot is where the page begins, not something that it was told of.
        if (frame !== undefined && !(first && this.pushed.length === 0)) this.pushed.push(...frame.quotes);
        if (frame !== undefined) first = false;
      });
    });
  }

  static async open(
    browser: Browser,
    url: string,
    viewport = { width: 1440, height: 900 },
  ): Promise<DashboardPage> {
    const dashboard = new DashboardPage(await browser.newPage({ viewport }));
    await dashboard.page.goto(url);
    await dashboard.page.locator('[role=option]').first().waitFor({ state: 'attached' });
    return dashboard;
  }

  /** A lane's screen: its price, and how late it is. */
  screen(lane: LaneName) {
    return this.page.locator(`main section[data-lane="${lane}"]`);
  }

  card(lane: LaneName) {
    return this.page.locator(`aside section[data-lane="${lane}"]`);
  }

  /** Waits until the header says so. */
  async waitForState(words: string, timeoutMs = 60_000): Promise<void> {
    await this.page.locator('header .state', { hasText: words }).waitFor({ timeout: timeoutMs });
  }

  /** How often a lane that is told is told, as its card says it. */
  flush(lane: LaneName) {
    return this.card(lane).getByText(/^told /);
  }

  async priceOn(lane: LaneName): Promise<number> {
    return Number((await this.screen(lane).getByTestId('price').innerText()).replaceAll(',', ''));
  }

  async medianMs(lane: LaneName): Promise<number> {
    return milliseconds(await this.card(lane).getByTestId('median').innerText());
  }

  /** A measured figure of a card's table, in milliseconds. */
  async measuredMs(lane: LaneName, label: string): Promise<number> {
    const row = this.card(lane).locator('tr', { has: this.page.getByText(label, { exact: true }) });
    return milliseconds(await row.locator('td').first().innerText());
  }

  /** Waits until so many seconds are measured without a break. */
  async waitForMeasured(seconds: number): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const text = document.querySelector('.conditions')?.textContent ?? '';
      const found = /quotes in ([\d.]+)\s(s|min)/.exec(text);
      return found !== null && Number(found[1]) * (found[2] === 'min' ? 60 : 1) >= wanted;
    }, seconds);
  }
}

function milliseconds(text: string): number {
  const found = /^([\d.,]+)\s*(ms|s|min)$/.exec(text.trim());
  const unitMs = { ms: 1, s: 1_000, min: 60_000 }[found?.[2] ?? ''];
  if (found === null || unitMs === undefined) throw new Error(`"${text}" is no duration.`);
  return Number(found[1]?.replaceAll(',', '')) * unitMs;
}

/** The frame or snapshot of a Socket.IO text packet, if it carries one. */
function frameIn(packet: string): Frame | undefined {
  if (packet.startsWith('42["frame"')) return (JSON.parse(packet.slice(2)) as [string, Frame])[1];
  const ack = /^43\d+(\[.*)$/s.exec(packet)?.[1];
  if (ack === undefined) return undefined;
  const [answer] = JSON.parse(ack) as [SubscribeAck];
  return answer.ok ? answer.snapshot : undefined;
}
