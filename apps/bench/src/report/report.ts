/** The result as one page of its own: nothing is loaded from elsewhere, and no script runs in it. */
import type { Result } from '../result-schema.ts';
import { circumstancesOf, lanesAtOnce, NAIVE_NOTE } from '../summary.ts';
import { agreementChart } from './agreement-chart.ts';
import { costChart } from './cost-chart.ts';
import { distributionChart } from './distribution-chart.ts';
import { costTable, latenessTable, roundTripTable, wrongnessTable } from './figure-tables.ts';
import { findingOf } from './finding.ts';
import { element, type Child, type Markup } from './markup.ts';
import { conditionsOf, methodOf } from './method.ts';
import { STYLE } from './style.ts';

export function reportOf(result: Result): string {
  const title = 'Asking for prices, and being told';
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('title', {}, `${title} · ${result.environment.startedAt.slice(0, 10)}`),
    element('style', {}, STYLE),
  );
  const body = element('body', {}, element('main', {}, element('h1', {}, title), sections(result)));
  return `<!doctype html>\n${element('html', { lang: 'en' }, head, body).text}\n`;
}

function sections(result: Result): Child {
  const { lanes, roundTripMs } = result;
  return [
    element('p', { class: 'lead' }, findingOf(lanes)),
    element('p', { class: 'about' }, about(result)),
    doubts(result),
    section(
      'How late',
      'From the publication of every quote until the reader holds it or a newer one of its symbol. All lanes on one logarithmic axis; the mean at the right, the predicted mean dashed.',
      distributionChart(lanes),
      latenessTable(lanes),
      element('p', { class: 'note' }, NAIVE_NOTE),
    ),
    section(
      'How wrong',
      'Out of date is the share of time in which the price shown is not the newest, averaged over symbols. The price error is |shown − market| over time.',
      wrongnessTable(lanes),
    ),
    section(
      'Measured against predicted',
      'Residuals: measured less predicted. Grey is what this project tolerates: 3\u00a0% and 2\u00a0ms of the mean, 2\u00a0percentage points of the share. Lines reach two standard errors of so short a sample to either side.',
      agreementChart(result),
    ),
    section(
      'What it costs',
      'What crossed the sockets, headers and framing included, as the server counted it. Left is cheap, low is fresh.',
      costChart(lanes),
      costTable(lanes),
    ),
    Object.keys(roundTripMs).length === 0
      ? []
      : section(
          'Two ways',
          'The round trip of a small question and its answer, while quotes keep arriving on the same connection.',
          roundTripTable(roundTripMs),
        ),
    section('How it was measured', methodOf(result), conditionsOf(result)),
  ];
}

function section(title: string, text: string, ...figures: Markup[]): Markup {
  return element('section', {}, element('h2', {}, title), element('p', { class: 'about' }, text), figures);
}

function about(result: Result): string {
  const { lanes, environment } = result;
  const date = new Date(environment.startedAt).toLocaleDateString('en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return `${lanesAtOnce(lanes)}, ${circumstancesOf(result)}. ${date}.`;
}

function doubts({ validity }: Result): Child {
  if (validity.ok) return [];
  return element(
    'div',
    { class: 'doubt' },
    element('p', {}, element('b', {}, 'This run is doubtful.')),
    validity.reasons.map((reason) => element('p', {}, reason)),
  );
}
