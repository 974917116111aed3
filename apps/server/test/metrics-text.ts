/** Reads Prometheus' text format as far as tests need it: samples by name and labels, as they are written. */
export function metricsIn(text: string): Map<string, number> {
  const samples = text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm);
  return new Map([...samples].map(([, name, value]) => [name!, Number(value)]));
}
