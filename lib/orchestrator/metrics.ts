/**
 * The catalogue: every metric that pupsourcing-orchestrator v1.1.0 registers, and the few others that our expressions read.
 *
 * Source of every entry: the orchestrator's own code (`metrics/metrics.go`, `metrics/collector.go` and their callers).
 * Where its documentation page says otherwise (bucket bounds, worker states), the code is what a worker really exposes.
 */

/** What Prometheus knows a metric as. */
export type MetricType = 'counter' | 'gauge' | 'histogram';

/** The unit of one sample. `1` is a plain count. */
export type MetricUnit = '1' | 'seconds';

/** One entry of the catalogue. */
export interface Metric {
  /** Full name, as exposed. A histogram's `_bucket`, `_sum` and `_count` series are not entries of their own. */
  readonly name: string;
  readonly type: MetricType;
  readonly unit: MetricUnit;
  /** Labels that the exporter sets; the scrape adds its own (`job`, `instance`, ...). `le` is implied by the type. */
  readonly labels: readonly string[];
  /** Finite upper bounds of a histogram's buckets, in the metric's unit, ascending; `+Inf` is implied. */
  readonly buckets?: readonly number[];
  /**
   * Whether a stock worker emits it without any help from the application. A metric that says `false` is registered, but has no
   * series until the application calls the public `metrics.NewCollector(replicaSet)`.
   */
  readonly emittedByLibrary: boolean;
  /** Who writes it, and when: what one sample means. */
  readonly emitter: string;
}

/** Prefix that all metrics of the orchestrator share. */
export const METRIC_PREFIX = 'pupsourcing_orchestrator_';

/**
 * Bounds of all three histograms, in seconds: the Go client's defaults. A quantile over them can never exceed the last one,
 * which is why no threshold on a quantile may lie at or above 10 s.
 */
export const HISTOGRAM_BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** States that the `state` label of `worker_state` can hold; `stopping` was never seen on a running worker. */
export const WORKER_STATES = ['pending', 'ready', 'running', 'stopping', 'stopped'] as const;

/** What makes entries of one emitter, by type. Names are given without their prefix, labels where there are more than the replica set. */
function emitted(emittedByLibrary: boolean) {
  const entries =
    (type: MetricType) =>
    (name: string, emitter: string, labels: readonly string[] = ['replica_set']): Metric => ({
      name: METRIC_PREFIX + name,
      type,
      unit: type === 'histogram' ? 'seconds' : '1',
      labels,
      ...(type === 'histogram' ? { buckets: HISTOGRAM_BUCKETS } : {}),
      emittedByLibrary,
      emitter,
    });
  return { counter: entries('counter'), gauge: entries('gauge'), histogram: entries('histogram') };
}

const byLibrary = emitted(true);
const byApplication = emitted(false);

/** The thirteen metrics of the orchestrator, keyed by the name that the rest of the package calls them. */
export const METRICS = {
  activeWorkers: byApplication.gauge(
    'active_workers',
    'The application, by `SetActiveWorkers`. Every worker repeats the total of the replica set: aggregate with max, never with sum.',
  ),
  generations: byApplication.counter(
    'generations_total',
    'The application, by `IncGenerations`, in whichever worker created the generation: the count is spread over the processes.',
  ),
  coordinationDuration: byLibrary.histogram(
    'coordination_duration_seconds',
    'Every worker, once for each coordination that succeeded: the wait until all are ready. A timed-out one (60 s) leaves no sample.',
  ),
  reconfigurations: byLibrary.counter(
    'reconfiguration_total',
    'Every worker of a generation that was superseded: one reconfiguration steps the counter of each of them.',
  ),
  workerState: byApplication.gauge(
    'worker_state',
    'The application, by `SetWorkerState`: 1 for the current state and 0 for the others. Each registration is a new `worker_id`.',
    ['replica_set', 'worker_id', 'state'],
  ),
  eventsProcessed: byApplication.counter(
    'events_processed_total',
    'The application, by `IncEventsProcessed`, once an event and projection.',
    ['replica_set', 'projection'],
  ),
  projectionErrors: byApplication.counter(
    'projection_errors_total',
    'The application, by `IncProjectionErrors`. Lost when the worker exits on the error, as the examples of the orchestrator do.',
    ['replica_set', 'projection'],
  ),
  workersRegistered: byLibrary.counter(
    'workers_registered_total',
    'Every worker, once for each generation that it joins.',
  ),
  partitionAssignments: byLibrary.counter(
    'partition_assignments_total',
    'The worker that leads the coordination, once an assignment.',
  ),
  staleWorkersCleaned: byApplication.counter(
    'stale_workers_cleaned_total',
    'The application, by `IncStaleWorkersCleaned`: workers whose heartbeat was older than 30 s.',
  ),
  currentGenerationPartitions: byLibrary.gauge(
    'current_generation_partitions',
    'Every worker that finished a coordination: the number of partitions (expected workers) of its generation.',
  ),
  eventProcessingDuration: byApplication.histogram(
    'event_processing_duration_seconds',
    'The application, by `ObserveEventProcessingDuration`, once an event and projection.',
    ['replica_set', 'projection'],
  ),
  heartbeatLatency: byApplication.histogram(
    'heartbeat_latency_seconds',
    'The application, by `ObserveHeartbeatLatency`, once a heartbeat (every 5 s by default).',
  ),
} as const satisfies Record<string, Metric>;

