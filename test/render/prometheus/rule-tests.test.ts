import { parse } from 'yaml';

import {
  createMixin,
  renderPrometheusRuleTestFile,
  renderPrometheusRuleTests,
  type MonitoringProps,
} from '../../../lib';

interface Rendered {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test?: readonly unknown[];
  readonly promql_expr_test?: readonly unknown[];
}

function testOf(name: string, props: MonitoringProps = {}): Rendered {
  const { file } = renderPrometheusRuleTests(createMixin(props));
  return file.tests.find((test) => test['name'] === name) as unknown as Rendered;
}

const runbook = (name: string): string =>
  `https://github.com/getpup/pupsourcing-orchestrator-monitoring/blob/main/docs/runbook.md#${name.toLowerCase()}`;

test('a test file goes with the rule file, in which recording rules come first', () => {
  const { tests: _tests, ...file } = parse(renderPrometheusRuleTestFile(createMixin())) as Record<string, unknown>;

  expect(file).toEqual({
    rule_files: ['rules.yaml'],
    evaluation_interval: '30s',
    group_eval_order: createMixin().ruleGroups.map(({ name }) => name),
  });
});

test('a case in which an alert fires: just not yet, then with all labels and texts, to its end', () => {
  const test = testOf('OrchestratorTooManyWorkers: a worker too many comes and goes', {
    replicaSets: [{ name: 'a "b"', workers: 1 }],
    watchUnlisted: false,
    alerts: { labels: { team: 'of {{ $labels.replica_set }}' } },
  });
  const label = '{job="projection-workers",instance="worker-1:9090",replica_set="a \\"b\\""}';

  expect(test.interval).toBe('10s');
  expect(test.input_series[0]).toEqual({
    series: `pupsourcing_orchestrator_workers_registered_total${label}`,
    values: '_x32 1x104 stale _x13',
  });
  expect(test.alert_rule_test).toEqual([
    { eval_time: '20m', alertname: 'OrchestratorTooManyWorkers', exp_alerts: [] },
    {
      eval_time: '20m30s',
      alertname: 'OrchestratorTooManyWorkers',
      exp_alerts: [
        {
          exp_labels: { replica_set: 'a "b"', severity: 'warning', team: 'of a "b"' },
          exp_annotations: {
            summary: 'The replica set has more workers than expected.',
            description: expect.stringMatching(/^Replica set a "b" has 2 registered workers, at most 1 are expected: /),
            runbook_url: runbook('OrchestratorTooManyWorkers'),
          },
        },
      ],
    },
    { eval_time: '23m', alertname: 'OrchestratorTooManyWorkers', exp_alerts: [] },
    { eval_time: '25m', alertname: 'OrchestratorTooManyWorkers', exp_alerts: [] },
  ]);
});

test('a case in which nothing fires looks at the whole of it', () => {
  const test = testOf('OrchestratorNeverConverges: all workers share one generation');

  expect(test.alert_rule_test).toBeUndefined();
  expect(test.promql_expr_test).toEqual([
    {
      expr: 'last_over_time(ALERTS{alertname="OrchestratorNeverConverges",alertstate="firing"}[8m1s])',
      eval_time: '8m',
      exp_samples: [],
    },
  ]);
});

test('a recorded value is compared but for its last bits, which differ between versions of Prometheus', () => {
  const [first] = testOf('job:orchestrator_errors_rate:5m: first errors of two workers').promql_expr_test ?? [];

  expect(first).toEqual({
    expr: 'round(job:orchestrator_errors_rate:5m, 0.000001)',
    eval_time: '5m30s',
    // A tenth and two of them.
    exp_samples: [{ labels: '{job="projection-workers",replica_set="main",projection="orders"}', value: 0.3 }],
  });
});

test('a text that cannot be foretold is not looked at, the alert is', () => {
  const test = testOf('OrchestratorSlowHeartbeat: half of the heartbeats take just too long, for a while', {
    alerts: { labels: { team: '{{ $labels.replica_set | toUpper }}' } },
  });

  expect(test.alert_rule_test?.[0]).toMatchObject({ exp_alerts: [] });
  expect(test.promql_expr_test?.[0]).toMatchObject({
    expr: 'group by (alertname, replica_set) (ALERTS{alertname="OrchestratorSlowHeartbeat",alertstate="firing"})',
    exp_samples: [{ labels: '{alertname="OrchestratorSlowHeartbeat",replica_set="unlisted"}', value: 1 }],
  });
});

test('what is left out stands in comments above', () => {
  const yaml = renderPrometheusRuleTestFile(
    createMixin({ alerts: { overrides: { OrchestratorStaleWorkersCleaned: { for: '1h' } } } }),
  );

  expect(yaml.split('\n').slice(0, 3)).toEqual([
    '# promtool test rules rules.test.yaml',
    '# Left out: OrchestratorStaleWorkersCleaned: a case in which it fires: no test can show one with these settings.',
    'rule_files:',
  ]);
});
