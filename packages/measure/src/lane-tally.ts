/** What a lane's symbols add up to; onTape = delivered + missed + pending + dropped holds between any two calls. */
import { Distribution } from './distribution.ts';

export class LaneTally {
  readonly timeToVisible = new Distribution();
  readonly naiveLatency = new Distribution();
  onTape = 0;
  delivered = 0;
  missed = 0;
  pending = 0;
  dropped = 0;
  droppedArrivals = 0;
  clockViolations = 0;
  /** Summed over symbols, as are the integrals below. */
  outOfDateMs = 0;
  /** Integral of staleness over time. */
  stalenessMsMs = 0;
  maxStalenessMs = 0;
  /** Integral of |shown − market| over the time in which both were known, and that time. */
  priceErrorBpsMs = 0;
  pricedMs = 0;
  maxPriceErrorBps = 0;
}
