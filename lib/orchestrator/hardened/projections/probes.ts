/** How a test brings the signals about projections to a value. */
import {
  constant,
  exactSpacing,
  growing,
  times,
  type InputSeries,
  type Probe,
  type ProbeTarget,
} from '../../../model/probe';
import { METRICS } from '../../metrics';

const PROJECTION = 'probed';
const SIBLING = 'sibling';
const MOST_WORKERS = 60;
const DURATION = METRICS.eventProcessingDuration.name;
const WINDOW = 300;

const of = (at: ProbeTarget, index: number, projection: string) => ({ ...at.worker(index), projection });

export const errorsProbe: Probe = {
  values: 'continuous',
  settle: () => WINDOW + 60,
  least: () => 0,
  labels: { projection: PROJECTION },
  spacing: (value) => exactSpacing(value, WINDOW),
  series: (value, at) => [growing(METRICS.projectionErrors.name, of(at, 0, PROJECTION), value)],
};

/** A handler busy for such a share of its time. */
const busy = (value: number, at: ProbeTarget): InputSeries => growing(`${DURATION}_sum`, of(at, 0, PROJECTION), value);

export const busyProbe: Probe = {
  values: 'continuous',
  settle: () => WINDOW + 30,
  least: () => 0,
  labels: { projection: PROJECTION },
  spacing: (value) => exactSpacing(value, WINDOW),
  series: (value, at) => [busy(value, at)],
};

/** The same, beside a sibling that handles ten times as many events. */
export const slowProbe: Probe = {
  values: 'continuous',
  settle: () => WINDOW + 30,
  least: () => 0,
  labels: { projection: PROJECTION },
  spacing: (value) => exactSpacing(value, 240),
  series: (value, at) => [
    busy(value, at),
    growing(`${DURATION}_count`, of(at, 0, PROJECTION), 1),
    growing(`${DURATION}_sum`, of(at, 0, SIBLING), 0.01),
    growing(`${DURATION}_count`, of(at, 0, SIBLING), 10),
  ],
};

/** Handled events for ten minutes and then none on so many workers, while a sibling goes on. */
export const stalledProbe: Probe = {
  values: 'whole',
  settle: () => 780,
  lasts: () => 900,
  least: () => 0,
  most: () => MOST_WORKERS,
  labels: { projection: PROJECTION },
  series: (value, at) => [
    ...times(value, (index) => ({
      metric: METRICS.eventsProcessed.name,
      labels: of(at, index, PROJECTION),
      sample: (second: number) => 10 * Math.min(second, 600),
    })),
    ...times(value, (index) => growing(METRICS.eventsProcessed.name, of(at, index, SIBLING), 10)),
    ...(value === 0 ? [growing(METRICS.eventsProcessed.name, of(at, 0, PROJECTION), 10)] : []),
    constant('up', at.target(0), 1),
  ],
};

/** An event at every scrape for a while, and then so many within each window of two minutes. */
export const handlingProbe: Probe = {
  values: 'whole',
  settle: () => 480,
  least: () => 0,
  most: () => 7,
  suits: (listed) => listed?.neverRestsFor !== undefined,
  series: (value, at) => {
    const period = value === 0 ? Infinity : Math.max(15, Math.floor(105 / value / 15) * 15);
    return [
      // A worker comes when events have been handled already, or the first look would see none.
      {
        metric: METRICS.currentGenerationPartitions.name,
        labels: at.worker(0),
        sample: (second) => (second < 60 ? undefined : 1),
      },
      {
        metric: METRICS.eventsProcessed.name,
        labels: of(at, 0, PROJECTION),
        sample: (second) => (second < 300 ? second / 15 : 20 + Math.floor((second - 300) / period)),
      },
    ];
  },
};
