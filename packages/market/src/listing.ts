/**
 * Who is listed: 50 fictional companies, and as many more as are asked for, always the same ones in the same
 * order, so that a listing never depends on how many others there are.
 */
import { openStream } from './random-stream.ts';

export const SECTORS = ['Industry', 'Energy', 'Technology', 'Transport', 'Consumer', 'Health'] as const;

export interface Listing {
  readonly symbol: string;
  readonly name: string;
  readonly sector: (typeof SECTORS)[number];
  readonly previousClose: number;
  /** Ticks in one unit of currency; a price is a whole number of ticks divided by it. */
  readonly ticksPerUnit: number;
  /** Rate of quotes relative to the mean of all symbols. */
  readonly activity: number;
  /** Size of its price moves relative to a typical share. */
  readonly risk: number;
}

type Row = readonly [
  symbol: string,
  name: string,
  sector: Listing['sector'],
  previousClose: number,
  ticksPerUnit: number,
  activity: number,
  risk: number,
];

/**
 * Sectors take turns. Activities are log-normal within 0.3 and 3 and have mean 1; their order keeps the mean of
 * the first n within 10 % of 1 for every n, and within 7 % from n = 9 on.
 */
const ROWS: readonly Row[] = [
  ['KSTR', 'Kestrel Aerospace', 'Industry', 102.4, 100, 1.07, 1.15],
  ['ALTA', 'Alta Grid', 'Energy', 64.3, 100, 0.83, 0.7],
  ['QUIL', 'Quill Software', 'Technology', 187.3, 100, 1.39, 1.2],
  ['TERN', 'Tern Airlines', 'Transport', 28.95, 100, 0.36, 1.3],
  ['CINQ', 'Cinq Foods', 'Consumer', 71.55, 100, 1.74, 0.65],
  ['MIRA', 'Mira Health', 'Health', 134.8, 100, 0.31, 0.85],
  ['NORD', 'Nordwind Power', 'Energy', 88.15, 100, 1.86, 1.1],
  ['ORBT', 'Orbit Telecom', 'Technology', 39.65, 100, 0.3, 0.75],
  ['BRNE', 'Borne Shipping', 'Transport', 112.7, 100, 1.63, 1.05],
  ['RIVA', 'Riva Motors', 'Consumer', 238.9, 20, 0.33, 1.35],
  ['HELI', 'Helix Bio', 'Health', 66.25, 100, 1.46, 1.55],
  ['ESKA', 'Eska Mining', 'Industry', 47.85, 100, 0.3, 1.35],
  ['LUMA', 'Luma Optics', 'Technology', 143.85, 100, 2.02, 1.3],
  ['DOVR', 'Dover Rail', 'Transport', 93.4, 100, 0.3, 0.7],
  ['SOLE', 'Sole Apparel', 'Consumer', 54.75, 100, 0.38, 1.1],
  ['SALV', 'Salvia Therapeutics', 'Health', 173.95, 100, 2.5, 1.2],
  ['GLDE', 'Glade Homes', 'Industry', 73.2, 100, 0.3, 1],
  ['FJRD', 'Fjord Energy', 'Energy', 156.75, 100, 0.43, 0.95],
  ['PORT', 'Portolan Logistics', 'Transport', 61.85, 100, 2.22, 0.9],
  ['PALM', 'Palm & Sons', 'Consumer', 392.6, 20, 0.45, 0.6],
  ['LYMF', 'Lymfa Diagnostics', 'Health', 91.3, 100, 0.4, 1.1],
  ['RUNE', 'Rune Robotics', 'Industry', 214.6, 100, 1.54, 1.25],
  ['KELP', 'Kelpie Hydro', 'Energy', 52.6, 100, 0.51, 0.75],
  ['IBIS', 'Ibis Semiconductors', 'Technology', 268.4, 20, 0.56, 1.45],
  ['TARN', 'Tarn Brewing', 'Consumer', 46.3, 100, 3, 0.75],
  ['IRIS', 'Iris Vision Care', 'Health', 48.9, 100, 0.47, 0.8],
  ['ANVL', 'Anvil Works', 'Industry', 58.35, 100, 1.53, 0.9],
  ['CNDL', 'Candela Storage', 'Energy', 31.45, 100, 0.54, 1.5],
  ['PIXL', 'Pixelwright', 'Technology', 95.1, 100, 0.58, 1.35],
  ['LARK', 'Larkline Coaches', 'Transport', 34.55, 100, 0.6, 0.85],
  ['OSTE', 'Osteon Implants', 'Health', 226.15, 20, 2.95, 0.85],
  ['BASL', 'Basalt Cement', 'Industry', 36.1, 100, 0.63, 0.85],
  ['GEYS', 'Geysir Heat', 'Energy', 79.95, 100, 0.49, 0.8],
  ['CYGN', 'Cygnet Systems', 'Technology', 118.25, 100, 0.65, 1.05],
  ['GULL', 'Gullwing Freight', 'Transport', 83.6, 100, 0.75, 1],
  ['PLUM', 'Plumtree Toys', 'Consumer', 33.15, 100, 1.32, 1.05],
  ['HOLM', 'Holm Timber', 'Industry', 41.75, 100, 0.67, 0.95],
  ['PYRE', 'Pyrene Gas', 'Energy', 44.2, 100, 1.27, 1.05],
  ['WEFT', 'Weftwork Data', 'Technology', 331.85, 20, 1.16, 1.3],
  ['CANL', 'Canal & Quay', 'Transport', 149.2, 100, 1.21, 0.75],
  ['HRTH', 'Hearthside Kitchens', 'Consumer', 82.45, 100, 0.72, 0.9],
  ['THYM', 'Thyme Laboratories', 'Health', 107.6, 100, 0.7, 0.95],
  ['EBBE', 'Ebbe Tidal', 'Energy', 23.71, 200, 0.78, 1.45],
  ['MOTH', 'Mothlight Games', 'Technology', 57.05, 100, 1.12, 1.4],
  ['SLED', 'Sledge Express', 'Transport', 204.35, 100, 0.86, 1.1],
  ['OATE', 'Oaten Bakeries', 'Consumer', 26.395, 200, 0.93, 0.7],
  ['PULS', 'Pulsewell Devices', 'Health', 59.5, 100, 0.96, 1.05],
  ['GIRD', 'Girder & Vale', 'Industry', 127.9, 100, 1, 0.8],
  ['OPAL', 'Opal Networks', 'Technology', 76.7, 100, 1.03, 1.1],
  ['ZINK', 'Zinkwell Metals', 'Industry', 20.655, 200, 0.89, 1.4],
];

