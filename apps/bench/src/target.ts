/** What is compared on: a server, and the network before its lanes, both given back as they were. */
import { setTimeout as pause } from 'node:timers/promises';
import { NetworkSchema, StatusSchema, type Network, type NetworkChange } from '@tickrace/protocol';
import { askServer } from './ask-server.ts';
import type { NetworkWish } from './options.ts';
import { startOwnServer } from './own-server.ts';
import type { ServerWish } from './server-wish.ts';

/** A changed network takes hold of new bytes at once; this lets the old ones arrive. */
const SETTLE_MS = 200;

export interface Target {
  /** Where tape, clock and status are asked for. */
  origin: string;
  /** Where the lanes connect. */
  laneOrigin: string;
  /** Undefined where the lanes go straight to the server. */
  network: Network | undefined;
  /** Gives back the network as it was, and ends a server of our own. */
  release(): Promise<void>;
}

/** @throws with one sentence where there is no server, or no network to change */
export async function openTarget(server: ServerWish, wish: NetworkWish): Promise<Target> {
  if (server.kind === 'running') return shape(server.url, wish, async () => undefined);
  const own = await startOwnServer(server, { isShaped: wish.kind !== 'direct' });
  try {
    return await shape(own.origin, wish, own.end);
  } catch (error) {
    await own.end();
    throw error;
  }
}

async function shape(origin: string, wish: NetworkWish, end: () => Promise<void>): Promise<Target> {
  const { network: before } = await askServer(StatusSchema, new URL('/api/status', origin));
  if (wish.kind === 'direct' || (wish.kind === 'as-it-is' && before === undefined)) {
    return { origin, laneOrigin: origin, network: undefined, release: end };
  }
  if (before === undefined) {
    throw new Error(
      `The server at ${origin} has no shaped port; start it with --shaped-port, or leave out --delay, --jitter and --network.`,
    );
  }
  const laneUrl = new URL(origin);
  laneUrl.port = String(before.port);
  const target = { origin, laneOrigin: laneUrl.origin };
  if (wish.kind === 'as-it-is') return { ...target, network: before, release: end };
  const network = await change(origin, changeOf(wish));
  await pause(SETTLE_MS);
  const asBefore = before.name === 'custom' ? { conditions: before.conditions } : { name: before.name };
  const release = async () => {
    await change(origin, asBefore).catch(() => undefined);
    await end();
  };
  return { ...target, network, release };
}

function changeOf(wish: Extract<NetworkWish, { kind: 'profile' | 'custom' }>): NetworkChange {
  if (wish.kind === 'profile') return { name: wish.name };
  const { delayMs, jitterMs } = wish;
  return { conditions: { delayMs, jitterMs, kilobitsPerSecond: 0, stallEveryMs: 0, stallMs: 0 } };
}

function change(origin: string, body: NetworkChange): Promise<Network> {
  return askServer(NetworkSchema, new URL('/api/network', origin), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
