import { describe, expect, it } from 'vitest';
import { listCompanies, MOST_LISTINGS, SECTORS } from './listing.ts';

describe('listCompanies', () => {
  const all = listCompanies(MOST_LISTINGS);

  it('lists 2,000 companies, each with a symbol and a name of its own', () => {
    expect(MOST_LISTINGS).toBe(2_000);
    expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(2_000);
    expect(new Set(all.map(({ name }) => name)).size).toBe(2_000);
    expect(all.filter(({ symbol }) => !/^[A-Z]{4,6}$/.test(symbol))).toEqual([]);
  });

  it('begins any longer list with the shorter one', () => {
    for (const count of [1, 49, 50, 51, 777]) expect(listCompanies(count)).toEqual(all.slice(0, count));
  });

  it('mixes the sectors from the start, with Kestrel Aerospace first', () => {
    expect(all[0]).toMatchObject({ symbol: 'KSTR', name: 'Kestrel Aerospace', sector: 'Industry' });
    expect(new Set(all.slice(0, 6).map(({ sector }) => sector))).toEqual(new Set(SECTORS));
    for (const sector of SECTORS) {
      expect(all.slice(0, 50).filter((listing) => listing.sector === sector).length).toBeGreaterThanOrEqual(
        8,
      );
    }
  });

  it('prices every company from 20 to 400, on its tick grid', () => {
    for (const { previousClose, ticksPerUnit } of all) {
      expect(previousClose).toBeGreaterThanOrEqual(20);
      expect(previousClose).toBeLessThanOrEqual(400);
      expect(Math.round(previousClose * ticksPerUnit) / ticksPerUnit).toBe(previousClose);
    }
  });

  it('has busy and quiet companies with mean activity 1, nearly so for any number of them', () => {
    let sum = 0;
    for (const [index, { activity }] of all.entries()) {
      expect(activity).toBeGreaterThanOrEqual(0.3);
      expect(activity).toBeLessThanOrEqual(3);
      sum += activity;
      const count = index + 1;
      expect(Math.abs(sum / count - 1)).toBeLessThan(count < 9 ? 0.1 : 0.07);
      if (count % 50 === 0) expect(sum / count).toBeCloseTo(1, 10);
    }
  });
});
