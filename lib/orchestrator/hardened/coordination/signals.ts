/** Questions about coordinations, generations and reconfigurations. */
import { formatDuration, seconds, type Duration } from '../../../promql/duration';
import { block, hang, on } from '../../../promql/write';
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import {
  born,
  by,
  countWorkers,
  fresh,
  grown,
  inPlaces,
  labelsOf,
  ofReplicaSets,
  ofWorkers,
  scrapeInterval,
  SET,
  WORKER,
} from '../asking';
import { METRICS, topBucket } from '../../metrics';

const BUCKET = ['replica_set', 'le'] as const;
const SUM = `${METRICS.coordinationDuration.name}_sum`;
const COUNT = `${METRICS.coordinationDuration.name}_count`;

/**
 * Workers less the partitions of the largest generation that any of them ran in within two minutes. A generation has a partition for each
 * of its workers: above 0, some work outside of the common generation. Looking back keeps a scale-down quiet, in which workers that are gone
 * still count until the next scrape; in a rollout of many, up to a third of them.
 */
export const workersApart = ofReplicaSets({
  name: 'workersApart',
  title: 'Workers without a common generation',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'workers of a common generation are 0' } },
  recordedAs: { record: 'job:orchestrator_workers_apart:count' },
  expression: (context) => beyondPartitions(context, fresh(context, METRICS.currentGenerationPartitions.name)),
});

/**
 * The same for somebody who asks once, and cannot wait as an alert does: workers that were scraped within the given time count, so that a
 * scrape which failed does not look like a worker less.
 */
export function workersApartWithin(context: QueryContext, lookBack: Duration): string {
  return beyondPartitions(
    context,
    `last_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, lookBack)})`,
  );
}

function beyondPartitions(context: QueryContext, workers: string): string {
  const placed = inPlaces(context);
  const largest = `${by('max', SET, placed)} (max_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, '2m')}))`;
  return `${by('max', SET, context)} (
  (
    ${countWorkers(placed, workers)} > ${largest} * 4 / 3
    or ${largest}
  )
  - ${largest}
)`;
}

/**
 * By how many partitions the generations differ that workers have been in for three minutes without a change. In a rollout, or while an
 * autoscaler swings, every worker that still reaches the database changes along with the others; and while workers join, nothing is settled.
 */
export const workerLeftBehind = ofReplicaSets({
  name: 'workerLeftBehind',
  title: 'Disagreement about the partitions',
  unit: 'partitions',
  range: { minimum: { value: 0, why: 'workers that agree differ by 0' } },
  recordedAs: { record: 'job:orchestrator_worker_left_behind:diff' },
  expression: (context) => {
    const placed = inPlaces(context);
    const { name } = METRICS.currentGenerationPartitions;
    const now = ofWorkers(context, name);
    const settled = `
    min_over_time(${ofWorkers(context, name, '3m')}) == max_over_time(${ofWorkers(context, name, '3m')})
    and ${fresh(context, name)}
  `;
    return `${by('max', SET, context)} (
  ${by('max', SET, placed)} (${settled})
  - ${by('min', SET, placed)} (${settled})
  unless ${on(labelsOf(SET, placed))} (${now} unless ${now} offset 3m)
)`;
  },
});

/**
 * Seconds of the last five minutes in which some worker was registered without having finished a coordination; not the first 15 s of one
 * at a new address: a rollout of many pods is made of those.
 */
export const coordinationWaiting = ofReplicaSets({
  name: 'coordinationWaiting',
  title: 'Time without a finished coordination',
  unit: 'seconds',
  range: {
    minimum: { value: 0, why: 'it is a duration' },
    maximum: { value: 300, why: 'it looks back over five minutes' },
  },
  recordedAs: { record: 'job:orchestrator_coordination_wait:sum5m' },
  expression: (context) => `30 * sum_over_time((
  ${by('group', SET, context)} (
    ${fresh(context, METRICS.workersRegistered.name)}
    and last_over_time(${ofWorkers(context, METRICS.workersRegistered.name, '5m')} offset 15s)
    unless ${on(labelsOf(WORKER, context))} ${ofWorkers(context, METRICS.currentGenerationPartitions.name)}
  )
)[5m:30s])`,
});

/** Longest that a coordination can take: then it times out, by the orchestrator's default. */
const COORDINATION_TIMEOUT = { value: 60, why: 'a coordination times out after 60 s and leaves no sample' };

/** Mean seconds that the worker which waited longest spent in the coordinations of the last ten minutes. */
export const coordinationSeconds = ofReplicaSets({
  name: 'coordinationSeconds',
  title: 'Mean coordination duration',
  unit: 'seconds',
  range: { minimum: { value: 0, why: 'it is a duration' }, maximum: COORDINATION_TIMEOUT },
  seenFor: '10m',
  recordedAs: { record: 'job:orchestrator_coordination:mean10m' },
  expression: (context) => `${by('max', SET, context)} (
  (
    ${born(context, COUNT, '10m', { firstOfProcess: true, value: `${ofWorkers(context, SUM)} / ${ofWorkers(context, COUNT)}` })}
  )
  or
  increase(${ofWorkers(context, SUM, '10m')}) / (increase(${ofWorkers(context, COUNT, '10m')}) > 0)
)`,
});

