/**
 * What is unknown to a reader whose knowledge of a Poisson stream of quotes has a given age; exact to rounding from
 * rate 0 upwards, where the textbook forms lose all digits to cancellation.
 */

/**
 * φₙ(−x) = Σⱼ (−x)ʲ/(j+n)!, so φ₁(−x) = (1 − e⁻ˣ)/x; for x ≥ 0 and n ≥ 1.
 * Source: Hochbruck and Ostermann, "Exponential integrators" (2010).
 */
export function phi(n: number, x: number): number {
  let factorial = 1;
  for (let k = 2; k < n; k += 1) factorial *= k;
  if (x >= 1) return n === 1 ? -Math.expm1(-x) / x : (1 / factorial - phi(n - 1, x)) / x;
  let term = 1 / (factorial * n);
  let sum = 0;
  for (let j = 1; sum + term !== sum; j += 1) {
    sum += term;
    term *= -x / (j + n);
  }
  return sum;
}

/**
 * Mean staleness in ms of knowledge that is `ageMs` old: E[(age − X)⁺], X the exponential wait for the first quote
 * after it; age − (1 − e^(−λ·age))/λ.
 * Source: Cho and Garcia-Molina, "Synchronizing a database to improve freshness" (2000), the age of an element.
 */
export function stalenessAtAge(ratePerMs: number, ageMs: number): number {
  return ratePerMs * ageMs ** 2 * phi(2, ratePerMs * ageMs);
}

/** Integral of `stalenessAtAge` over ages from 0 to `ageMs`, in ms². */
export function stalenessUpToAge(ratePerMs: number, ageMs: number): number {
  return ratePerMs * ageMs ** 3 * phi(3, ratePerMs * ageMs);
}

/** Mean staleness in ms when the age is uniform on [fromMs, fromMs + spanMs]. */
export function stalenessOverAges(ratePerMs: number, fromMs: number, spanMs: number): number {
  if (spanMs === 0) return stalenessAtAge(ratePerMs, fromMs);
  return (stalenessUpToAge(ratePerMs, fromMs + spanMs) - stalenessUpToAge(ratePerMs, fromMs)) / spanMs;
}

/**
 * How long, in ms, before the end of a span its last quote came, on average over the spans that have one:
 * 1/λ − T·e^(−λT)/(1 − e^(−λT)), which falls from T/2 for a quiet symbol to 1/λ for a busy one.
 */
export function ageOfLastQuote(ratePerMs: number, spanMs: number): number {
  const x = ratePerMs * spanMs;
  return spanMs * (1 - phi(2, x) / phi(1, x));
}
