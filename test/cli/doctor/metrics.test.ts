/** Which metrics are missing, from which replica sets and targets. */
import { createMixin, METRICS } from '../../../lib';
import { HISTOGRAM_BUCKETS } from '../../../lib/orchestrator';
import { representativeOf } from '../../../lib/orchestrator/diagnosis';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { diagnoseMetrics } from '../../../lib/cli/doctor/metrics';

type Metric = (typeof METRICS)[keyof typeof METRICS];

const ALL: readonly Metric[] = Object.values(METRICS);
const HISTOGRAMS = ALL.filter(({ type }) => type === 'histogram');
const isOfLibrary = ({ emittedByLibrary }: Metric): boolean => emittedByLibrary;

type Worker = readonly [replicaSet: string | undefined, metrics: readonly Metric[]];

/** What the doctor says of workers, each a target of its own that is up, that expose some metrics of a replica set. */
function found(workers: readonly Worker[], native: readonly Metric[] = [], histograms: readonly Metric[] = HISTOGRAMS) {
  const facts: Pick<Facts, 'targets' | 'inventory' | 'buckets'> = {
    targets: workers.map((_worker, index) => {
      const labels = { job: 'pw', instance: `a:${String(index)}` };
      return { ...labels, labels, up: true, lastError: '', scrapeInterval: '15s' };
    }),
    inventory: workers
      .flatMap(([replica_set, metrics], index) =>
        metrics.map((metric) => ({
          __name__: representativeOf(metric),
          job: 'pw',
          instance: `a:${String(index)}`,
          ...(replica_set === undefined ? {} : { replica_set }),
        })),
      )
      .concat(native.map(({ name }) => ({ __name__: name, job: 'pw', instance: 'a:0', replica_set: 'main' }))),
    buckets: histograms.flatMap(({ name }) =>
      [...HISTOGRAM_BUCKETS, '+Inf'].map((le) => ({ __name__: `${name}_bucket`, le: String(le) })),
    ),
  };
  return [...diagnoseMetrics(facts as Facts, createMixin())].map(({ code, evidence }) =>
    [code, ...evidence].join(' | '),
  );
}

const OF_APPLICATION =
  'active_workers, generations_total, worker_state, events_processed_total, projection_errors_total, stale_workers_cleaned_total, event_processing_duration_seconds and heartbeat_latency_seconds';

test.each<[string, readonly Worker[], readonly string[]]>([
  ['nothing', [['main', ALL]], []],
  [
    'events that did not happen yet',
    [['main', ALL.filter((metric) => metric !== METRICS.projectionErrors && metric !== METRICS.reconfigurations)]],
    [],
  ],
  [
    'a worker of an instrumented replica set, whatever the others of it expose',
    [
      ['main', ALL],
      ['main', ALL.slice(0, 1)],
    ],
    [],
  ],
  [
    'the whole application',
    [['main', ALL.filter(isOfLibrary)]],
    [`collector-not-called | no series: ${OF_APPLICATION}`],
  ],
  [
    'one application of two',
    [
      ['orders', ALL],
      ['billing', ALL.filter(isOfLibrary)],
    ],
    [`collector-not-called | no series of replica set billing: ${OF_APPLICATION}`],
  ],
  [
    'what the library emits, in one replica set of two',
    [
      ['orders', ALL],
      ['billing', ALL.filter((metric) => metric !== METRICS.workersRegistered)],
    ],
    ['library-metrics-missing | no series of replica set billing: workers_registered_total'],
  ],
  [
    'the application of a replica set without a name',
    [
      ['orders', ALL],
      [undefined, ALL.filter(isOfLibrary)],
    ],
    [
      `collector-not-called | no series of replica set (unnamed): ${OF_APPLICATION}`,
      'label-missing | 5 of 18 series have no replica_set',
    ],
  ],
  [
    'all metrics of one target of two',
    [
      ['main', ALL],
      ['', []],
    ],
    ['no-metrics | pw a:1 is up'],
  ],
  ['all metrics', [['', []]], ['no-metrics | pw a:0 is up']],
])('missing: %s', (_what, workers, findings) => {
  expect(found(workers)).toEqual(findings);
});

test('histograms that Prometheus has converted are not missing from the application', () => {
  const classic = ALL.filter((metric) => !HISTOGRAMS.includes(metric));

  expect(found([['main', classic]], HISTOGRAMS)).toEqual([
    'histograms-converted | no series: coordination_duration_seconds, event_processing_duration_seconds and heartbeat_latency_seconds',
  ]);
  expect(found([['main', ALL]], HISTOGRAMS)).toEqual([]);
});

test('a histogram whose buckets were all dropped has none', () => {
  const bounds = HISTOGRAM_BUCKETS.join(', ');

  expect(found([['main', ALL]], [], HISTOGRAMS.slice(1))).toEqual([
    `other-buckets | ${HISTOGRAMS[0]!.name}_bucket: none; expected: ${bounds}`,
  ]);
  // Those that are not there at all are missing as a whole.
  expect(found([['main', ALL.filter((metric) => metric !== HISTOGRAMS[0])]], [], HISTOGRAMS.slice(1))).toEqual([
    expect.stringMatching(/-(?:missing|called) \|/),
  ]);
});

test('what a scrape job has taken from all series is missing, not the metrics', () => {
  const facts: Pick<Facts, 'targets' | 'inventory' | 'buckets'> = {
    targets: ['a:0', 'a:1'].map((instance) => {
      const labels = { job: 'pw', instance };
      return { ...labels, labels, up: true, lastError: '', scrapeInterval: '15s' };
    }),
    inventory: ALL.map((metric) => ({ __name__: representativeOf(metric), job: 'pw', replica_set: 'main' })),
    buckets: undefined,
  };

  expect([...diagnoseMetrics(facts as Facts, createMixin())]).toEqual([
    {
      severity: 'error',
      code: 'label-missing',
      what: 'The label instance, which tells workers apart, is missing',
      evidence: ['13 of 13 series have no instance'],
      fix: expect.stringContaining('labeldrop and labelkeep in metric_relabel_configs') as string,
    },
  ]);
});
