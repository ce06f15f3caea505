/** A small recording to start from. */
import type { Recording, Sample, Series } from './scenario';

/** A sample every `interval` seconds from `first` on, one for each value; undefined leaves a scrape out. */
export function samples(values: readonly (Sample[1] | undefined)[], first = 5, interval = 5): readonly Sample[] {
  return values.flatMap((value, index): Sample[] => (value === undefined ? [] : [[first + index * interval, value]]));
}

/** A series of the worker `w1`, unless the labels say otherwise. */
export function series(name: string, values: readonly Sample[], labels: Readonly<Record<string, string>> = {}): Series {
  return { labels: { __name__: name, job: 'projection-workers', instance: 'w1', ...labels }, values };
}

/** A minute of a replica set `orders` with one worker and one fault, which lasts from 20 s to the end; without any series. */
export const MINUTE: Recording = {
  name: 'minute',
  description: 'made for tests',
  mode: 'converging',
  replicaSets: [{ name: 'orders', workers: { min: 1, max: 1 } }],
  scrapeInterval: 5,
  duration: 60,
  faults: [{ kind: 'worker-down', replicaSet: 'orders', from: 20, to: 60 }],
  events: [[0, 'start w1']],
  series: [],
};
