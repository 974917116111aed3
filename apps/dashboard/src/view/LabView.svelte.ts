/** The lab as components see it: what is selected, and figures that are replaced a few times a second. */
import type { Instrument, NetworkName, Quote, Status } from '@tickrace/protocol';
import { isSameChoice, type Feed, type LaneChoice } from '@tickrace/race';
import type { Connection } from '../session/connection.ts';
import type { Session } from '../session/session.ts';
import { laneCardFigures, type LaneCardFigures } from './lane-card-figures.ts';
import { screenFigures, type ScreenFigures } from './screen-figures.ts';
import { formatUrlState, type UrlState } from './url-state.ts';

export interface ScreenState {
  choice: LaneChoice;
  figures: ScreenFigures | undefined;
}

export interface CardState {
  choice: LaneChoice;
  figures: LaneCardFigures | undefined;
}

export class LabView {
  #address = $state.raw() as UrlState;
  instruments = $state.raw<readonly Instrument[]>([]);
  connection = $state.raw<Connection>({ kind: 'connecting' });
  notice = $state.raw<string | undefined>(undefined);
  marketMs = $state.raw<number | undefined>(undefined);
  status = $state.raw<Status | undefined>(undefined);
  isShaped = $state.raw(false);
  /** The market's newest quote of the selected symbol. */
  quote = $state.raw<Quote | undefined>(undefined);
  screens = $state.raw<readonly ScreenState[]>([]);
  cards = $state.raw<readonly CardState[]>([]);
  clockBoundMs = $state.raw<number | undefined>(undefined);
  /** What the cards' figures were taken from. */
  measured = $state.raw<{ quotes: number; ms: number } | undefined>(undefined);
  readonly #session: Session;

  constructor(session: Session, address: UrlState) {
    this.#session = session;
    this.#address = address;
    this.#refreshLanes();
  }

  /** What the address says; changing it changes the address. */
  get address(): UrlState {
    return this.#address;
  }

  /** The selected instrument: the address's, or the first where it names none that exists. */
  readonly instrument = $derived.by(
    () => this.instruments.find(({ symbol }) => symbol === this.#address.symbol) ?? this.instruments[0],
  );

  go(change: Partial<UrlState>): void {
    const before = this.#address;
    const after = { ...before, ...change };
    // Another page is a step that the browser's back button undoes; what changes within one is not.
    if (after.page === before.page) history.replaceState(null, '', formatUrlState(after));
    else history.pushState(null, '', formatUrlState(after));
    this.follow(after);
  }

  /** Shows what an address says, as after the browser's back button. */
  follow(address: UrlState): void {
    const before = this.#address;
    this.#address = address;
    if (formatUrlState({ ...before, lanes: address.lanes }) !== formatUrlState(before)) {
      this.#session.choose(address.lanes);
      this.#refreshLanes();
    }
    if (address.symbol !== before.symbol) this.#selectionChanged();
  }

  /** Replaces one lane's choice by another, or takes it away. */
  changeLane(before: LaneChoice, after: LaneChoice | undefined): void {
    const lanes = this.#address.lanes.flatMap((lane) => (isSameChoice(lane, before) ? (after ?? []) : lane));
    if (lanes.length > 0) this.go({ lanes });
  }

  async useNetwork(name: NetworkName | 'direct'): Promise<void> {
    await this.#session.useNetwork(name);
    this.go({ shaped: name !== 'direct' });
    this.refreshCards();
  }

  refreshScreens(): void {
    const session = this.#session;
    if (this.instruments !== session.race.instruments) {
      this.instruments = session.race.instruments;
      this.#selectionChanged();
      return;
    }
    this.connection = session.connection;
    this.marketMs = session.marketMs;
    const symbol = this.instrument?.symbol;
    if (symbol === undefined) return;
    this.quote = session.market.newest.get(symbol);
    this.screens = this.#pair().map((feed) => ({
      choice: feed.choice,
      figures: screenFigures(session, feed, symbol),
    }));
  }

  refreshCards(): void {
    const { race, isShaped } = this.#session;
    this.notice = race.notice;
    this.status = race.status;
    this.isShaped = isShaped;
    this.cards = race.feeds.map((feed) => ({ choice: feed.choice, figures: laneCardFigures(race, feed) }));
    this.clockBoundMs = race.clock?.boundMs;
    this.measured = race.measurement && { quotes: race.measurement.quotes, ms: race.measurement.settledMs };
  }

  #refreshLanes(): void {
    this.screens = this.#pair().map(({ choice }) => ({ choice, figures: undefined }));
    this.cards = this.#session.race.feeds.map(({ choice }) => ({ choice, figures: undefined }));
  }

  /** The two feeds whose screens stand side by side: one that asks and one that is told, where there are such. */
  #pair(): readonly Feed[] {
    const { asking, told, race } = this.#session;
    if (asking !== undefined && told !== undefined) return [asking, told];
    return race.feeds.slice(0, 2);
  }

  /** Shows the newly selected symbol at once, and fetches what happened before the page was opened. */
  #selectionChanged(): void {
    this.refreshScreens();
    const symbol = this.instrument?.symbol;
    // Without history the chart begins with what the page itself has seen.
    if (symbol !== undefined) this.#session.loadHistory(symbol).catch(() => undefined);
  }
}
