/** Says how far a comparison is: a table that is rewritten in place on a terminal, plain lines elsewhere. */
import type { LaneStanding } from './measured-race.ts';
import { laneResultOf } from './result.ts';
import { laneTable } from './summary.ts';

/** Reading every lane's distribution takes some milliseconds of the loop that is measured, so it is seldom. */
const TABLE_INTERVAL_MS = 500;
const LINE_INTERVAL_MS = 10_000;
const DEFAULT_COLUMNS = 120;

export interface Progress {
  /** A stage begins; where its length is known, and how the lanes stand, these are shown. */
  stage(name: string, durationMs?: number, standings?: () => readonly LaneStanding[]): void;
  /** Ends the last stage, leaving nothing of the table behind. */
  end(): void;
}

interface Stage {
  name: string;
  durationMs: number | undefined;
  standings: (() => readonly LaneStanding[]) | undefined;
  begunAtMs: number;
}

type Terminal = Pick<NodeJS.WriteStream, 'write'> & { columns?: number };

abstract class StagedProgress implements Progress {
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  stage(name: string, durationMs?: number, standings?: () => readonly LaneStanding[]): void {
    clearInterval(this.#timer);
    const stage = { name, durationMs, standings, begunAtMs: performance.now() };
    this.show(stage);
    this.#timer = setInterval(() => this.show(stage), this.#intervalMs);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  protected abstract show(stage: Stage): void;
}

export class TableProgress extends StagedProgress {
  readonly #terminal: Terminal;
  #lines = 0;

  constructor(terminal: Terminal) {
    super(TABLE_INTERVAL_MS);
    this.#terminal = terminal;
  }

  override end(): void {
    super.end();
    this.#write('');
  }

  protected override show(stage: Stage): void {
    const table = stage.standings && laneTable(stage.standings().map((lane) => laneResultOf(lane, [])));
    this.#write(`${describe(stage)} …\n${table === undefined ? '' : `\n${table}\n`}`);
  }

  #write(text: string): void {
    // A line that wraps would be two, and the next table too low. Some terminals say that they have no columns.
    const width = (this.#terminal.columns || DEFAULT_COLUMNS) - 1;
    const lines = text.split('\n').map((line) => line.slice(0, width));
    const up = this.#lines > 0 ? `\x1b[${this.#lines}A\r\x1b[J` : '';
    this.#terminal.write(up + lines.join('\n'));
    this.#lines = lines.length - 1;
  }
}

export class LineProgress extends StagedProgress {
  readonly #stream: Terminal;

  constructor(stream: Terminal) {
    super(LINE_INTERVAL_MS);
    this.#stream = stream;
  }

  protected override show(stage: Stage): void {
    this.#stream.write(`${describe(stage)} …\n`);
  }
}

function describe({ name, durationMs, begunAtMs }: Stage): string {
  if (durationMs === undefined) return name;
  const seconds = (ms: number) => Math.round(ms / 1_000);
  const passedMs = Math.min(durationMs, performance.now() - begunAtMs);
  return `${name} ${seconds(passedMs)} of ${seconds(durationMs)} s`;
}
