/** What a lane that tells has done since the server's start, over all of its readers. */

/** Why the server ends a reader's connection. */
export type CutOffReason = 'no-progress' | 'no-heartbeat' | 'unread-answers';

export class PushTally {
  /** Messages with quotes, once per reader that was sent one; snapshots aside. */
  frames = 0;
  /** Quotes that a reader was not sent, since a newer one of the same symbol was there before it could take them. */
  supersededQuotes = 0;
  readonly cutOffs: Record<CutOffReason, number> = {
    'no-progress': 0,
    'no-heartbeat': 0,
    'unread-answers': 0,
  };
}
