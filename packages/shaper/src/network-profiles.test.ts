import { decode, NETWORK_NAMES, NetworkConditionsSchema } from '@tickrace/protocol';
import { describe, expect, it } from 'vitest';
import { NETWORK_PROFILES } from './network-profiles.ts';

describe('NETWORK_PROFILES', () => {
  it('has conditions that the protocol allows for every name, and none for the first', () => {
    expect(Object.keys(NETWORK_PROFILES).sort()).toEqual([...NETWORK_NAMES].sort());
    for (const profile of Object.values(NETWORK_PROFILES))
      expect(decode(NetworkConditionsSchema, profile)).toBe(profile);
    expect(Object.values(NETWORK_PROFILES.none)).toEqual([0, 0, 0, 0, 0]);
  });
});
