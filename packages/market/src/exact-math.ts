/**
 * exp and log from IEEE-exact operations alone, so that a market is the same bit for bit everywhere:
 * the language leaves the last bits of Math.exp and Math.log to each engine.
 */

const LN2 = 0.6931471805599453;
/** ln 2 in two parts; the first ends in 32 zero bits, so that small multiples of it are exact. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_2 = 1.4142135623730951;

const bits = new DataView(new ArrayBuffer(8));

/** 2 to a whole power from -1022 to 1023. */
function powerOfTwo(exponent: number): number {
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * Natural logarithm, relative error below 1e-14.
 * With x = 2^k · m and s = (m − 1)/(m + 1), ln x = k ln 2 + 2 (s + s³/3 + s⁵/5 + …), where |s| < 0.172.
 * @param x a normal number above zero
 */
export function exactLog(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let k = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > SQRT_2) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  const tail =
    z *
    (1 / 3 +
      z *
        (1 / 5 +
          z *
            (1 / 7 +
              z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19)))))))));
  return k * LN2_HIGH + (2 * s + (2 * s * tail + k * LN2_LOW));
}

/**
 * e to the power x, relative error below 1e-14; 0 below -708 and Infinity above 709.
 * With k = round(x / ln 2) and r = x − k ln 2, exp x = 2^k · (1 + r + r²/2! + …), where |r| < 0.347. Written
 * out, since a loop that divides takes twice as long.
 */
export function exactExp(x: number): number {
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const k = Math.round(x / LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1 / 87_178_291_200;
  sum = 1 / 6_227_020_800 + r * sum;
  sum = 1 / 479_001_600 + r * sum;
  sum = 1 / 39_916_800 + r * sum;
  sum = 1 / 3_628_800 + r * sum;
  sum = 1 / 362_880 + r * sum;
  sum = 1 / 40_320 + r * sum;
  sum = 1 / 5_040 + r * sum;
  sum = 1 / 720 + r * sum;
  sum = 1 / 120 + r * sum;
  sum = 1 / 24 + r * sum;
  sum = 1 / 6 + r * sum;
  sum = 1 / 2 + r * sum;
  sum = 1 + r * (1 + r * sum);
  return sum * powerOfTwo(k);
}
