/** How a test brings the signals of the database to a value. */
import { constant, times, type InputSeries, type Labels, type Probe, type ProbeTarget } from '../../../model/probe';
import { findTargetLabels } from '../../../model/rule-tests/target-labels';
import { DATABASE_METRICS, exposedName, type DatabaseMetric } from '../../database/metrics';
import { METRICS } from '../../metrics';
import { MOST_WORKERS, PROBED } from '../../probes';
import { databaseOf, sharedLabels } from './database-series';
import { WITNESSES } from './signals';

/** Makes a series of the database that has labels of its own and a sample at each second. */
type MakeSeries = (metric: DatabaseMetric, own: Labels, sample: InputSeries['sample']) => InputSeries;

/** Series of the database, with labels that its selector finds and those that the exporter shares with the fleet; none without such labels. */
export function seriesOfDatabase(
  write: (value: number, at: ProbeTarget, make: MakeSeries) => readonly InputSeries[],
): Probe['series'] {
  return (value, at) => {
    const { exporter } = databaseOf(at.context);
    const labels = labelsOfDatabase(at);
    return (
      labels &&
      write(value, at, (metric, own, sample) => ({
        metric: exposedName(metric, exporter),
        labels: { ...labels, ...own },
        sample,
      }))
    );
  };
}

function labelsOfDatabase({ context, fleet }: ProbeTarget): Labels | undefined {
  const { selector } = databaseOf(context);
  const labels = sharedLabels(context);
  const shared = Object.fromEntries(Object.entries(fleet).filter(([label]) => labels.includes(label)));
  const found = findTargetLabels(selector, Object.keys(shared), shared, 1);
  const isOfInstance = selector.some(({ label }) => label === 'instance');
  return found && { ...found.shared, ...shared, ...(isOfInstance ? { instance: found.instances[0] ?? '' } : {}) };
}

const ofSet = (at: ProbeTarget): Labels => ({ replica_set: at.subject });
const ofPartition = (at: ProbeTarget, partition: number): Labels => ({
  ...ofSet(at),
  ...PROBED,
  partition: String(partition),
});

/** So many partitions that nobody owns, beside one that somebody does. */
export const unownedProbe: Probe = {
  values: 'whole',
  settle: () => 60,
  series: seriesOfDatabase((value, at, make) => [
    make(DATABASE_METRICS.partitions, ofSet(at), () => value + 1),
    make(DATABASE_METRICS.ownedPartitions, ofSet(at), () => 1),
    make(DATABASE_METRICS.liveWorkers, { ...ofSet(at), state: 'running' }, () => 1),
  ]),
};

/** Live workers in so many generations. */
export const generationsProbe: Probe = {
  values: 'whole',
  settle: () => 60,
  series: seriesOfDatabase((value, at, make) => [make(DATABASE_METRICS.liveGenerations, ofSet(at), () => value)]),
};

/** So many partitions that stand still, beside one that moves; events wait for all of them. */
export const stuckProbe: Probe = {
  values: 'whole',
  settle: () => 300,
  most: () => MOST_WORKERS,
  labels: PROBED,
  series: seriesOfDatabase((value, at, make) =>
    times(value + 1, (partition) => [
      make(DATABASE_METRICS.position, ofPartition(at, partition), (second) =>
        partition === value ? 1_000 + second : 1_000,
      ),
      make(DATABASE_METRICS.lagEvents, ofPartition(at, partition), () => 5),
    ]).flat(),
  ),
};

/** So many seconds behind, while events come in twice as fast as they are passed. */
export const behindProbe: Probe = {
  values: 'continuous',
  settle: () => 360,
  labels: PROBED,
  series: seriesOfDatabase((value, at, make) => [
    make(DATABASE_METRICS.lagSeconds, ofPartition(at, 0), () => value),
    make(DATABASE_METRICS.position, ofPartition(at, 0), (second) => 1_000 + second),
    make(DATABASE_METRICS.headPosition, {}, (second) => 2_000 + 2 * second),
  ]),
};

/** So many queries give their last answer at the beginning, while a worker lives. */
export const missingProbe: Probe = {
  values: 'whole',
  settle: () => 120,
  series: seriesOfDatabase((value, at, make) => [
    ...WITNESSES.map((metric, index) => make(metric, {}, (second) => (index < value && second > 0 ? undefined : 1))),
    constant(METRICS.workersRegistered.name, at.target(0), 1),
  ]),
};
