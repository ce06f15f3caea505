/** Questions about projections, and about the database that all of them need. */
import { METRICS } from '../../metrics';
import { hang, on } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import {
  maxBy,
  merged,
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
} from '../groupings';
import { RECORDS } from '../records';

const PROJECTION = ['replica_set', 'projection'] as const;
const DURATION_SUM = `${METRICS.eventProcessingDuration.name}_sum`;
const DURATION_COUNT = `${METRICS.eventProcessingDuration.name}_count`;

/**
 * Growth of a counter within a window, also where it was born within it: a labelled counter starts at 1, which neither rate nor increase
 * sees. A counter counts from 0 only if its process was there before, or a restart would count as growth.
 */
function grownSinceBirth(context: QueryContext, metric: string, window: string): string {
  const counter = ofWorkers(context, metric);
  return `(${counter} unless ${counter} offset ${window})
and ${on(targetLabels(context))} (${ofTargets(context, 'up')} offset ${window} == 1)`;
}

/** The same question about all projections of the workers, whichever are chosen: what a projection is compared with. */
const ofSiblings = (context: QueryContext): QueryContext => ({ ...context, projections: [] });

/** Errors a second over five minutes, counting the first one. */
export const errorRate: Signal = {
  name: 'errorRate',
  title: 'Projection error rate',
  description: 'Projection errors a second, by projection, from the first error on.',
  unit: 'errors/s',
  labels: PROJECTION,
  expression: (context) =>
    context.recorded
      ? merged(context, 'sum', PROJECTION, ofRecorded(context, RECORDS.errorsRate, PROJECTION))
      : `${sumBy(projectionLabels(context))} (
  (
    ${hang(grownSinceBirth(context, METRICS.projectionErrors.name, '5m'), '    ')}
  ) / 300
  or
  rate(${ofWorkers(context, METRICS.projectionErrors.name, '5m')})
)`,
};

/** The error rate of projections that failed within the last three minutes too: a burst that is over does not count. */
export const lastingErrorRate = recordable({
  name: 'lastingErrorRate',
  title: 'Lasting projection error rate',
  description: 'Projection errors a second over five minutes, for projections that still failed in the last three.',
  unit: 'errors/s',
  labels: PROJECTION,
  range: { minimum: { value: 0, why: 'a projection without errors has no series' } },
  expression: (context) => `${errorRate.expression(context)}
and ${on(projectionLabels(context))} (
  (
    ${hang(grownSinceBirth(context, METRICS.projectionErrors.name, '3m'), '    ')}
    or
    increase(${ofWorkers(context, METRICS.projectionErrors.name, '3m')})
  ) > 0
)`,
});

/** Events handled a second, by projection. */
export const eventRate: Signal = {
  name: 'eventRate',
  title: 'Event processing rate',
  description: 'Events processed a second, by projection.',
  unit: 'events/s',
  labels: PROJECTION,
  expression: (context) =>
    context.recorded
      ? merged(context, 'sum', PROJECTION, ofRecorded(context, RECORDS.eventsRate, PROJECTION))
      : `${sumBy(projectionLabels(context))} (rate(${ofWorkers(context, METRICS.eventsProcessed.name, context.window)}))`,
};

/** Share of its time that the busiest worker spends in a projection's handler, where a sibling projection handles more events. */
export const busyShareOfSlow = recordable({
  name: 'busyShareOfSlow',
  title: 'Busy share of a slow projection',
  description: 'Share of a worker’s time in the handler of a projection that handles fewer events than its sibling.',
  unit: 'ratio',
  labels: PROJECTION,
  range: { maximum: { value: 1, why: 'a worker runs a projection once at a time' } },
  expression: (context) => {
    const events = (asked: QueryContext): string => `rate(${ofWorkers(asked, DURATION_COUNT, '4m')})`;
    return `${maxBy(projectionLabels(context))} (
  rate(${ofWorkers(context, DURATION_SUM, '4m')})
  and
  ${events(context)} < ${on(workerLabels(context))} group_left () (0.9 * ${maxBy(workerLabels(context))} (${events(ofSiblings(context))}))
)`;
  },
});

