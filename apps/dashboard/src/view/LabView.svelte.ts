/** The lab as components see it: what is selected, and figures that are replaced a few times a second. */
import type { Instrument, Quote } from '@tickrace/protocol';
import type { Connection } from '../session/connection.ts';
import type { Session } from '../session/session.ts';
import { laneCardFigures, type LaneCardFigures } from './lane-card-figures.ts';
import { screenFigures, type ScreenFigures } from './screen-figures.ts';
import { formatUrlState, parseUrlState, type UrlState } from './url-state.ts';

export class LabView {
  /** What the address says; changing it changes the address. */
  #address = $state.raw<UrlState>(parseUrlState(location.search));
  instruments = $state.raw<readonly Instrument[]>([]);
  connection = $state.raw<Connection>({ kind: 'connecting' });
  notice = $state.raw<string | undefined>(undefined);
  marketMs = $state.raw<number | undefined>(undefined);
  scenario = $state.raw<string | undefined>(undefined);
  speed = $state.raw<number | undefined>(undefined);
  /** The market's newest quote of the selected symbol. */
  quote = $state.raw<Quote | undefined>(undefined);
  pollScreen = $state.raw<ScreenFigures | undefined>(undefined);
  pushScreen = $state.raw<ScreenFigures | undefined>(undefined);
  pollCard = $state.raw<LaneCardFigures | undefined>(undefined);
  pushCard = $state.raw<LaneCardFigures | undefined>(undefined);
  clockBoundMs = $state.raw<number | undefined>(undefined);
  settledMs = $state.raw(0);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get address(): UrlState {
    return this.#address;
  }

  /** The selected instrument: the address's, or the first where it names none that exists. */
  readonly instrument = $derived.by(
    () => this.instruments.find(({ symbol }) => symbol === this.#address.symbol) ?? this.instruments[0],
  );

  go(change: Partial<UrlState>): void {
    const before = this.#address;
    this.#address = { ...before, ...change };
    history.replaceState(null, '', formatUrlState(this.#address));
    this.#session.setPollInterval(this.#address.pollIntervalMs);
    if (this.#address.symbol !== before.symbol) this.selectionChanged();
  }

  /** Shows the newly selected symbol at once, and fetches what happened before the page was opened. */
  selectionChanged(): void {
    this.refreshScreens();
    const symbol = this.instrument?.symbol;
    // Without history the chart begins with what the page itself has seen.
    if (symbol !== undefined) this.#session.loadHistory(symbol).catch(() => undefined);
  }

  refreshScreens(): void {
    const session = this.#session;
    if (this.instruments !== session.instruments) {
      this.instruments = session.instruments;
      this.selectionChanged();
      return;
    }
    this.connection = session.connection;
    this.marketMs = session.marketMs;
    const symbol = this.instrument?.symbol;
    if (symbol === undefined) return;
    const nowMs = session.serverNowMs;
    this.quote = session.market.newest.get(symbol);
    this.pollScreen = screenFigures(session.poll, session.market, symbol, nowMs);
    this.pushScreen = screenFigures(session.push, session.market, symbol, nowMs);
  }

  refreshCards(): void {
    const session = this.#session;
    this.notice = session.notice;
    this.scenario = session.status?.market.scenario;
    this.speed = session.status?.market.speed;
    this.pollCard = laneCardFigures(session, session.poll);
    this.pushCard = laneCardFigures(session, session.push);
    this.clockBoundMs = session.clock?.boundMs;
    this.settledMs = session.measurement?.settledMs ?? 0;
  }
}
