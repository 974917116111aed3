/** Networks by name, each as plausible as one number per property can be; measured from the reader's last mile. */
import type { NetworkConditions, NetworkName } from '@tickrace/protocol';

export const NETWORK_PROFILES: Readonly<Record<NetworkName, Readonly<NetworkConditions>>> = {
  none: { delayMs: 0, jitterMs: 0, kilobitsPerSecond: 0, stallEveryMs: 0, stallMs: 0 },

  // Switched gigabit Ethernet within a building: a ping of half a millisecond to a millisecond.
  lan: { delayMs: 0.3, jitterMs: 0.2, kilobitsPerSecond: 1_000_000, stallEveryMs: 0, stallMs: 0 },

  // One access point shared with others: a few milliseconds of waiting for the air, which is also the jitter. Stations
  // leave the channel to scan for other access points now and then, for some tens of milliseconds per channel.
  wifi: { delayMs: 2, jitterMs: 6, kilobitsPerSecond: 50_000, stallEveryMs: 30_000, stallMs: 100 },

  // WebPageTest's "LTE" is 12 Mbit/s with a round trip of 70 ms; Catchpoint measured a median ping of 55 ms and a
  // standard deviation above 100 (Performance Calendar 2013, day 4G). A handover interrupts LTE for about 50 ms
  // (3GPP TR 36.881).
  '4g': { delayMs: 40, jitterMs: 10, kilobitsPerSecond: 12_000, stallEveryMs: 60_000, stallMs: 50 },

  // WebPageTest's "3G": 1.6 Mbit/s, round trip 300 ms. A change of radio state (idle or FACH to DCH) takes one to two
  // seconds, but only after a silence; a feed is never silent, so that what remains are changes of cell.
  '3g': { delayMs: 130, jitterMs: 40, kilobitsPerSecond: 1_600, stallEveryMs: 30_000, stallMs: 500 },

  // New York to London: 5,570 km of great circle take 28 ms through glass (200,000 km/s), cables run some 20 % longer;
  // providers state round trips of 70 to 75 ms. Fixed access at both ends.
  transatlantic: { delayMs: 36, jitterMs: 2, kilobitsPerSecond: 100_000, stallEveryMs: 0, stallMs: 0 },

  // Geostationary: up and down takes 240 ms beneath the satellite and 279 ms at the edge of its view (RFC 2488, section
  // 2); with what the terminal adds, asking for a slot to send in, the usual round trip of 600 ms. Rain interrupts it.
  satellite: { delayMs: 280, jitterMs: 40, kilobitsPerSecond: 25_000, stallEveryMs: 120_000, stallMs: 1_000 },
};
