/** Questions that panels ask and no rule does. Where a rule asks the same, panels ask with the rule's own signal. */
import { METRICS } from '../metrics';
import { labelled, on, over, select, type LabelMatcher } from '../promql';
import type { QueryContext, Signal, SignalUnit } from '../signals';
import {
  maxBy,
  minBy,
  ofTargets,
  ofWorkers,
  projectionLabels,
  setLabels,
  sumBy,
  targetLabels,
  workerLabels,
} from './groupings';
import { errorRate, eventRate } from './projection-signals';

const SET = ['replica_set'] as const;
const PROJECTION = ['replica_set', 'projection'] as const;
const TARGET = ['instance'] as const;

function named(
  name: string,
  title: string,
  description: string,
  unit: SignalUnit,
  labels: readonly string[],
  expression: Signal['expression'],
): Signal {
  return { name, title, description, unit, labels, expression };
}

/**
 * Growth of a counter within a window, also where it was born within it: a counter starts at 1 with the first event, which no rate sees.
 * It counts from 0 only if its process was scraped before, or started within the window; else a gap in the scrapes would count as growth.
 */
function grown(context: QueryContext, metric: string, window: string): string {
  const counter = ofWorkers(context, metric);
  return `(
    (${counter} unless ${counter} offset ${window})
    and ${on(targetLabels(context))} (
      ${ofTargets(context, 'up')} offset ${window} == 1
      or ${ofTargets(context, 'process_start_time_seconds')} > scalar(min_over_time(${over('vector(time())', `${window}:5s`)}))
    )
  )
  or
  increase(${ofWorkers(context, metric, window)})`;
}

/** Coordinations in each bucket, over all replica sets that are chosen. */
export const coordinationBuckets = named(
  'coordinationBuckets',
  'Coordination duration',
  'Coordinations in each bucket, the first one of a process among them.',
  'seconds',
  ['le'],
  (context) => `${sumBy(['le'])} (
  ${grown(context, `${METRICS.coordinationDuration.name}_bucket`, context.window)}
)`,
);

/** A quantile of the coordinations, interpolated within its bucket; nothing where there was none. */
export function coordinationQuantile(quantile: number): Signal {
  return named(
    `coordinationP${quantile * 100}`,
    `P${quantile * 100} coordination duration`,
    'As the buckets show it: interpolated, and never above 10 s.',
    'seconds',
    SET,
    (context) => `histogram_quantile(${quantile}, ${sumBy([...setLabels(context), 'le'])} (
  ${grown(context, `${METRICS.coordinationDuration.name}_bucket`, context.window)}
)) >= 0`,
  );
}

/** New generations a second over five minutes, counting the first one of each process. The count is spread over them, so it is summed. */
export const generationRate = named(
  'generationRate',
  'Generation creation rate',
  'New generations a second over five minutes, each process’s first one among them.',
  'generations/s',
  SET,
  (context) => `${sumBy(setLabels(context))} (
  ${grown(context, METRICS.generations.name, '5m')}
) / 300`,
);

/** Replica sets that were reconfigured within two minutes. */
export const reconfigured = named(
  'reconfigured',
  'Reconfigured',
  'Replica sets that were reconfigured within two minutes.',
  'count',
  SET,
  (context) => `${maxBy(setLabels(context))} (
  ${grown(context, METRICS.reconfigurations.name, '2m')}
) > 0`,
);

/** Partitions of the largest generation, and of the smallest. */
export const mostPartitions = named(
  'mostPartitions',
  'Partitions, at most',
  'Partitions of the largest generation that a worker is in.',
  'partitions',
  SET,
  (context) => `${maxBy(setLabels(context))} (${ofWorkers(context, METRICS.currentGenerationPartitions.name)})`,
);
export const fewestPartitions = named(
  'fewestPartitions',
  'Partitions, at least',
  'Partitions of the smallest generation that a worker is in.',
  'partitions',
  SET,
  (context) => `${minBy(setLabels(context))} (${ofWorkers(context, METRICS.currentGenerationPartitions.name)})`,
);

/** Errors a second of all projections of a replica set. */
export const replicaSetErrorRate = named(
  'replicaSetErrorRate',
  'Projection errors',
  'Projection errors a second, of all projections together.',
  'errors/s',
  SET,
  (context) => `${sumBy(setLabels(context))} (
  ${errorRate.expression(context)}
)`,
);

