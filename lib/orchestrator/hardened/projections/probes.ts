/** How a test brings the signals about projections to a value. */
import {
  constant,
  exactSpacing,
  growing,
  sampled,
  times,
  type InputSeries,
  type Labels,
  type Probe,
  type ProbeTarget,
} from '../../../model/probe';
import { METRICS } from '../../metrics';
import { flagging, MOST_WORKERS, PROBED, rateProbe } from '../../probes';

const SIBLING = { projection: 'sibling' } as const;
const DURATION = METRICS.eventProcessingDuration.name;

const of = (at: ProbeTarget, index: number, projection: Labels): Labels => ({ ...at.worker(index), ...projection });

export const errorsProbe: Probe = {
  ...rateProbe(METRICS.projectionErrors.name, PROBED),
  settle: () => 360,
};

/** A worker that takes part in a generation: rates of others do not count. */
const living = (at: ProbeTarget, index: number): InputSeries =>
  constant(METRICS.currentGenerationPartitions.name, at.worker(index), 1);

const busy = rateProbe(`${DURATION}_sum`, PROBED);

/** A handler busy for such a share of its time. */
export const busyProbe: Probe = {
  ...busy,
  series: (value, at) => [...(busy.series(value, at) ?? []), living(at, 0)],
};

/** The same, beside a sibling that handles ten times as many events. */
export const slowProbe: Probe = {
  ...busyProbe,
  spacing: (value) => exactSpacing(value, 240),
  series: (value, at) => [
    ...(busyProbe.series(value, at) ?? []),
    growing(METRICS.eventsProcessed.name, of(at, 0, PROBED), 1),
    growing(`${DURATION}_sum`, of(at, 0, SIBLING), 0.01),
    growing(METRICS.eventsProcessed.name, of(at, 0, SIBLING), 10),
  ],
};

/** Handled events for ten minutes and then none on so many workers, while a sibling goes on. */
export const stalledProbe: Probe = {
  values: 'whole',
  settle: () => 780,
  lasts: () => 900,
  most: () => MOST_WORKERS,
  labels: PROBED,
  series: (value, at) => [
    ...times(value, (index) =>
      sampled(METRICS.eventsProcessed.name, of(at, index, PROBED), (second) => 10 * Math.min(second, 600)),
    ),
    ...times(value, (index) => growing(METRICS.eventsProcessed.name, of(at, index, SIBLING), 10)),
    ...times(value, (index) => living(at, index)),
    ...(value === 0 ? [growing(METRICS.eventsProcessed.name, of(at, 0, PROBED), 10), living(at, 0)] : []),
    constant('up', at.target(0), 1),
  ],
};

/** An event at every scrape for a while, and then so many within each window of two minutes. */
export const handlingProbe: Probe = {
  values: 'whole',
  settle: () => 480,
  most: () => 7,
  suits: (listed) => listed?.neverRestsFor !== undefined,
  series: (value, at) => [
    // A worker comes when events have been handled for a whole window, or the first look would see fewer.
    sampled(METRICS.currentGenerationPartitions.name, at.worker(0), (second) => (second < 120 ? undefined : 1)),
    flagging(METRICS.eventsProcessed.name, of(at, 0, PROBED), { perWindow: value, fires: at.fires }),
  ],
};
