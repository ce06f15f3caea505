/** Stands in for a Prometheus where it does not matter what is found. */
import type { FoundSeries, RecordedPrometheus } from '../real/recorded-prometheus';

/** What was asked: for one moment, or over time with so many seconds between two points. */
export interface Asked {
  readonly how: 'now' | 'over time';
  readonly query: string;
  readonly step?: number;
}

/** Remembers what it is asked, and answers everything with one series. */
export function fakePrometheus(): { readonly fake: RecordedPrometheus; readonly asked: readonly Asked[] } {
  const asked: Asked[] = [];
  const metric = { replica_set: 'orders', le: '1', state: 'running' };
  const fake: RecordedPrometheus = {
    stretches: [],
    instant: (query, time) => {
      asked.push({ how: 'now', query });
      return Promise.resolve([{ metric, value: [time, '3'] } satisfies FoundSeries]);
    },
    range: (query, { from, to }, step) => {
      asked.push({ how: 'over time', query, step });
      return Promise.resolve([
        {
          metric,
          values: [
            [from, '3'],
            [to, '4'],
          ],
        } satisfies FoundSeries,
      ]);
    },
    labelValues: () => Promise.resolve(['orders', 'billing']),
    stop: () => Promise.resolve(),
  };
  return { fake, asked };
}