/** A metric of somebody else's that our expressions read: the scrape itself, the Go client, kube-state-metrics, Prometheus. */
export interface ForeignMetric {
  readonly name: string;
  /** Labels beyond those of the scrape. */
  readonly labels: readonly string[];
  /** Whether the workers' selector (`job="projection-workers"`) finds it. */
  readonly onWorkers: boolean;
  readonly source: string;
}

export const FOREIGN_METRICS: readonly ForeignMetric[] = [
  { name: 'up', labels: [], onWorkers: true, source: 'Prometheus, one a target: 1 when the scrape succeeded.' },
  {
    name: 'process_start_time_seconds',
    labels: [],
    onWorkers: true,
    source:
      'The Go client library in every worker: Unix time of the process start. A registry of your own needs its process collector, `collectors.NewProcessCollector`; without it, OrchestratorWorkersExiting and OrchestratorWorkerCrashLoop cannot fire, and a worker that calls `Run` again and never coordinates counts as working.',
  },
  {
    name: 'kube_deployment_spec_replicas',
    labels: ['namespace', 'deployment'],
    onWorkers: false,
    source: 'kube-state-metrics: replicas that the Deployment asks for.',
  },
  {
    name: 'kube_statefulset_replicas',
    labels: ['namespace', 'statefulset'],
    onWorkers: false,
    source: 'kube-state-metrics: replicas that the StatefulSet asks for.',
  },
  {
    name: 'ALERTS',
    labels: ['alertname', 'alertstate', 'severity', 'replica_set', 'projection', 'objective'],
    onWorkers: false,
    source: 'Prometheus itself: 1 for every pending or firing alert.',
  },
];

/** The series names of a metric: itself, or a histogram's three. */
export function seriesNames(metric: Metric): readonly string[] {
  return metric.type === 'histogram'
    ? ['_bucket', '_sum', '_count'].map((suffix) => metric.name + suffix)
    : [metric.name];
}

/** Largest finite bucket bound of a histogram, in its unit: no quantile over it can be higher. */
export function topBucket({ name, buckets = [] }: Metric): number {
  if (buckets.length === 0) {
    throw new Error(`${name} has no buckets`);
  }
  return Math.max(...buckets);
}

/** Labels of the workers' own job: no series of another job has the same. All others of the fleet's labels are taken to be shared. */
export const OF_THE_JOB: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'pod',
  'container',
  'endpoint',
  'service',
  'node',
]);

/** Labels whose values are places where a fleet runs as a whole. Workers of one replica set share a database, and so such a place. */
export const PLACES: readonly string[] = [
  'cluster',
  'cluster_name',
  'k8s_cluster',
  'k8s_cluster_name',
  'kubernetes_cluster',
  'namespace',
  'environment',
  'env',
  'stage',
  'tenant',
];
