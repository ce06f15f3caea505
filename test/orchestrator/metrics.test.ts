import { METRICS } from '../../lib';
import type { Metric } from '../../lib/orchestrator';
import { HISTOGRAM_BUCKETS, METRIC_PREFIX, seriesNames, topBucket, WORKER_STATES } from '../../lib/orchestrator';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What version 1.1.0 of the orchestrator registers, and whether it writes the metric without help from the application. */
const REGISTERED = [
  ['pupsourcing_orchestrator_generations_total', 'counter', ['replica_set'], false],
  ['pupsourcing_orchestrator_workers_registered_total', 'counter', ['replica_set'], true],
  ['pupsourcing_orchestrator_partition_assignments_total', 'counter', ['replica_set'], true],
  ['pupsourcing_orchestrator_reconfiguration_total', 'counter', ['replica_set'], true],
  ['pupsourcing_orchestrator_stale_workers_cleaned_total', 'counter', ['replica_set'], false],
  ['pupsourcing_orchestrator_events_processed_total', 'counter', ['replica_set', 'projection'], false],
  ['pupsourcing_orchestrator_projection_errors_total', 'counter', ['replica_set', 'projection'], false],
  ['pupsourcing_orchestrator_active_workers', 'gauge', ['replica_set'], false],
  ['pupsourcing_orchestrator_current_generation_partitions', 'gauge', ['replica_set'], true],
  ['pupsourcing_orchestrator_worker_state', 'gauge', ['replica_set', 'worker_id', 'state'], false],
  ['pupsourcing_orchestrator_coordination_duration_seconds', 'histogram', ['replica_set'], true],
  ['pupsourcing_orchestrator_event_processing_duration_seconds', 'histogram', ['replica_set', 'projection'], false],
  ['pupsourcing_orchestrator_heartbeat_latency_seconds', 'histogram', ['replica_set'], false],
] as const;

const catalogue: readonly Metric[] = Object.values<Metric>(METRICS);

test('the catalogue has the thirteen metrics and no others', () => {
  expect(catalogue).toHaveLength(13);
  expect(catalogue.map(({ name }) => name).sort()).toEqual(REGISTERED.map(([name]) => name as string).sort());
});

test.each(REGISTERED)('%s', (name, type, labels, emittedByLibrary) => {
  const entry = catalogue.find((metric) => metric.name === name);

  expect(entry).toStrictEqual({
    name,
    type,
    unit: type === 'histogram' ? 'seconds' : '1',
    labels,
    ...(type === 'histogram' ? { buckets: BUCKETS } : {}),
    emittedByLibrary,
    emitter: entry?.emitter,
  });
  // Who writes it: the library says so of every worker, the rest is up to the application, by a call that the sentence names.
  expect(entry?.emitter).toMatch(
    emittedByLibrary ? /^(?:Every worker|The worker)\b.*\.$/ : /^The application, by `\w+`.*\.$/,
  );
});

test('names share the prefix, and counters end as counters do', () => {
  for (const { name, type } of catalogue) {
    expect(name.startsWith(METRIC_PREFIX)).toBe(true);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  }
});

test.each([
  [METRICS.activeWorkers, ['pupsourcing_orchestrator_active_workers']],
  [METRICS.generations, ['pupsourcing_orchestrator_generations_total']],
  [
    METRICS.heartbeatLatency,
    [
      'pupsourcing_orchestrator_heartbeat_latency_seconds_bucket',
      'pupsourcing_orchestrator_heartbeat_latency_seconds_sum',
      'pupsourcing_orchestrator_heartbeat_latency_seconds_count',
    ],
  ],
])('series of %p', (metric, expected) => {
  expect(seriesNames(metric)).toEqual(expected);
});

test('the top bucket is ten seconds, and only histograms have one', () => {
  expect(HISTOGRAM_BUCKETS).toEqual(BUCKETS);
  expect(topBucket(METRICS.coordinationDuration)).toBe(10);
});

test('states of a worker', () => {
  expect(WORKER_STATES).toEqual(['pending', 'ready', 'running', 'stopping', 'stopped']);
});
