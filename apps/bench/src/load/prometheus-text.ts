/** Reads single figures out of what a server tells Prometheus, in its text format. */

/** A name, its labels if any, a value; without escapes in labels, which ours have none of. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /(\w+)="([^"]*)"/g;

/**
 * The value of the first sample of this name that has all of these labels; undefined where there is none.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function metricIn(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  for (const line of text.split('\n')) {
    const [, sampleName, labelText = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (sampleName !== name) continue;
    const found = new Map([...labelText.matchAll(LABEL)].map(([, key, label]) => [key, label]));
    if (Object.entries(labels).every(([key, label]) => found.get(key) === label)) return Number(value);
  }
  return undefined;
}
