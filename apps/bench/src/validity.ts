/** Judges whether a comparison can be trusted: each reason for doubt is a sentence that a sceptic would want to read. */
import { labelOf } from './bench-lane.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import { count, milliseconds, share } from './format.ts';
import type { LaneResult } from './result-schema.ts';

/** An event loop that is later than this once in a hundred times shows in the means. */
const LAG_P99_MS = 10;
const LAG_MAX_MS = 200;
/** Share of the least predicted mean by which the clocks may disagree; below a millisecond, no matter. */
const CLOCK_SHARE = 0.1;
const CLOCK_LEAST_MS = 1;
/** Share of quotes that may arrive before they were published, by clocks that are as sure as that. */
const CLOCK_VIOLATION_SHARE = 0.01;
const SKIPPED_POLL_SHARE = 0.01;
const SHORTENED_SHARE = 0.02;
/** What was under way when a lane stopped is counted by one end only. */
const BYTES_TOLERANCE_SHARE = 0.01;
const BYTES_TOLERANCE = 8_192;

export interface LaneEvidence {
  result: LaneResult;
  pending: number;
  dropped: number;
  clockViolations: number;
  /** Over the lane's whole life. */
  wireBytes: { byServer: number; byClient: number };
}

export interface Evidence {
  lanes: readonly LaneEvidence[];
  clientLagMs: EventLoopLag;
  serverLagMs: EventLoopLag;
  clockBoundMs: number;
  observedMs: number;
  plannedMs: number;
}

export function reasonsToDoubt(evidence: Evidence): string[] {
  return [
    ...evidence.lanes.flatMap(laneReasons),
    ...lagReasons("this process's", evidence.clientLagMs),
    ...lagReasons("the server's", evidence.serverLagMs),
    ...clockReasons(evidence),
    ...lengthReasons(evidence),
  ];
}

function laneReasons({ result, pending, dropped, clockViolations, wireBytes }: LaneEvidence): string[] {
  const label = labelOf(result);
  const { onTape, delivered, missed } = result.quotes;
  const { reconnects, skippedPolls, requests } = result;
  const reasons: string[] = [];
  if (pending > 0) reasons.push(`${label}: ${pending} quotes were still not visible when waiting ended.`);
  if (dropped > 0) reasons.push(`${label}: the meter lost ${dropped} quotes for want of room.`);
  if (delivered + missed + pending + dropped !== onTape) {
    reasons.push(
      `${label}: the books do not balance, ${delivered} delivered and ${missed} missed of ${onTape} on the tape.`,
    );
  }
  if (onTape === 0) reasons.push(`${label}: no quote was published while it was measured.`);
  if (clockViolations > CLOCK_VIOLATION_SHARE * delivered) {
    reasons.push(`${label}: ${clockViolations} quotes arrived before they were published, by the clocks.`);
  }
  const { byServer, byClient } = wireBytes;
  if (Math.abs(byServer - byClient) > BYTES_TOLERANCE + BYTES_TOLERANCE_SHARE * byServer) {
    reasons.push(
      `${label}: server and client disagree on what crossed the wire, ${count(byServer)} and ${count(byClient)} bytes.`,
    );
  }
  if (reconnects > 0) reasons.push(`${label}: its connection broke ${reconnects} times.`);
  if (skippedPolls > SKIPPED_POLL_SHARE * requests) {
    reasons.push(
      `${label}: ${skippedPolls} polls were left out, since the one before was still unanswered, so that it asked less often than set.`,
    );
  }
  return reasons;
}

function lagReasons(whose: string, { p99, max }: EventLoopLag): string[] {
  if (p99 <= LAG_P99_MS && max <= LAG_MAX_MS) return [];
  return [
    `The machine was busy: ${whose} event loop ran up to ${milliseconds(max)} late (p99 ${milliseconds(p99)}), and what it stamped with it.`,
  ];
}

function clockReasons({ lanes, clockBoundMs }: Evidence): string[] {
  const leastMs = Math.min(...lanes.map(({ result }) => result.predicted.timeToVisibleMs.mean));
  if (clockBoundMs <= Math.max(CLOCK_LEAST_MS, CLOCK_SHARE * leastMs)) return [];
  return [
    `The clocks of this machine and the server agree only to ±${milliseconds(clockBoundMs)}, beside a fastest lane of ${milliseconds(leastMs)}.`,
  ];
}

function lengthReasons({ observedMs, plannedMs }: Evidence): string[] {
  const missingShare = 1 - observedMs / plannedMs;
  if (missingShare <= SHORTENED_SHARE) return [];
  return [`The tape could not be read to the end: ${share(missingShare)} of the time is missing.`];
}
