/** How a test brings the signals about coordination to a value. */
import { constant, isShort, SAMPLE_SPACING, sampled, times, type Probe } from '../../../model/probe';
import { METRICS } from '../../metrics';
import { MOST_WORKERS, rateProbe } from '../../probes';

const PARTITIONS = METRICS.currentGenerationPartitions.name;
const DURATION = METRICS.coordinationDuration.name;
const WINDOW = 300;

/** Each worker in a generation of its own, with one partition. */
export const apartProbe: Probe = {
  values: 'whole',
  settle: () => 0,
  most: () => MOST_WORKERS - 1,
  series: (value, at) => times(value + 1, (index) => constant(PARTITIONS, at.worker(index), 1)),
};

/** Two workers that have settled in generations of different sizes. */
export const leftBehindProbe: Probe = {
  values: 'whole',
  settle: () => 240,
  series: (value, at) => [constant(PARTITIONS, at.worker(0), 1), constant(PARTITIONS, at.worker(1), 1 + value)],
};

/** Seconds between two looks at who waits. */
const LOOK = 30;

/** A worker waits for so long after its registration, and then finishes its coordination; where that is too short for the alert, never. */
export const waitingProbe: Probe = {
  values: 'continuous',
  settle: () => 330,
  series: (value, at) => {
    // It is counted in steps, from the second look on. What fires waits without end: a step that ends leaves the window again.
    const until = at.fires ? Infinity : (Math.floor(value / LOOK) + 1) * LOOK;
    return [
      constant(METRICS.workersRegistered.name, at.worker(0), 1),
      sampled(PARTITIONS, at.worker(0), (second) => (second < until ? undefined : 1)),
    ];
  },
};

/** One coordination took so long; or, where the alert waits for longer than one counts, one every sample. */
export const durationProbe: Probe = {
  values: 'continuous',
  settle: () => 60,
  // What many samples sum up to misses a threshold by its last bits.
  spacing: (value) => (isShort(value) ? SAMPLE_SPACING : undefined),
  series: (value, at) => {
    const again = at.lasting > 400;
    const counted = [`${DURATION}_sum`, `${DURATION}_count`].map((metric, index) => {
      const each = index === 0 ? value : 1;
      return sampled(metric, at.worker(0), (second) => each * (again ? 1 + Math.floor(second / 15) : 1));
    });
    return [...counted, constant('process_start_time_seconds', at.target(0), 0)];
  },
};

export const reconfigurationRateProbe = rateProbe(METRICS.reconfigurations.name);

/** Reconfigured in the first so many windows of five minutes, and then at rest. */
export const windowsProbe: Probe = {
  values: 'whole',
  settle: (value) => (value + 1) * WINDOW,
  lasts: (value) => 3_600 - (value + 1) * WINDOW,
  most: () => 11,
  series: (value, at) => [
    sampled(METRICS.reconfigurations.name, at.worker(0), (second) => 100 + Math.min(second, value * WINDOW) / 15),
  ],
};
