import { createMixin, type MonitoringProps } from '../../lib';
import {
  askable,
  diagnosisQueries,
  DISCOVERY_QUERIES,
  presenceQuery,
  shortName,
} from '../../lib/orchestrator/diagnosis';
import { parsePromql } from '../../lib/promql/parse';

describe('questions', () => {
  test.each(['hardened', 'upstream'] as const)('parse under the profile %s', (profile) => {
    const mixin = createMixin({ profile, selector: { job: 'a"b', team: { not: 'x' } }, aggregateBy: ['cluster'] });
    const { config } = mixin;
    const queries = [
      ...Object.values(diagnosisQueries(config)),
      ...Object.values(DISCOVERY_QUERIES),
      presenceQuery(['job:orchestrator_events_rate:5m', 'a.b'], mixin),
    ];

    expect(queries.map((query) => [query, parsePromql(query).errorAt])).toEqual(
      queries.map((query) => [query, undefined]),
    );
  });

  test.each<[string, MonitoringProps, readonly string[], string]>([
    [
      'records, and what its targets expose, and nobody else’s',
      { selector: { job: 'x' } },
      ['job:orchestrator_events_rate:5m', 'up', 'process_start_time_seconds'],
      '{__name__=~"job:orchestrator_events_rate:5m|up|process_start_time_seconds",job="x"}',
    ],
    [
      'records by the labels that have one value',
      { selector: { job: 'x', zone: { regex: 'a|b' } } },
      ['job:orchestrator_events_rate:5m', 'up'],
      '{__name__="job:orchestrator_events_rate:5m",job="x"}\nor on (__name__) {__name__="up",job="x",zone=~"a|b"}',
    ],
    [
      'reads of other jobs, wherever it is',
      { replicaSets: [{ name: 'a', workers: { deployment: 'a', namespace: 'b' } }] },
      ['kube_deployment_spec_replicas', 'unread'],
      '{__name__=~"kube_deployment_spec_replicas|unread"}',
    ],
    [
      'reads in an alert of its own',
      { extend: { alerts: [{ name: 'Mine', expression: 'go_goroutines{$targets} > 9', summary: 'X.' }] } },
      ['go_goroutines'],
      '{__name__="go_goroutines",job="projection-workers"}',
    ],
    ['reads without a selector', { profile: 'upstream' }, ['up'], '{__name__="up"}'],
  ])('count what this fleet %s', (_what, props, names, asked) => {
    expect(presenceQuery(names, createMixin(props))).toBe(`group by (__name__) (${asked})`);
  });

  test('keep the labels that tell fleets apart, each once', () => {
    const { config } = createMixin({ aggregateBy: ['cluster', 'job'] });

    expect(diagnosisQueries(config).inventory).toMatch(
      /^group by \(__name__, job, instance, replica_set, exported_replica_set, projection, state, cluster\) \(/,
    );
  });
});

test.each([
  ['pupsourcing_orchestrator_active_workers', 'active_workers'],
  ['pupsourcing_orchestrator_heartbeat_latency_seconds_bucket', 'heartbeat_latency_seconds'],
  ['pupsourcing_orchestrator_heartbeat_latency_seconds_count', 'heartbeat_latency_seconds'],
  ['pupsourcing_orchestrator_active_workers_count', undefined],
  ['up', undefined],
])('the metric of the series %s is %s', (series, name) => {
  expect(shortName(series)).toBe(name);
});

test.each(['hardened', 'upstream'] as const)(
  'every panel of the profile %s can be asked without Grafana',
  (profile) => {
    for (const dashboard of createMixin({ profile }).dashboards) {
      for (const { expression } of dashboard.panels.flatMap(({ queries }) => queries)) {
        const asked = askable(expression, dashboard);
        expect(asked).not.toContain('$');
        expect(parsePromql(asked).errorAt).toBeUndefined();
      }
    }
  },
);

test('one value more beside those of a variable is none either', () => {
  const alert = { name: 'Mine', expression: 'up{$targets}', summary: 'X.' };
  const [main] = createMixin({ extend: { alerts: [alert] } }).dashboards;
  const panel = main!.panels.find(({ name }) => name === 'firing-alerts');

  expect(askable(panel!.queries[0]!.expression, main!)).toContain('replica_set=~".*",');
});
