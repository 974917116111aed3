import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { liveLine } from './addresses.ts';

function addressOf(address: string, internal = false): NetworkInterfaceInfo {
  return { address, netmask: '', family: 'IPv4', mac: '', internal, cidr: null };
}

const interfaces = {
  lo: [addressOf('127.0.0.1', true)],
  usb0: [addressOf('169.254.3.4')],
  eth0: [addressOf('192.168.1.5')],
};

describe('liveLine', () => {
  it('names this machine, and the address on the network where it listens everywhere', () => {
    expect(liveLine({ host: '0.0.0.0', port: 3000, interfaces })).toBe(
      'Tickrace is live at http://localhost:3000 (on this network: http://192.168.1.5:3000)',
    );
  });

  it('names the shaped port, in the same line', () => {
    const conditions = { delayMs: 0, jitterMs: 0, kilobitsPerSecond: 0, stallEveryMs: 0, stallMs: 0 };
    const shaped = { port: 3001, name: '4g' as const, conditions };
    expect(liveLine({ host: '127.0.0.1', port: 3000, interfaces, shaped })).toBe(
      'Tickrace is live at http://127.0.0.1:3000 · shaped port 3001 (4g)',
    );
  });

  it('leaves the network out where there is none, or where it listens on one address', () => {
    expect(liveLine({ host: '0.0.0.0', port: 1, interfaces: { lo: interfaces.lo } })).toBe(
      'Tickrace is live at http://localhost:1',
    );
    expect(liveLine({ host: '127.0.0.1', port: 80, interfaces })).toBe(
      'Tickrace is live at http://127.0.0.1:80',
    );
    expect(liveLine({ host: '::1', port: 80, interfaces })).toBe('Tickrace is live at http://[::1]:80');
  });
});