/** Reconfigurations a second. Every worker of a superseded generation counts each one, so the largest count is taken. */
export const reconfigurationRate = ofReplicaSets({
  name: 'reconfigurationRate',
  title: 'Reconfiguration rate',
  unit: 'reconfigurations/s',
  range: { minimum: { value: 0, why: 'counters only grow' } },
  recordedAs: { record: 'job:orchestrator_reconfigurations:rate5m' },
  expression: (context) =>
    `${by('max', SET, context)} (rate(${ofWorkers(context, METRICS.reconfigurations.name, context.window)}))`,
});

/**
 * Replica sets that were reconfigured within five minutes. The first reconfiguration of a process counts too: what an autoscaler starts seldom
 * lives to see a second one.
 */
export const reconfiguredWindow = ofReplicaSets({
  name: 'reconfiguredWindow',
  title: 'Reconfigured within five minutes',
  unit: 'count',
  recordedAs: { record: 'job:orchestrator_reconfigured:group5m' },
  expression: (context) => {
    // What grows from the last scrape of one window to the first of the next belongs to the second: what comes every five minutes may always come
    // then.
    const range = formatDuration(300 + seconds(scrapeInterval(context)));
    return `${by('group', SET, context)} ((
  ${hang(grown(context, METRICS.reconfigurations.name, '5m', { range }), '  ')}
) > 0)`;
  },
});

/** Five-minute windows of the last hour in which the replica set was reconfigured. */
export const frequentReconfigurations = ofReplicaSets({
  name: 'frequentReconfigurations',
  title: '5-minute windows with a reconfiguration',
  unit: 'count',
  range: {
    minimum: { value: 0, why: 'it is a count' },
    maximum: { value: 12, why: 'an hour has twelve windows of five minutes' },
  },
  expression: (context) => `sum_over_time(${block(ask(reconfiguredWindow, context))}[1h:5m])`,
});

/** Coordinations of each replica set in each bucket, the first one of a process among them. */
export const coordinationGrowth: Signal = {
  name: 'coordinationGrowth',
  title: 'Coordinations by bucket',
  unit: 'seconds',
  labels: BUCKET,
  recordedAs: { record: 'job:orchestrator_coordination_bucket:5m' },
  expression: (context) => `${by('sum', BUCKET, context)} (
  ${grown(context, `${METRICS.coordinationDuration.name}_bucket`, context.window)}
)`,
};

/** Coordinations in each bucket, over all replica sets that are chosen. */
export const coordinationBuckets: Signal = {
  name: 'coordinationBuckets',
  title: 'Coordination duration',
  unit: 'seconds',
  labels: ['le'],
  expression: (context) => `sum by (le) (${hang(ask(coordinationGrowth, context))})`,
};

/** The slowest twentieth of the coordinations, interpolated within its bucket; nothing where there was none. */
export const coordinationP95 = ofReplicaSets({
  name: 'coordinationP95',
  title: 'P95 coordination duration',
  unit: 'seconds',
  range: {
    maximum: { value: topBucket(METRICS.coordinationDuration), why: 'a quantile cannot exceed the top bucket' },
  },
  recordedAs: { record: 'job:orchestrator_coordination_p95:5m' },
  expression: (context) => `histogram_quantile(0.95, ${hang(ask(coordinationGrowth, context))}) >= 0`,
});

/** New generations a second over five minutes, counting the first one of each process. The count is spread over them, so it is summed. */
export const generationRate = ofReplicaSets({
  name: 'generationRate',
  title: 'Generation creation rate',
  unit: 'generations/s',
  recordedAs: { record: 'job:orchestrator_generations:rate5m' },
  expression: (context) => `${by('sum', SET, context)} (
  ${grown(context, METRICS.generations.name, '5m')}
) / 300`,
});

/** Replica sets that were reconfigured within two minutes. */
export const reconfigured = ofReplicaSets({
  name: 'reconfigured',
  title: 'Reconfigured',
  unit: 'count',
  expression: (context) => `${by('max', SET, context)} (
  ${grown(context, METRICS.reconfigurations.name, '2m')}
) > 0`,
});

/** Partitions of the largest generation. */
export const mostPartitions = ofReplicaSets({
  name: 'mostPartitions',
  title: 'Partitions, at most',
  unit: 'partitions',
  expression: (context) =>
    `${by('max', SET, context)} (${ofWorkers(context, METRICS.currentGenerationPartitions.name)})`,
});

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  workersApart,
  workerLeftBehind,
  coordinationWaiting,
  coordinationSeconds,
  reconfigurationRate,
  reconfiguredWindow,
  generationRate,
];
