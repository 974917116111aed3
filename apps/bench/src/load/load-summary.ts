/** The result of a load as text for people. */
import { labelOf } from '../bench-lane.ts';
import { count, decimal, milliseconds, share } from '../format.ts';
import type { LoadResult } from './load-result-schema.ts';

const LABEL_WIDTH = 20;

export function loadSummaryOf(result: LoadResult): string {
  const { config } = result;
  const slow = config.slow > 0 ? `, ${count(config.slow)} of them slow` : '';
  const head = `${labelOf(config)}: ${count(config.readers)} readers${slow}, and ${result.timedReaders} timed ones, in ${config.workers} processes for ${config.durationS} s`;
  const lines = rowsOf(result).map(([label, value]) => `${label.padEnd(LABEL_WIDTH)}${value}`);
  return `${[head, '', ...lines, '', ...result.verdict.sentences].join('\n')}\n`;
}

function rowsOf(result: LoadResult): (readonly [label: string, value: string])[] {
  const { timeToVisibleMs, readers, flushIntervalMs, readersHeldBack, server, workers } = result;
  const { p50, p99, max } = timeToVisibleMs;
  const megabytes = result.wireBytesPerSecond / 1e6;
  return [
    ['messages', `${count(result.messagesPerSecond)}/s, ${decimal(megabytes, 1)} MB/s`],
    [
      'quotes',
      `${count(result.quotesPerSecond)}/s; ${count(result.publishedQuotesPerSecond)}/s were published`,
    ],
    ['time to visible', `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, max ${milliseconds(max)}`],
    ['readers', `${count(readers.connected)} connected in the end, ${count(readers.lost)} lost`],
    ...(readers.slow > 0
      ? [
          [
            'slow readers',
            `${count(readers.slow)}, whose connections ended ${count(readers.cutOff)} times`,
          ] as const,
        ]
      : []),
    ...(readersHeldBack === null ? [] : [['held back', `${count(readersHeldBack)} at most`] as const]),
    ['flush interval', `${milliseconds(flushIntervalMs.least)} to ${milliseconds(flushIntervalMs.greatest)}`],
    ...(server === null ? [] : serverRows(server)),
    ...workers.map(
      ({ cpuShare, eventLoopUtilisation, lagMs }, index) =>
        [
          index === 0 ? 'reader processes' : '',
          `CPU ${share(cpuShare, 0)} of a core, event loop ${share(eventLoopUtilisation, 0)} busy, ${milliseconds(lagMs.p99)} late (p99)`,
        ] as const,
    ),
    ['machine', `${share(result.machineIdleShare, 0)} of all cores idle`],
  ];
}

function serverRows({
  cpuShare,
  cpuUsPerMessage,
  memoryBytesPerReader,
  residentBytes: { begin, end, greatest },
}: NonNullable<LoadResult['server']>) {
  const megabytes = (bytes: number) => `${decimal(bytes / 1e6, 0)} MB`;
  return [
    ['server CPU', `${share(cpuShare, 0)} of a core, ${decimal(cpuUsPerMessage, 1)} µs per message`],
    ['server memory', `${decimal(memoryBytesPerReader / 1_000, 1)} kB per reader`],
    [
      '',
      `${megabytes(begin)} at the beginning, ${megabytes(end)} in the end, ${megabytes(greatest)} at most`,
    ],
  ] as const;
}