/** Share of its time that the busiest worker spends in a projection's handler. */
export const busyShare = recordable({
  name: 'busyShare',
  title: 'Busy share of a projection',
  description: 'Share of the busiest worker’s time in a projection’s handler.',
  unit: 'ratio',
  labels: PROJECTION,
  range: { maximum: { value: 1, why: 'a worker runs a projection once at a time' } },
  expression: (context) => `${maxBy(projectionLabels(context))} (rate(${ofWorkers(context, DURATION_SUM, '5m')}))`,
});

/** Workers on which a projection that used to handle events handles none, while a sibling on the same worker does. */
export const stalledProjections = recordable({
  name: 'stalledProjections',
  title: 'Workers on which a projection stands still',
  description: 'Workers on which a projection handles no event although it did before and its siblings do.',
  unit: 'workers',
  labels: PROJECTION,
  expression: (context) => {
    const events = ofWorkers(context, METRICS.eventsProcessed.name);
    const siblings = ofWorkers(ofSiblings(context), METRICS.eventsProcessed.name);
    return `${sumBy(projectionLabels(context))} (
  (${events} - ${events} offset 2m == bool 0)
  and (rate(${ofWorkers(context, METRICS.eventsProcessed.name, '30m')} offset 2m) > 0.2)
  and ${on(workerLabels(context))} (${siblings} - ${siblings} offset 2m > 0)
)`;
  },
});

/** Median seconds of a heartbeat over five minutes: one long stall does not count, lasting slowness does. */
export const heartbeatSeconds = recordable({
  name: 'heartbeatSeconds',
  title: 'Median heartbeat latency',
  description: 'Median over five minutes. Normal: milliseconds.',
  unit: 'seconds',
  labels: ['replica_set'],
  range: { maximum: { value: 10, why: 'a quantile cannot exceed the top bucket' } },
  expression: (context) => `histogram_quantile(0.5,
  ${sumBy([...setLabels(context), 'le'])} (rate(${ofWorkers(context, `${METRICS.heartbeatLatency.name}_bucket`, '5m')}))
)`,
});

/**
 * Scrapes within two minutes at which the worker with the fewest had completed a further heartbeat; workers that restarted within four
 * minutes are left to other alerts.
 */
export const scrapesWithHeartbeat = recordable({
  name: 'scrapesWithHeartbeat',
  title: 'Scrapes with a new heartbeat',
  description: 'Scrapes within two minutes that saw a new heartbeat, for the worker that had the fewest.',
  unit: 'count',
  labels: ['replica_set'],
  range: { minimum: { value: 0, why: 'it is a count' } },
  expression: (context) => {
    const count = ofWorkers(context, `${METRICS.heartbeatLatency.name}_count`, '2m');
    return `${minBy(setLabels(context))} (
  changes(${count})
  and count_over_time(${count}) > 1
  unless ${on(targetLabels(context))} changes(${ofTargets(context, 'process_start_time_seconds', '4m')}) > 0
)`;
  },
});

/** Stale workers that were cleaned up within a quarter of an hour, counting the first one. */
export const staleWorkersCleaned = recordable({
  name: 'staleWorkersCleaned',
  title: 'Stale workers cleaned up',
  description: 'Workers whose heartbeat was older than 30 s and that were removed, within a quarter of an hour.',
  unit: 'workers',
  labels: ['replica_set'],
  expression: (context) => `${sumBy(setLabels(context))} (
  (
    ${hang(grownSinceBirth(context, METRICS.staleWorkersCleaned.name, '15m'), '    ')}
  )
  or
  increase(${ofWorkers(context, METRICS.staleWorkersCleaned.name, '15m')})
)`,
});
