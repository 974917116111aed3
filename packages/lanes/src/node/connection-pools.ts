/** A pool of open HTTP connections for every reader and lane, as if each ran in a process of its own. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export class ConnectionPools {
  readonly #agents = new Map<string, HttpAgent>();

  /** The pool that requests to this URL, which names its reader and lane, share. */
  of(url: URL): HttpAgent {
    const { protocol, searchParams } = url;
    const owner = `${protocol} ${searchParams.get('reader')} ${searchParams.get('lane')}`;
    let agent = this.#agents.get(owner);
    if (agent === undefined) {
      agent =
        protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
      // Node's own marks the request as on a used connection. xmlhttprequest-ssl 2.1, by which Socket.IO polls,
      // answers the loss of such a connection by a request that it never sends, and hangs.
      const reuseSocket = agent.reuseSocket.bind(agent);
      agent.reuseSocket = (socket, request) => {
        reuseSocket(socket, request);
        request.reusedSocket = false;
      };
      this.#agents.set(owner, agent);
    }
    return agent;
  }
}