/** What a further company of the same house is called: one word for each time round the list. */
const BRANCHES = [
  'North',
  'South',
  'East',
  'West',
  'Atlantic',
  'Pacific',
  'Baltic',
  'Arctic',
  'Alpine',
  'Adriatic',
  'Aegean',
  'Andean',
  'Biscay',
  'Caspian',
  'Coastal',
  'Continental',
  'Delta',
  'Equator',
  'Federal',
  'Harbour',
  'Highland',
  'Iberia',
  'Inland',
  'Island',
  'Lakeland',
  'Levant',
  'Lowland',
  'Meridian',
  'Metro',
  'Midland',
  'Northeast',
  'Northwest',
  'Oceanic',
  'Prairie',
  'Riverside',
  'Southeast',
  'Southwest',
  'Tropic',
  'Union',
] as const;

/** Most companies that can be listed. */
export const MOST_LISTINGS = ROWS.length * (BRANCHES.length + 1);

const LETTERS = 26;

/** A, B … Z, then AA, AB … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS));
  return index < LETTERS ? last : letters(Math.floor(index / LETTERS) - 1) + last;
}

function listingAt(index: number): Listing {
  const [house, name, sector, housePrice, houseTicks, activity, risk] = ROWS[index % ROWS.length]!;
  const round = Math.floor(index / ROWS.length);
  const common = { sector, activity, risk };
  if (round === 0) {
    return { symbol: house, name, previousClose: housePrice, ticksPerUnit: houseTicks, ...common };
  }
  const symbol = house + letters(round - 1);
  const cents = Math.round(openStream(0, symbol).uniformBetween(2_000, 40_000));
  return {
    symbol,
    name: `${name} ${BRANCHES[round - 1]!}`,
    previousClose: cents / 100,
    ticksPerUnit: 100,
    ...common,
  };
}

/** The first companies of the list. @param count a whole number from 1 to MOST_LISTINGS */
export function listCompanies(count: number): Listing[] {
  return Array.from({ length: count }, (_, index) => listingAt(index));
}
