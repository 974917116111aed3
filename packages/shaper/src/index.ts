/** A TCP relay that makes real connections behave as over a given network: delay, jitter, bandwidth, stalls, cuts. */
export type { ShaperClock } from './clock.ts';
export { NETWORK_PROFILES } from './network-profiles.ts';
export { createShaper, type Shaper, type ShaperOptions } from './shaper.ts';
