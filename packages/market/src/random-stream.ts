/** Random numbers by seed and name: streams of different names are independent, and the same on every machine. */
import { exactLog } from './exact-math.ts';

const TWO_TO_32 = 4_294_967_296;

/** xoshiro128** 1.1 by Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021). */
export class RandomStream {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spareNormal = 0;
  private hasSpareNormal = false;

  /** @param state four 32-bit words, not all zero */
  constructor(state: readonly [number, number, number, number]) {
    this.a = state[0] | 0;
    this.b = state[1] | 0;
    this.c = state[2] | 0;
    this.d = state[3] | 0;
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    const fivefold = Math.imul(this.b, 5);
    const result = Math.imul((fivefold << 7) | (fivefold >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result >>> 0;
  }

  /** Uniform between 0 and 1, both excluded. */
  uniform(): number {
    return (this.uint32() + 0.5) / TWO_TO_32;
  }

  uniformBetween(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -exactLog(this.uniform());
  }

  /** Normal with mean 0 and variance 1, by the polar method of Marsaglia (1964). */
  normal(): number {
    if (this.hasSpareNormal) {
      this.hasSpareNormal = false;
      return this.spareNormal;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.uniform() - 1;
      y = 2 * this.uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1);
    const scale = Math.sqrt((-2 * exactLog(square)) / square);
    this.spareNormal = y * scale;
    this.hasSpareNormal = true;
    return x * scale;
  }
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/**
 * The stream of this name.
 * @param seed a safe integer ≥ 0
 */
export function openStream(seed: number, name: string): RandomStream {
  const word = (lane: number) => {
    let hash = mix(Math.imul(lane, 0x9e3779b9) ^ (seed >>> 0));
    hash = mix(hash ^ Math.floor(seed / TWO_TO_32));
    for (let i = 0; i < name.length; i++) hash = mix(Math.imul(hash, 31) + name.charCodeAt(i) + 0x9e3779b9);
    return hash;
  };
  return new RandomStream([word(1), word(2), word(3), word(4) | 1]);
}