/** Errors of a hundred attempts: 0 where events are handled and no error was ever counted. */
export const errorRatio = named(
  'errorRatio',
  'Projection error ratio',
  'Errors among the attempts to handle an event.',
  'ratio',
  PROJECTION,
  (context) => {
    const errors = errorRate.expression(context);
    const events = eventRate.expression(context);
    return `(
  ${errors}
) / (
  (
    (
      ${errors}
    ) + ${events}
    or
    ${errors}
  ) > 0
)
or ${events} * 0`;
  },
);

/** A quantile of the time that a projection takes for an event. */
export function processingQuantile(quantile: number): Signal {
  return named(
    `processingP${quantile * 100}`,
    `P${quantile * 100} processing latency`,
    'Seconds that a projection takes for an event; never above 10 s.',
    'seconds',
    PROJECTION,
    (context) =>
      `histogram_quantile(${quantile}, ${sumBy([...projectionLabels(context), 'le'])} (rate(${ofWorkers(context, `${METRICS.eventProcessingDuration.name}_bucket`, context.window)}))) >= 0`,
  );
}

/** The 99th percentile of heartbeats. */
export const heartbeatP99 = named(
  'heartbeatP99',
  'P99 heartbeat latency',
  'Seconds that the slowest heartbeats take; never above 10 s.',
  'seconds',
  SET,
  (context) =>
    `histogram_quantile(0.99, ${sumBy([...setLabels(context), 'le'])} (rate(${ofWorkers(context, `${METRICS.heartbeatLatency.name}_bucket`, context.window)}))) >= 0`,
);

/** Share of the scrapes that a target answered. */
export const scrapeSuccess = named(
  'scrapeSuccess',
  'Scrapes that succeed',
  'Share of the scrapes that a target answered.',
  'ratio',
  TARGET,
  (context) => `${minBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', context.window)}))`,
);

/** How long the process of a target has been running. */
export const processAge = named(
  'processAge',
  'Process age',
  'Seconds since the process of a target started.',
  'seconds',
  TARGET,
  (context) => `time() - ${maxBy(targetLabels(context))} (${ofTargets(context, 'process_start_time_seconds')})`,
);

const STATE_LABELS = ['replica_set', 'worker_id', 'instance', 'state'] as const;

/**
 * Workers with the state that they are in. Every registration makes a new worker id, and the old ones stay `stopped` until the process ends:
 * they are left out. A worker whose application reports no state gets one from what the library exposes.
 */
const states = (context: QueryContext): string => {
  const inferred = (of: string, state: string): string =>
    labelled(`${maxBy(workerLabels(context))} (${of})`, 'state', state);
  const partitions = ofWorkers(context, METRICS.currentGenerationPartitions.name);
  const registered = ofWorkers(context, METRICS.workersRegistered.name);
  const subject = on(workerLabels(context));
  const live: readonly LabelMatcher[] = [...context.workers, { label: 'state', op: '!=', value: 'stopped' }];
  return `(
  ${maxBy([...context.by, ...STATE_LABELS])} (${select(METRICS.workerState.name, live)}) == 1
  or ${subject} ${inferred(ofWorkers(context, METRICS.workerState.name), 'stopped')}
  or ${subject} ${inferred(partitions, 'in a generation')}
  or ${subject} ${inferred(registered, 'coordinating')}
)`;
};

export const workerStates = named(
  'workerStates',
  'Workers and their states',
  'One series for each worker, with its state; inferred where the application reports none.',
  'state',
  STATE_LABELS,
  (context) => `${states(context)} ^ 0`,
);

/** Since when a worker is in its state, looking back for an hour. */
export const workerStateSince = named(
  'workerStateSince',
  'In this state since',
  'Since when the worker has been in its state, as far as the last hour shows it.',
  'moment',
  STATE_LABELS,
  (context) => `1000 * min_over_time(timestamp(${states(context)})[1h:1m])
and ${states(context)}`,
);

/** Alerts that fire, as Prometheus's own rules raise them. */
export const firingAlerts = named(
  'firingAlerts',
  'Firing alerts',
  'One series for each alert that fires.',
  'count',
  ['alertname', 'severity', 'replica_set', 'projection'],
  (context) =>
    `${maxBy([...context.by, 'alertname', 'severity', 'replica_set', 'projection'])} (${select('ALERTS', [
      ...context.workers.filter(({ label }) => label === 'replica_set' || context.by.includes(label)),
      { label: 'alertname', op: '=~', value: 'Orchestrator.+' },
      { label: 'alertstate', op: '=', value: 'firing' },
    ])})`,
);

/** How many alerts fire for a replica set. */
export const firingAlertCount = named(
  'firingAlertCount',
  'Firing alerts',
  'How many alerts fire for the replica set.',
  'count',
  SET,
  (context) => `count by (${setLabels(context).join(', ')}) (${firingAlerts.expression(context)})`,
);
