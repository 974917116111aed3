/** A second port on which the same server is reached as if over a slower network. */
import { isIPv6 } from 'node:net';
import { createShaper, NETWORK_PROFILES, type Shaper } from '@tickrace/shaper';
import type { Network, NetworkChange, NetworkName } from '@tickrace/protocol';
import { ConfigError, type Config } from './config.ts';

export class ShapedPort {
  readonly #port: number;
  readonly #host: string;
  #network: Network;
  #shaper: Shaper | undefined;

  constructor({ shapedPort, host, network }: Pick<Config, 'shapedPort' | 'host' | 'network'>) {
    this.#port = shapedPort;
    this.#host = host;
    this.#network = this.#named(network);
  }

  get network(): Network {
    return this.#network;
  }

  /**
   * Relays to the port that the server listens on itself.
   * @throws ConfigError where the shaped port cannot be listened on.
   */
  async open(serverPort: number): Promise<void> {
    const target = { host: reachable(this.#host), port: serverPort };
    const shaper = createShaper({ target, conditions: this.#network.conditions });
    try {
      await shaper.listen({ port: this.#port, host: this.#host });
    } catch (error) {
      const why =
        (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'is in use already' : 'is not to be had';
      throw new ConfigError(`Port ${this.#port} ${why}; choose another with --shaped-port.`);
    }
    this.#shaper = shaper;
  }

  /** Takes effect at once, on open connections too. */
  change(change: NetworkChange): Network {
    this.#network =
      'name' in change
        ? this.#named(change.name)
        : { port: this.#port, name: 'custom', conditions: change.conditions };
    this.#shaper?.change(this.#network.conditions);
    return this.#network;
  }

  async close(): Promise<void> {
    await this.#shaper?.close();
  }

  #named(name: NetworkName): Network {
    return { port: this.#port, name, conditions: NETWORK_PROFILES[name] };
  }
}

/** An address at which a server that listens on `host` is found from its own machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return isIPv6(host) && /^[0:]+$/.test(host) ? '::1' : host;
}
