/** Questions about coordinations, generations and reconfigurations. */
import type { Duration } from '../../../promql/duration';
import { METRICS } from '../../metrics';
import { on } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import { countBy, groupBy, maxBy, ofWorkers, recordable, setLabels, workerLabels } from '../groupings';

const SET = ['replica_set'] as const;
const SUM = `${METRICS.coordinationDuration.name}_sum`;
const COUNT = `${METRICS.coordinationDuration.name}_count`;

/** Longest that a coordination can take: then it times out, by the orchestrator's default. */
const COORDINATION_TIMEOUT = { value: 60, why: 'a coordination times out after 60 s and leaves no sample' };

/**
 * Workers less the partitions of the largest generation that any of them ran in within two minutes. A generation has a partition for each
 * of its workers: above 0, some work outside of the common generation. Looking back keeps a scale-down quiet, in which workers that are gone
 * still count until the next scrape.
 */
export const workersBeyondPartitions: Signal = {
  name: 'workersBeyondPartitions',
  title: 'Workers without a common generation',
  description: 'Workers beyond the partitions of the largest generation in use; 0 while all run in one generation.',
  unit: 'workers',
  labels: SET,
  expression: (context) => beyondPartitions(context, ofWorkers(context, METRICS.currentGenerationPartitions.name)),
};

/**
 * The same for somebody who asks once, and cannot wait as an alert does: workers that were scraped within the given time count, so that a
 * scrape which failed does not look like a worker less.
 */
export function workersBeyondPartitionsWithin(context: QueryContext, lookBack: Duration): string {
  return beyondPartitions(
    context,
    `last_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, lookBack)})`,
  );
}

function beyondPartitions(context: QueryContext, workers: string): string {
  return `${countBy(setLabels(context))} (${workers})
- ${maxBy(setLabels(context))} (max_over_time(${ofWorkers(context, METRICS.currentGenerationPartitions.name, '2m')}))`;
}

/** Seconds of the last five minutes in which some worker was registered without having finished a coordination. */
export const secondsWithoutCoordination = recordable({
  name: 'secondsWithoutCoordination',
  title: 'Time without a finished coordination',
  description: 'Seconds of the last five minutes in which some worker waited for its first coordination.',
  unit: 'seconds',
  labels: SET,
  range: { maximum: { value: 300, why: 'it looks back over five minutes' } },
  expression: (context) => `30 * sum_over_time((
  ${groupBy(setLabels(context))} (
    ${ofWorkers(context, METRICS.workersRegistered.name)}
    unless ${on(workerLabels(context))} ${ofWorkers(context, METRICS.currentGenerationPartitions.name)}
  )
)[5m:30s])`,
});

/** Mean seconds that the worker which waited longest spent in the coordinations of the last ten minutes. */
export const coordinationSeconds = recordable({
  name: 'coordinationSeconds',
  title: 'Mean coordination duration',
  description:
    'Mean over ten minutes for the worker that waited longest; not bounded by the buckets, as a quantile is.',
  unit: 'seconds',
  labels: SET,
  range: { maximum: COORDINATION_TIMEOUT },
  expression: (context) => `${maxBy(setLabels(context))} (
  (${ofWorkers(context, SUM)} / ${ofWorkers(context, COUNT)} unless ${ofWorkers(context, COUNT)} offset 10m)
  or
  increase(${ofWorkers(context, SUM, '10m')}) / (increase(${ofWorkers(context, COUNT, '10m')}) > 0)
)`,
});

/** Reconfigurations a second. Every worker of a superseded generation counts each one, so the largest count is taken. */
export const reconfigurationRate = recordable({
  name: 'reconfigurationRate',
  title: 'Reconfiguration rate',
  description: 'Reconfigurations a second, counted once however many workers report them.',
  unit: 'reconfigurations/s',
  labels: SET,
  expression: (context) =>
    `${maxBy(setLabels(context))} (rate(${ofWorkers(context, METRICS.reconfigurations.name, context.window)}))`,
});

/** Five-minute slots of the last hour in which the replica set was reconfigured. */
export const busySlots = recordable({
  name: 'busySlots',
  title: 'Slots with a reconfiguration',
  description: 'How many of the twelve five-minute slots of the last hour saw a reconfiguration.',
  unit: 'count',
  labels: SET,
  range: { maximum: { value: 12, why: 'an hour has twelve slots of five minutes' } },
  expression: (context) => `sum_over_time((
  ${groupBy(setLabels(context))} (increase(${ofWorkers(context, METRICS.reconfigurations.name, '5m')}) > 0)
)[1h:5m])`,
});
