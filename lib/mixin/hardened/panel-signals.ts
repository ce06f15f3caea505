/** Questions that panels ask and no rule does. Where a rule asks the same, panels ask with the rule's own signal. */
import { seconds, type Duration } from '../duration';
import { METRICS, topBucket } from '../metrics';
import { call, formatNumber, labelled, on, over, select, type LabelMatcher } from '../promql';
import type { QueryContext, Signal, SignalUnit } from '../signals';
import {
  groupBy,
  maxBy,
  minBy,
  ofRecorded,
  ofTargets,
  ofWorkers,
  projectionLabels,
  recordable,
  setLabels,
  sumBy,
  targetLabels,
  workerLabels,
} from './groupings';
import { errorRate, eventRate } from './projection-signals';
import { RECORDS } from './records';

const SET = ['replica_set'] as const;
const BUCKET = ['replica_set', 'le'] as const;
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
  return recordable({ name, title, description, unit, labels, expression });
}

/** An expression of several lines, to be put into parentheses that stand further to the right. */
const lines = (expression: string): string => expression.replace(/\n/g, '\n  ');

/** The moment at which a window begins. What Grafana puts in for the window is no number: then it is looked for. */
const beginning = (window: Duration): string =>
  window.startsWith('$')
    ? `scalar(min_over_time(${over('vector(time())', `${window}:5s`)}))`
    : `(time() - ${formatNumber(seconds(window))})`;

/**
 * Growth of a counter within a window, also where it was born within it: a counter starts at 1 with the first event, which no rate sees.
 * It counts from 0 only if its process was scraped before, or started within the window; else a gap in the scrapes would count as growth.
 */
function grown(context: QueryContext, metric: string, window: Duration): string {
  const counter = ofWorkers(context, metric);
  return `(
    (${counter} unless ${counter} offset ${window})
    and ${on(targetLabels(context))} (
      ${ofTargets(context, 'up')} offset ${window} == 1
      or ${ofTargets(context, 'process_start_time_seconds')} > ${beginning(window)}
    )
  )
  or
  increase(${ofWorkers(context, metric, window)})`;
}

/** Coordinations of each replica set in each bucket, the first one of a process among them. */
export const coordinationGrowth = named(
  'coordinationGrowth',
  'Coordinations by bucket',
  'Coordinations of a replica set in each bucket, the first one of a process among them.',
  'seconds',
  BUCKET,
  (context) =>
    context.recorded
      ? `${sumBy([...context.by, ...BUCKET])} (${ofRecorded(context, RECORDS.coordinationBuckets, BUCKET)})`
      : `${sumBy([...context.by, ...BUCKET])} (
  ${grown(context, `${METRICS.coordinationDuration.name}_bucket`, context.window)}
)`,
);

/** Coordinations in each bucket, over all replica sets that are chosen. */
export const coordinationBuckets = named(
  'coordinationBuckets',
  'Coordination duration',
  'Coordinations in each bucket, the first one of a process among them.',
  'seconds',
  ['le'],
  (context) => `${sumBy(['le'])} (${lines(coordinationGrowth.expression(context))})`,
);

/** A quantile of the coordinations, interpolated within its bucket; nothing where there was none. */
export function coordinationQuantile(quantile: number): Signal {
  return {
    ...named(
      `coordinationP${quantile * 100}`,
      `P${quantile * 100} coordination duration`,
      'As the buckets show it: interpolated, so that 1 s reads 2.4 s, and never above 10 s. For alerts, the mean is right.',
      'seconds',
      SET,
      (context) => `histogram_quantile(${quantile}, ${lines(coordinationGrowth.expression(context))}) >= 0`,
    ),
    range: {
      maximum: { value: topBucket(METRICS.coordinationDuration), why: 'a quantile cannot exceed the top bucket' },
    },
  };
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

/** Errors among the attempts, of projections that failed within five minutes. */
export const errorRatio = named(
  'errorRatio',
  'Projection error ratio',
  'Errors among the attempts to handle an event, of projections that failed within five minutes.',
  'ratio',
  PROJECTION,
  (context) => {
    const errors = errorRate.expression(context);
    return `(
  ${lines(errors)} > 0
) / (
  (
    ${errors.replace(/\n/g, '\n    ')}
  ) + ${eventRate.expression(context)}
  or
  ${lines(errors)}
)`;
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

/** Most series that a panel draws of what would be hundreds: those that matter first. */
const MOST_LINES = 25;
const fewest = (expression: string): string => call('bottomk', MOST_LINES, expression);

/** Share of the scrapes that a target answered, of those that answered the fewest. */
export const scrapeSuccess = named(
  'scrapeSuccess',
  'Scrapes that succeed',
  'Share of the scrapes that a target answered.',
  'ratio',
  TARGET,
  (context) => fewest(`${minBy(targetLabels(context))} (avg_over_time(${ofTargets(context, 'up', context.window)}))`),
);

/** How long the process of a target has been running, of the youngest. */
export const processAge = named(
  'processAge',
  'Process age',
  'Seconds since the process of a target started.',
  'seconds',
  TARGET,
  (context) => fewest(`time() - ${maxBy(targetLabels(context))} (${ofTargets(context, 'process_start_time_seconds')})`),
);

const STATE_LABELS = ['replica_set', 'worker_id', 'instance', 'state'] as const;

/**
 * Workers with the state that they are in. Every registration makes a new worker id, and the old ones stay `stopped` until the process ends:
 * they are left out. A worker whose application reports no state gets one from what the library exposes.
 */
const states = (context: QueryContext): string => {
  const inferred = (of: string, state: string): string =>
    labelled(`${groupBy(workerLabels(context))} (${of})`, 'state', state);
  const partitions = ofWorkers(context, METRICS.currentGenerationPartitions.name);
  const registered = ofWorkers(context, METRICS.workersRegistered.name);
  const subject = on(workerLabels(context));
  const live: readonly LabelMatcher[] = [...context.workers, { label: 'state', op: '!=', value: 'stopped' }];
  return `${maxBy([...context.by, ...STATE_LABELS])} (${select(METRICS.workerState.name, live)}) == 1
or ${subject} ${inferred(ofWorkers(context, METRICS.workerState.name), 'stopped')}
or ${subject} ${inferred(partitions, 'in a generation')}
or ${subject} ${inferred(registered, 'coordinating')}`;
};

export const workerStates = named(
  'workerStates',
  'Workers and their states',
  'One series for each worker, with its state, each 1; inferred where the application reports none.',
  'state',
  STATE_LABELS,
  states,
);

/** Since when a worker is in its state, looking back for an hour. */
export const workerStateSince = named(
  'workerStateSince',
  'In this state since',
  'Since when the worker has been in its state, as far as the last hour shows it.',
  'moment',
  STATE_LABELS,
  (context) => {
    const now = workerStates.expression(context);
    return `1000 * min_over_time(timestamp(${lines(now)})[1h:1m])
and (${lines(now)})`;
  },
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
