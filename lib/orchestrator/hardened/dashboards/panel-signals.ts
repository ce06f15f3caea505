/** Questions that panels ask and no rule does. Where a rule asks the same, panels ask with the rule's own signal. */
import { METRICS } from '../../metrics';
import { block, formatNumber, hang, labelled, on, select, type LabelMatcher } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import {
  groupBy,
  maxBy,
  minBy,
  named,
  ofTargets,
  ofWorkers,
  projectionLabels,
  recordable,
  setLabels,
  sumBy,
  targetLabels,
  workerLabels,
} from '../groupings';
import { busyShareOfSlow, errorRate, eventRate, stalledProjections } from '../projections/signals';

const SET = ['replica_set'] as const;
const PROJECTION = ['replica_set', 'projection'] as const;
const TARGET = ['instance'] as const;

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
  ${hang(errors)} > 0
) / (
  (
    ${hang(errors, '    ')}
  ) + ${eventRate.expression(context)}
  or
  ${hang(errors)}
)`;
  },
);

/** Workers on which a projection stands still, for projections that have some: hundreds of zeros are no news. */
export const standingProjections: Signal = recordable({
  ...stalledProjections,
  expression: (context) => `${block(stalledProjections.expression(context))} > 0`,
});

/** Below this share of its time no projection is called slow, however much more its siblings handle. */
export const HARDLY_BUSY = 0.1;

/** The busy share of a slow projection, where it is busy: in a fleet most projections are slower than some sibling, and idle. */
export const busyAndSlow: Signal = recordable({
  ...busyShareOfSlow,
  expression: (context) => `${block(busyShareOfSlow.expression(context))} > ${formatNumber(HARDLY_BUSY)}`,
});

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
export const answeredScrapes = named(
  'answeredScrapes',
  'Answered scrapes',
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
    return `1000 * min_over_time(timestamp(${hang(now)})[1h:1m])
and (${hang(now)})`;
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
