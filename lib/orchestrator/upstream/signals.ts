/** The questions of upstream's own dashboard and rules, to the letter: raw series, nothing aggregated but the active workers. */
import { METRICS, topBucket } from '../metrics';
import { aggregate, call, is, over, select } from '../../promql/write';
import type { QueryContext, Signal } from '../../model/signal';

const rate = (metric: string, { workers, window }: QueryContext): string =>
  call('rate', over(select(metric, workers), window));

const coordinationBucket = `${METRICS.coordinationDuration.name}_bucket`;

export const UPSTREAM_SIGNALS = {
  activeWorkers: {
    name: 'activeWorkers',
    title: 'Active workers',
    unit: 'workers',
    range: { minimum: { value: 0, why: 'it is a count' } },
    labels: ['replica_set', 'instance'],
    expression: ({ workers }) => select(METRICS.activeWorkers.name, workers),
  },
  totalActiveWorkers: {
    name: 'totalActiveWorkers',
    title: 'Active workers',
    unit: 'workers',
    labels: ['replica_set'],
    expression: ({ workers }) => aggregate('sum', ['replica_set'], select(METRICS.activeWorkers.name, workers)),
  },
  generationRate: {
    name: 'generationRate',
    title: 'Generation creation rate',
    unit: 'generations/s',
    labels: ['replica_set', 'instance'],
    expression: (context) => rate(METRICS.generations.name, context),
  },
  coordinationBuckets: {
    name: 'coordinationBuckets',
    title: 'Coordination duration',
    unit: 'seconds',
    labels: ['replica_set', 'instance', 'le'],
    expression: (context) => rate(coordinationBucket, context),
  },
  coordinationP95: {
    name: 'coordinationP95',
    recordedAs: { record: 'job:orchestrator_coordination_p95:5m' },
    title: 'P95 coordination duration',
    unit: 'seconds',
    range: {
      minimum: { value: 0, why: 'it is a duration' },
      maximum: { value: topBucket(METRICS.coordinationDuration), why: 'a quantile cannot exceed the top bucket' },
    },
    labels: ['replica_set', 'instance'],
    expression: (context) => call('histogram_quantile', 0.95, rate(coordinationBucket, context)),
  },
  reconfigurationRate: {
    name: 'reconfigurationRate',
    title: 'Reconfiguration rate',
    unit: 'reconfigurations/s',
    range: { minimum: { value: 0, why: 'counters only grow' } },
    labels: ['replica_set', 'instance'],
    expression: (context) => rate(METRICS.reconfigurations.name, context),
  },
  runningWorkers: {
    name: 'runningWorkers',
    title: 'Running workers',
    unit: 'state',
    labels: ['replica_set', 'instance', 'worker_id', 'state'],
    expression: ({ workers }) => `${select(METRICS.workerState.name, [is('state', 'running'), ...workers])} == 1`,
  },
  eventRate: {
    name: 'eventRate',
    recordedAs: { record: 'job:orchestrator_events_rate:5m' },
    title: 'Event processing rate',
    unit: 'events/s',
    labels: ['replica_set', 'instance', 'projection'],
    expression: (context) => rate(METRICS.eventsProcessed.name, context),
  },
  errorRate: {
    name: 'errorRate',
    recordedAs: { record: 'job:orchestrator_errors_rate:5m' },
    title: 'Projection error rate',
    unit: 'errors/s',
    range: { minimum: { value: 0, why: 'counters only grow' } },
    labels: ['replica_set', 'instance', 'projection'],
    expression: (context) => rate(METRICS.projectionErrors.name, context),
  },
} as const satisfies Record<string, Signal>;
