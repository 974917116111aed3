/**
 * One round: all variants at once, each with readers of its own, publishing in short turns while the others are
 * idle. What else the machine does then weighs on all of them alike, which a core shared with others needs.
 */
import { Rig, type Delivery } from './rig.ts';
import { VARIANT_NAMES, VARIANTS, type VariantName } from './variants.ts';

export interface Measured {
  messagesPerSecond: number;
  plannedPerSecond: number;
  /** User and system time of the server's process, over the messages that arrived. */
  cpuUsPerMessage: number;
  cpuUsPerQuote: number;
  latencyMs: { p50: number; p99: number };
  /** On the wire, framing included, TCP/IP's own aside. */
  bytesPerQuote: number;
  /** Shares of one core, of the server and of the readers. */
  serverLoad: number;
  readersLoad: number;
}

const WARM_UP_MS = 2_000;
const TURN_MS = 500;

/** Beyond this many, messages come more rarely, so that one core can still serve every variant. */
const READERS_AT_FULL_RATE = 1_000;

/** Every variant publishes for that many seconds in all. @throws Error where a reader misses a message. */
export async function measureRound(readers: number, seconds: number): Promise<Map<VariantName, Measured>> {
  const rigs = new Map<VariantName, Rig>();
  const deliveries = new Map<VariantName, Delivery[]>(VARIANT_NAMES.map((name) => [name, []]));
  const publish = (variant: VariantName, forMs: number) => {
    const intervalMs = intervalOf(variant, readers);
    return rigs.get(variant)!.publish({ messages: Math.ceil(forMs / intervalMs), intervalMs });
  };
  try {
    for (const variant of VARIANT_NAMES) rigs.set(variant, await Rig.start(variant, readers));
    for (const variant of VARIANT_NAMES) await publish(variant, WARM_UP_MS);
    const turns = (seconds * 1_000) / TURN_MS;
    for (let turn = 0; turn < turns; turn += 1) {
      for (const variant of rotated(VARIANT_NAMES, turn)) {
        deliveries.get(variant)!.push(await publish(variant, TURN_MS));
      }
    }
  } finally {
    await Promise.all([...rigs.values()].map((rig) => rig.end()));
  }
  return new Map(VARIANT_NAMES.map((name) => [name, summaryOf(name, readers, deliveries.get(name)!)]));
}

function intervalOf(variant: VariantName, readers: number): number {
  return VARIANTS[variant].intervalMs * Math.max(1, readers / READERS_AT_FULL_RATE);
}

function summaryOf(variant: VariantName, readers: number, deliveries: readonly Delivery[]): Measured {
  const sum = (figureOf: (delivery: Delivery) => number) =>
    deliveries.reduce((total, delivery) => total + figureOf(delivery), 0);
  const { quotesPerMessage } = VARIANTS[variant];
  const messages = sum((delivery) => delivery.messages);
  const elapsedMs = sum((delivery) => delivery.elapsedMs);
  const cpuUs = sum(({ serverCpuUs }) => serverCpuUs);
  const latenciesMs = deliveries.flatMap((delivery) => delivery.latenciesMs).sort((a, b) => a - b);
  return {
    messagesPerSecond: (messages / elapsedMs) * 1_000,
    plannedPerSecond: (readers / intervalOf(variant, readers)) * 1_000,
    cpuUsPerMessage: cpuUs / messages,
    cpuUsPerQuote: cpuUs / messages / quotesPerMessage,
    latencyMs: { p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) },
    bytesPerQuote: sum(({ wireBytes }) => wireBytes) / messages / quotesPerMessage,
    serverLoad: cpuUs / elapsedMs / 1_000,
    readersLoad: sum(({ readersCpuUs }) => readersCpuUs) / elapsedMs / 1_000,
  };
}

/** Of ascending values: the least one that at least this share of them does not exceed. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? NaN;
}

/** So that no variant always follows the same one. */
function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
