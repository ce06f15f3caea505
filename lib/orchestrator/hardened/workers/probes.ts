/** How a test brings the signals about workers to a value. */
import { constant, sampled, times, type InputSeries, type Probe, type ProbeTarget } from '../../../model/probe';
import type { ListedSubject } from '../../../model/signal';
import { METRICS } from '../../metrics';
import { MOST_WORKERS } from '../../probes';

/** Replicas that a workload asks for in a test, at the least. */
const REPLICAS = 3;

const PARTITIONS = METRICS.currentGenerationPartitions.name;
const REGISTERED = METRICS.workersRegistered.name;

/** Workers that have finished a coordination. */
const working = (count: number, at: ProbeTarget): readonly InputSeries[] =>
  [PARTITIONS, REGISTERED].flatMap((metric) => times(count, (index) => constant(metric, at.worker(index), count)));

/** A worker that was there for the first minute. */
const gone = (at: ProbeTarget, index: number): InputSeries =>
  sampled(PARTITIONS, at.worker(index), (second) => (second <= 60 ? 1 : undefined));

/** What a listed replica set's workload asks for, as kube-state-metrics says it. */
function replicas({ listed, target }: ProbeTarget, count: number): readonly InputSeries[] {
  const minimum = listed?.minimum;
  if (typeof minimum !== 'object') {
    return [];
  }
  const own = Object.fromEntries(minimum.matchers.map(({ label, value }) => [label, value]));
  const { job: _job, instance: _instance, ...shared } = target(0);
  return [constant(minimum.metric, { ...shared, ...own }, count)];
}

const fewest = (listed: ListedSubject | undefined): number =>
  typeof listed?.minimum === 'object' ? REPLICAS : (listed?.minimum ?? 0);

export const workingProbe: Probe = {
  values: 'whole',
  settle: () => 120,
  lasts: (value) => (value === 0 ? 3_500 : Infinity),
  most: () => MOST_WORKERS,
  suits: (listed) => listed === undefined || fewest(listed) > 0,
  series: (value, at) => [...working(value, at), gone(at, value), ...replicas(at, REPLICAS)],
};

/** The value is what is expected, where no worker is: a number follows from the configuration, a workload's replicas are played. */
export const absentProbe: Probe = {
  values: 'whole',
  settle: () => 30,
  only: (listed) => (typeof listed?.minimum === 'object' ? undefined : [0, fewest(listed)]),
  suits: (listed) => fewest(listed) > 0,
  unseen: true,
  series: (value, at) => [...working(value === 0 ? 1 : 0, at), ...replicas(at, value === 0 ? REPLICAS : value)],
};

/** One worker reports how many the application counts: fewer than should be there. */
export const missingProbe: Probe = {
  values: 'whole',
  settle: () => 0,
  most: (listed) => (typeof listed?.minimum === 'object' ? Infinity : fewest(listed) - 1),
  suits: (listed) => fewest(listed) > 1,
  series: (value, at) => {
    const wanted = typeof at.listed?.minimum === 'object' ? Math.max(0, value) + REPLICAS : fewest(at.listed);
    return [
      // What is expected of a replica set is known for the places where it was seen.
      constant(REGISTERED, at.worker(0), 1),
      constant(METRICS.activeWorkers.name, at.worker(0), wanted - value),
      ...replicas(at, wanted),
    ];
  },
};

export const excessProbe: Probe = {
  values: 'whole',
  settle: () => 0,
  least: (listed) => -mostWanted(listed) + 1,
  most: (listed) => MOST_WORKERS - mostWanted(listed),
  suits: (listed) => listed?.maximum !== undefined,
  series: (value, at) => times(mostWanted(at.listed) + value, (index) => constant(REGISTERED, at.worker(index), 1)),
};

const mostWanted = (listed: ListedSubject | undefined): number =>
  typeof listed?.maximum === 'number' ? listed.maximum : 0;

/** Either kube-state-metrics says a number, or nothing does. */
export const expectedUnknownProbe: Probe = {
  values: 'whole',
  settle: () => 0,
  most: () => 1,
  suits: (listed) => typeof listed?.minimum === 'object',
  series: (value, at) => [constant(REGISTERED, at.worker(0), 1), ...(value === 0 ? replicas(at, REPLICAS) : [])],
};
