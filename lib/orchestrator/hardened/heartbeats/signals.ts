/** Questions about heartbeats: what every worker writes to the database that all of them need. */
import { formatDuration, seconds } from '../../../promql/duration';
import { on } from '../../../promql/write';
import type { QueryContext, Signal } from '../../../model/signal';
import {
  by,
  grown,
  labelsOf,
  ofReplicaSets,
  ofWorkers,
  restarted,
  scrapeInterval,
  SET,
  TARGET,
  twoMinutesAt,
  WORKER,
} from '../asking';
import { METRICS } from '../../metrics';

const latencyBuckets = (context: QueryContext, window: string): string =>
  `${by('sum', [...SET, 'le'], context)} (rate(${ofWorkers(context, `${METRICS.heartbeatLatency.name}_bucket`, window)}))`;

/** Median seconds of a heartbeat over three minutes: one long stall does not count, lasting slowness does. */
export const heartbeatSeconds = ofReplicaSets({
  name: 'heartbeatSeconds',
  title: 'Median heartbeat latency',
  unit: 'seconds',
  range: {
    minimum: { value: 0, why: 'it is a duration' },
    maximum: { value: 10, why: 'a quantile cannot exceed the top bucket' },
  },
  recordedAs: { record: 'job:orchestrator_heartbeat_p50:3m' },
  expression: (context) => `histogram_quantile(0.5,
  ${latencyBuckets(context, '3m')}
) >= 0`,
});

/** The 99th percentile of heartbeats. */
export const heartbeatP99 = ofReplicaSets({
  name: 'heartbeatP99',
  title: 'P99 heartbeat latency',
  unit: 'seconds',
  recordedAs: { record: 'job:orchestrator_heartbeat_p99:5m' },
  expression: (context) => `histogram_quantile(0.99, ${latencyBuckets(context, context.window)}) >= 0`,
});

/** Part of a window in which there must be a scrape of before: it outlasts a scrape of the slowest supported interval that comes late. */
const PART = '75s';

/**
 * Seconds since the last scrape of a worker that is there: 30, or its interval if that is longer, and five for one that comes late. A pod that
 * shuts down answers without heartbeats for a while, and Prometheus notes that it is gone two intervals after it.
 */
const recent = (context: QueryContext): number => Math.max(30, seconds(scrapeInterval(context))) + 5;

/**
 * Scrapes within two minutes at which the worker with the fewest had completed a further heartbeat; workers that restarted within four
 * minutes are left to other alerts. Around a gap in the scrapes two of them may be too close to each other to see a heartbeat, so there has
 * to be one of before; and a recent one, as a worker that is gone has none.
 */
export const heartbeatProgress = ofReplicaSets({
  name: 'heartbeatProgress',
  title: 'Scrapes with a new heartbeat',
  unit: 'count',
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_heartbeats:min2m' },
  expression: (context) => {
    const count = (window?: string): string => ofWorkers(context, `${METRICS.heartbeatLatency.name}_count`, window);
    const window = twoMinutesAt(scrapeInterval(context));
    const before = formatDuration(seconds(window) - seconds(PART));
    return `${by('min', SET, context)} (
  ${by('max', WORKER, context)} (
    changes(${count(window)})
    and timestamp(${count()}) > time() - ${String(recent(context))}
    and last_over_time(${count(PART)} offset ${before})
    unless ${on(labelsOf(TARGET, context))} ${restarted(context, '4m')}
    unless ${on(labelsOf(WORKER, context))} changes(${ofWorkers(context, METRICS.workersRegistered.name, window)}) > 0
  )
)`;
  },
});

/** Stale workers that were cleaned up within a quarter of an hour, counting the first one. */
export const staleWorkersCleaned = ofReplicaSets({
  name: 'staleWorkersCleaned',
  title: 'Stale workers cleaned up',
  unit: 'workers',
  range: { minimum: { value: 0, why: 'it is a count' } },
  seenFor: '15m',
  recordedAs: { record: 'job:orchestrator_stale_workers:sum15m' },
  expression: (context) => `${by('sum', SET, context)} (
  ${grown(context, METRICS.staleWorkersCleaned.name, '15m', { firstOfProcess: false })}
)`,
});

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [heartbeatSeconds, heartbeatProgress, staleWorkersCleaned];
