import { createMixin } from '../../../lib';
import { findUnknownNames, labelsByMetric, type KnownSeries } from '../../../lib/orchestrator/check/expressions';
import { parsePromql } from '../../../lib/promql/parse';

const labelsOf = (known: KnownSeries, metric: string) => [...(known.get(metric) ?? [])];
const TARGET = ['job', 'instance', 'namespace', 'pod', 'cluster'];

describe('known series', () => {
  const known = labelsByMetric(createMixin({ aggregateBy: ['cluster'] }));

  test.each([
    ['pupsourcing_orchestrator_active_workers', [...TARGET, 'replica_set']],
    ['pupsourcing_orchestrator_worker_state', [...TARGET, 'replica_set', 'worker_id', 'state']],
    ['pupsourcing_orchestrator_heartbeat_latency_seconds_bucket', [...TARGET, 'replica_set', 'le']],
    ['pupsourcing_orchestrator_heartbeat_latency_seconds_sum', [...TARGET, 'replica_set']],
    ['pupsourcing_orchestrator_heartbeat_latency_seconds', []],
    ['up', TARGET],
    ['kube_deployment_spec_replicas', ['cluster', 'namespace', 'deployment']],
    ['another', []],
  ])('%s has %j', (metric, labels) => {
    expect(labelsOf(known, metric)).toEqual(labels);
  });

  test('targets have what the scrape job maps', () => {
    const scrape = { namespaces: ['shop'], podLabels: { app: 'workers' }, replicaSetPodLabel: 'set' };

    expect(labelsOf(labelsByMetric(createMixin({ scrape })), 'up')).toEqual([
      ...TARGET.filter((label) => label !== 'cluster'),
      'replica_set',
      'cluster',
    ]);
  });

  test('aggregated recording rules have what they group by, those of the README all that their metrics have', () => {
    const rule = 'job:orchestrator_events_rate:5m';

    expect(labelsOf(known, rule)).toEqual(['job', 'cluster', 'replica_set', 'projection']);
    expect(labelsOf(labelsByMetric(createMixin({ profile: 'upstream' })), rule)).toEqual([
      ...TARGET,
      'replica_set',
      'projection',
    ]);
  });
});

describe('unknown names', () => {
  const known: KnownSeries = new Map([
    ['a', new Set(['x', 'y'])],
    ['b', new Set(['z'])],
  ]);

  test.each<[string, readonly string[]]>([
    ['a{x="1"} + b{z="1"}', []],
    ['sum by (x, z) (a * b)', []],
    ['a{z="1"}', ['the metric a has no label z']],
    ['c', ['the metric c is exposed by nothing that we know']],
    ['c + c', ['the metric c is exposed by nothing that we know']],
    ['sum by (z) (b) / sum by (x) (a)', []],
    ['a * on (x) group_left (z) b', []],
    ...['sum by (z) (a) / sum by (z) (b)', 'sum by (z) (b + on () sum(a) by (z))'].map(
      (expression): [string, readonly string[]] => [
        expression,
        ['no metric that is grouped has the label z that it groups by'],
      ],
    ),
    ['sum by (z) (a)', ['no metric that is grouped has the label z that it groups by']],
    [
      'sum by (q) (a{z="1"}) + c',
      [
        'the metric a has no label z',
        'the metric c is exposed by nothing that we know',
        'no metric that is grouped has the label q that it groups by',
      ],
    ],
  ])('%s: %j', (expression, unknown) => {
    expect(findUnknownNames('', parsePromql(expression), known).map(({ what }) => what)).toEqual(unknown);
  });
});
