/** The line that tells people where the server is to be found: on this machine, and from others on the network. */
import { isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { Network } from '@tickrace/protocol';

export interface Listening {
  /** The address that was asked for. */
  host: string;
  port: number;
  interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>;
  /** Where the same server is reached as if over a network, if anywhere. */
  shaped?: Network | undefined;
}

export function liveLine({ host, port, interfaces, shaped }: Listening): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const here = isEverywhere ? 'localhost' : host;
  const lan = isEverywhere ? lanAddress(interfaces) : undefined;
  const nearby = lan === undefined ? '' : ` (on this network: ${origin(lan, port)})`;
  const slower = shaped === undefined ? '' : ` · shaped port ${shaped.port} (${shaped.name})`;
  return `Tickrace is live at ${origin(here, port)}${nearby}${slower}`;
}

function origin(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function lanAddress(interfaces: Listening['interfaces']): string | undefined {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal, address }) => {
    // 169.254.0.0/16 is what a machine gives itself where no network did (RFC 3927).
    return family === 'IPv4' && !internal && !address.startsWith('169.254.');
  })?.address;
}
