import { parse } from 'yaml';

import { createMixin, renderPrometheusRuleTestFile, type JsonObject, type MonitoringProps } from '../../../lib';
import type { Probe } from '../../../lib/model/probe';
import { renderPrometheusRuleTests } from '../../../lib/render';
import { ALERT_NAMES } from '../../../lib/orchestrator';
import { METRICS } from '../../../lib/orchestrator/metrics';

/** A worker shows the value from the first scrape on. */
const gaugeProbe = (metric: string): Probe => ({
  values: 'whole',
  settle: () => 0,
  series: (value, { worker }) => [{ metric, labels: worker(0), sample: () => value }],
});

const testsOf = (alert: string, props: MonitoringProps = {}) =>
  renderPrometheusRuleTests(createMixin(props)).file.tests.filter(({ name }) =>
    (name as string).split(', ').some((one) => one.startsWith(alert)),
  );

test('a test file goes with the rule file, in which recording rules come first', () => {
  const { tests: _tests, ...file } = parse(renderPrometheusRuleTestFile(createMixin())) as Record<string, unknown>;

  expect(file).toEqual({
    rule_files: ['rules.yaml'],
    evaluation_interval: '30s',
    group_eval_order: createMixin().ruleGroups.map(({ name }) => name),
  });
});

test('under upstream, whose rules select nothing, targets have the job that is scraped', () => {
  const { file } = renderPrometheusRuleTests(createMixin({ profile: 'upstream', scrape: { jobName: 'shop' } }));
  const jobs = JSON.stringify(file.tests).match(/\{job=\\"\w+/g) ?? [];

  expect([...new Set(jobs)]).toEqual(['{job=\\"shop']);
});

test('a series that ends is marked as such once, one that begins later is not', () => {
  const { file } = renderPrometheusRuleTests(createMixin());
  const inputs = JSON.stringify(file.tests);

  expect(inputs).toContain('"1x4 stale _x');
  expect(inputs).toMatch(/"_x\d+ 0x/);
  expect(inputs).not.toMatch(/"stale|stale _x\d+ _|x\d+ _x/);
});

test('one subject has the value at the threshold and does not fire, another the value beyond it and does, after `for`', () => {
  const [test, ...others] = testsOf('OrchestratorTargetDown');
  const [down, up] = ['orchestrator-target-down-1', 'orchestrator-target-down-2'];
  const isAbout = (text: unknown): boolean => JSON.stringify(text).includes('OrchestratorTargetDown');
  const series = test!['input_series'] as { series: string; values: string }[];
  const [, instance] = series
    .map(({ series: name }) => /instance="(.*?)",replica_set="(.*?)"/.exec(name))
    .find((found) => found?.[2] === down)!;
  const firing = `alertname="OrchestratorTargetDown",job="projection-workers",replica_set="${down}",severity="warning"`;

  expect(others).toEqual([]);
  expect(test!['interval']).toBe('15s');
  expect(series).toContainEqual({
    series: `pupsourcing_orchestrator_workers_registered_total{job="projection-workers",instance="${instance}",replica_set="${down}"}`,
    values: '1x24',
  });
  expect(series).toContainEqual({ series: `up{job="projection-workers",instance="${instance}"}`, values: '0x24' });
  expect((test!['promql_expr_test'] as object[]).filter(isAbout)).toEqual([
    {
      expr: `count_over_time(ALERTS{alertname="OrchestratorTargetDown",rule_scope="",replica_set="${up}"}[6m1s])`,
      eval_time: '6m',
      exp_samples: [],
    },
    {
      expr: `ALERTS{alertname="OrchestratorTargetDown",rule_scope="",replica_set="${down}",alertstate="firing"}`,
      eval_time: '6m',
      exp_samples: [{ labels: `ALERTS{${firing},alertstate="firing"}`, value: 1 }],
    },
    {
      expr: `count_over_time(ALERTS{alertname="OrchestratorTargetDown",rule_scope="",replica_set="${down}",alertstate="pending"}[6m1s])`,
      eval_time: '6m',
      exp_samples: [{ labels: `{${firing},alertstate="pending"}`, value: 1 }],
    },
  ]);
});

test('a replica set that the rule is not about plays along, and stays silent', () => {
  const own = testsOf('OrchestratorTargetDown (', {
    replicaSets: [{ name: 'a "b"', alerts: { OrchestratorTargetDown: { threshold: 2 } } }],
  });

  expect(own.map(({ name }) => name)).toEqual([
    'OrchestratorTargetDown (threshold=2): 2 does not fire',
    'OrchestratorTargetDown (threshold=2): 1 does not fire',
    'OrchestratorTargetDown (threshold=2): 3 fires',
  ]);
  expect(JSON.stringify(own[2]?.['promql_expr_test'])).toContain(
    JSON.stringify('rule_scope="threshold=2",replica_set="orchestrator-target-down-5"').slice(1, -1),
  );
});

test('the rules of several settings are tested at once, on replica sets and workers of their own, each at its time', () => {
  const settings = (index: number) =>
    index < 30 ? {} : { alerts: { OrchestratorTargetDown: { for: '5m' }, OrchestratorNoWorkers: { for: '5m' } } };
  const replicaSets = Array.from({ length: 60 }, (_, index) => ({
    name: `set-${String(index)}`,
    workers: 3,
    ...settings(index),
  })) as NonNullable<MonitoringProps['replicaSets']>;
  const tests = testsOf('Orchestrator', { replicaSets });
  const setsOf = (test: JsonObject) => {
    const sets = new Map<string, Set<string>>();
    for (const { series } of test['input_series'] as { series: string }[]) {
      const [instance, set] = ['instance', 'replica_set'].map(
        (label) => new RegExp(`${label}="([^"]*)"`).exec(series)?.[1],
      );
      sets.set(instance!, new Set([...(sets.get(instance!) ?? []), ...(set === undefined ? [] : [set])]));
    }
    return [...sets.values()];
  };
  const timesOf = (rule: string) =>
    new Set(
      tests
        .flatMap((test) => test['promql_expr_test'] as { expr: string; eval_time: string }[])
        .flatMap(({ expr, eval_time }) =>
          expr.includes(`"OrchestratorTargetDown",rule_scope="${rule}"`) ? [eval_time] : [],
        ),
    );

  expect(tests.length).toBeLessThan(10);
  expect(tests.flatMap(setsOf).filter(({ size }) => size !== 1)).toEqual([]);
  expect([...timesOf('')]).toEqual(['6m']);
  expect([...timesOf('for=5m')]).toEqual(['10m30s']);
});

test('alerts take turns with the replica sets that are listed, then with ones that are not', () => {
  const replicaSets = Array.from({ length: 8 }, (_, index) => ({ name: `set-${String(index)}`, workers: 3 }));
  const [test] = testsOf('OrchestratorTargetDown', { replicaSets });
  const expressions = (test!['promql_expr_test'] as { expr: string }[]).map(({ expr }) => expr);
  const firing = (alert: string) =>
    expressions.flatMap((expr) =>
      expr.startsWith(`ALERTS{alertname="${alert}"`) ? [/replica_set="(.*?)"/.exec(expr)?.[1]] : [],
    );

  expect(firing('OrchestratorNoWorkers')).toEqual(['set-0']);
  expect(firing('OrchestratorTargetDown')).toEqual(['set-6']);
  expect(firing('OrchestratorSlowHeartbeat')).toEqual(['orchestrator-slow-heartbeat-1']);
});

test('where the addresses run out they begin anew, and what comes then is played at once again', () => {
  const alerts = (index: number) =>
    Object.fromEntries(
      [
        'OrchestratorTargetDown',
        'OrchestratorNeverConverges',
        'OrchestratorTooManyWorkers',
        'OrchestratorWorkersExiting',
      ].map((name) => [name, { for: `${String(index + 11)}m` }]),
    );
  const replicaSets = Array.from({ length: 12 }, (_, index) => ({
    name: `set-${String(index)}`,
    workers: 40,
    alerts: alerts(index),
  }));
  const { tests } = renderPrometheusRuleTests(createMixin({ replicaSets })).file;
  const rules = tests.reduce((sum, { name }) => sum + (name as string).split(', ').length, 0);

  expect(JSON.stringify(tests)).toContain('worker-512:9090');
  expect(tests.length).toBeLessThan(rules / 2);
});

test('what a user’s own signal reads is not known: no other alert is tested at the same time', () => {
  const [test, ...others] = testsOf('ShopWaits', {
    extend: {
      alerts: [
        {
          name: 'ShopWaits',
          expression: 'max by ($by) (shop_waits{$workers})',
          threshold: 5,
          summary: 'It waits.',
          probe: gaugeProbe('shop_waits'),
        },
      ],
    },
  });

  expect(others).toEqual([]);
  expect(test!.name).toBe('ShopWaits: 5 does not fire, 4 does not fire, 6 fires');
});

test('nor of a condition that a user’s alert gives', () => {
  const signal = {
    name: 'outbox',
    title: 'Outbox',
    unit: 'count',
    labels: ['replica_set'],
    expression: () => 'max by (job, replica_set) (outbox) unless on () (count(up == 0) > 0)',
  } as const;
  const [test, ...others] = testsOf('OrchestratorTargetDown', {
    extend: {
      alerts: [
        {
          name: 'OrchestratorTargetDown',
          conditions: () => [{ key: '', signal, comparison: '>', threshold: 1 }],
          probe: gaugeProbe('outbox'),
        },
      ],
    },
  });

  expect(others).toEqual([]);
  expect(test!.name).toBe('OrchestratorTargetDown: 1 does not fire, 0 does not fire, 2 fires');
});

test('nor is it where a user’s expression stands in for a shipped one', () => {
  const { tests } = renderPrometheusRuleTests(
    createMixin({
      extend: {
        signals: [
          {
            name: 'processingP95',
            title: 'P95',
            unit: 'seconds',
            labels: ['replica_set', 'projection'],
            expression: () => 'max by (job, replica_set, projection) (shop_latency)',
          },
        ],
      },
    }),
  ).file;

  expect(tests.map(({ name }) => name).filter((name) => / .*, Orchestrator/.test(name as string))).toEqual([]);
});

test('what no process is seen of is not told apart by workers: two such rules are not tested at once', () => {
  const replicaSets = Array.from({ length: 8 }, (_, index) => ({
    name: `set-${String(index)}`,
    workers: 3,
    ...(index < 4 ? {} : { alerts: { OrchestratorReplicaSetAbsent: { for: '10m' } } }),
  })) as NonNullable<MonitoringProps['replicaSets']>;
  const firing = testsOf('OrchestratorReplicaSetAbsent', { replicaSets }).filter(({ name }) =>
    (name as string).includes(' fires'),
  );

  expect(firing.map(({ name }) => name)).toEqual([
    'OrchestratorReplicaSetAbsent: 3 fires',
    'OrchestratorReplicaSetAbsent (for=10m): 3 fires',
  ]);
});

test('a label that a template decides is left open', () => {
  const [test] = testsOf('OrchestratorTargetDown', {
    alerts: { labels: { team: '{{ $labels.replica_set }}', zone: 'x' } },
  });

  expect(test?.['promql_expr_test']).toContainEqual(
    expect.objectContaining({
      expr: 'sum without (team) (ALERTS{alertname="OrchestratorTargetDown",rule_scope="",replica_set="orchestrator-target-down-1",alertstate="firing"})',
    }),
  );
});

test.each([
  [{ regex: 'job-[1-9]' }, 'job-1'],
  [{ not: 'job-1' }, 'some'],
  [{ notRegex: 'job-1|some' }, 'other'],
  [{ notRegex: 'job-1|some|other' }, 'third'],
])('workers of a test have labels that the selector accepts: %j', (job, value) => {
  const series = testsOf('OrchestratorTargetDown', { selector: { job } }).flatMap((made) =>
    (made['input_series'] as { series: string }[]).map(({ series: name }) => /job="([^"]*)"/.exec(name)?.[1]),
  );

  expect([...new Set(series)]).toEqual([value]);
});

test('what fires where nobody is seen has the address that the selector names', () => {
  const tests = testsOf('OrchestratorReplicaSetAbsent', {
    selector: { job: 'w', instance: '10.0.0.1:80' },
    replicaSets: [{ name: 'orders', workers: 1 }],
  });
  const expected = JSON.stringify(tests).match(/ALERTS\{alertname=\\"[^}]*instance[^}]*\}/g) ?? [];

  expect(expected).toHaveLength(1);
  expect(expected[0]).toContain(String.raw`instance=\"10.0.0.1:80\"`);
});

test('workers of a workload are in its namespace', () => {
  const tests = testsOf('OrchestratorWorkerMismatch', {
    aggregateBy: ['namespace'],
    replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
  });
  const workers = tests.flatMap((made) => (made['input_series'] as { series: string }[]).map(({ series }) => series));

  expect(workers.filter((series) => !series.includes('namespace="shop"'))).toEqual([]);
  expect(workers.length).toBeGreaterThan(0);
});

test.each([
  [2.5, '2.5'],
  [2.7, '2.6993408203125'],
])('a mean of many samples, which floating point meets exactly or misses narrowly: %s', (threshold, sample) => {
  const [test] = testsOf('OrchestratorSlowCoordination', {
    alerts: { overrides: { OrchestratorSlowCoordination: { threshold, for: '20m' } } },
  });

  const sums = (test?.['input_series'] as { series: string; values: string }[]).filter(({ series }) =>
    series.includes('duration_seconds_sum'),
  );
  expect(sums.map(({ values }) => values.split(/[+x ]/)[0])).toContain(sample);
});

test.each<[string, Partial<Probe>, readonly (readonly [string, string])[]]>([
  [
    'each after its own time',
    { settle: (value) => 60 * value },
    [
      ['6 fires', '8m30s'],
      ['4 does not fire, 3 does not fire, 5 fires', '7m30s'],
    ],
  ],
  ['unless it cannot be shown', { most: () => 5 }, [['4 does not fire, 3 does not fire, 5 fires', '2m30s']]],
  [
    'unless it does not last',
    { lasts: (value) => (value > 5 ? 60 : 600) },
    [['4 does not fire, 3 does not fire, 5 fires', '2m30s']],
  ],
])('an alert from a threshold on fires at it and beyond it, %s', (_what, own, expected) => {
  const tests = testsOf('OrchestratorOutbox', {
    extend: {
      alerts: [
        {
          name: 'OrchestratorOutbox',
          expression: 'max by ($by) (outbox{$workers})',
          comparison: '>=',
          threshold: 5,
          for: '1m',
          summary: 'Messages wait.',
          probe: { ...gaugeProbe('outbox'), ...own },
        },
      ],
    },
    alerts: { overrides: Object.fromEntries(ALERT_NAMES.map((name) => [name, { enabled: false }])) },
  });

  expect(
    tests.map(({ name, promql_expr_test: checks }) => [
      (name as string).replace('OrchestratorOutbox: ', ''),
      (checks as { eval_time: string }[])[0]?.eval_time,
    ]),
  ).toEqual(expected);
});

test('a label of the fleet may be called as what every object has', () => {
  const [test] = testsOf('OrchestratorTargetDown', { aggregateBy: ['constructor'] });

  expect(JSON.stringify(test?.['input_series'])).toContain(
    JSON.stringify('up{job="projection-workers",constructor="constructor-1",').slice(1, -1),
  );
});

test('the series of a database have the labels that its own selector asks for, whatever that of the workers names', () => {
  const tests = testsOf('OrchestratorLagUnknown', {
    selector: { job: { regex: 'workers-.*' }, app: { not: '' } },
    aggregateBy: ['cluster'],
    database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  });
  const series = tests
    .flatMap((each) => each['input_series'] as { series: string }[])
    .filter((each) => !each.series.startsWith(METRICS.workersRegistered.name));

  expect(series.length).toBeGreaterThan(0);
  expect(series.filter((each) => !each.series.includes('{job="database",cluster="cluster-1"}'))).toEqual([]);
});

test.each<[string, MonitoringProps, string]>([
  ['an instance', { database: { exporter: 'postgres_exporter', selector: { instance: 'pg-1' } } }, '{instance="pg-1",'],
  [
    'a label that it shares with the workers',
    {
      aggregateBy: ['cluster'],
      selector: { cluster: { regex: 'eu|us' } },
      database: { exporter: 'postgres_exporter', selector: { job: 'db', cluster: 'us' } },
    },
    '{job="db",cluster="us",',
  ],
])('the series of a database whose selector asks for %s have it', (_what, props, labels) => {
  const series = testsOf('OrchestratorPartitionUnowned', props)
    .flatMap((made) => made['input_series'] as { series: string }[])
    .map(({ series: name }) => name)
    .filter((name) => !/^(?:pupsourcing_orchestrator_|up\{|process_)/.test(name));

  expect(series.length).toBeGreaterThan(0);
  expect(series.filter((name) => !name.includes(labels))).toEqual([]);
});

test('the series of a workload have what the selector asks for, beside the job', () => {
  const tests = testsOf('OrchestratorReplicaSetAbsent', {
    selector: { job: { regex: 'workers-.*' }, zone: { regex: 'a.*' } },
    replicaSets: [{ name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } }],
  });

  expect(JSON.stringify(tests)).toContain(
    JSON.stringify('kube_deployment_spec_replicas{zone="a0",namespace="shop",deployment="orders"}').slice(1, -1),
  );
});

test.each<[string, MonitoringProps, RegExp]>([
  [
    'what cannot last as long as the alert waits',
    { alerts: { overrides: { OrchestratorWorkerCrashLoop: { for: '2h' } } } },
    /^# Not tested: OrchestratorWorkerCrashLoop: what it looks for lasts no longer than \d+s in a test, and it waits longer\.$/m,
  ],
  [
    'a number that no test could play',
    { alerts: { overrides: { OrchestratorTargetDown: { threshold: 5_000 } } } },
    /^# Not tested: OrchestratorTargetDown: a test cannot show 5001\.$/m,
  ],
  [
    'workers whose labels cannot be guessed',
    { selector: { env: { regex: '(?i)\\p{Greek}{3}' } } },
    /^# Not tested: OrchestratorTargetDown: no labels were found that the selector accepts; a simpler regular expression would help\.$/m,
  ],
  [
    'workers that are too few for one of its tests',
    {
      selector: { instance: { regex: 'worker-1:9090' } },
      replicaSets: [{ name: 'main' }],
      watchUnlisted: false,
    },
    /^# Not tested: OrchestratorTargetDown: it takes more targets than 1, for which addresses were found that the selector accepts\.$/m,
  ],
  [
    'a database whose labels cannot be guessed',
    { database: { exporter: 'postgres_exporter', selector: { job: { regex: '\\x64b' } } } },
    /^# Not tested: OrchestratorPartitionUnowned: its probe gives no series for \d+, or found no labels for them that the selector accepts\.$/m,
  ],
  [
    'what takes longer than half a day',
    { alerts: { overrides: { OrchestratorTargetDown: { for: '13h' } } } },
    /^# Not tested: OrchestratorTargetDown: it waits longer than a test would\.$/m,
  ],
  [
    'what takes more samples than promtool reads',
    { evaluationInterval: '1m', replicaSets: [{ name: 'orders', workers: 1, inputNeverPausesFor: '2d' }] },
    /^# Not tested: OrchestratorNoEventsHandled.*: it waits longer than a test would\.$/m,
  ],
  [
    'an alert that does not say how to bring it about',
    {
      extend: {
        alerts: [{ name: 'ShopWaits', expression: 'max by ($by) (shop_waits)', threshold: 5, summary: 'It waits.' }],
      },
    },
    /^# Not tested: ShopWaits: it has no probe\.$/m,
  ],
  [
    'a probe that takes more targets than there are',
    {
      extend: {
        alerts: [
          {
            name: 'ShopWaits',
            expression: 'sum by ($by) (shop_waits{$workers})',
            summary: 'It waits.',
            probe: {
              values: 'whole',
              settle: () => 0,
              series: (_value, at) =>
                Array.from({ length: 600 }, (_each, index) => ({
                  metric: 'shop_waits',
                  labels: at.worker(index),
                  sample: () => 1,
                })),
            },
          },
        ],
      },
    },
    /^# Not tested: ShopWaits: it takes more targets than 512, for which addresses were found/m,
  ],
  [
    'the twenty-first rule of one name',
    {
      replicaSets: Array.from({ length: 21 }, (_, index) => ({
        name: `set-${index}`,
        alerts: { OrchestratorTargetDown: { threshold: index + 1 } },
      })),
    },
    /^# Not tested: OrchestratorTargetDown \(threshold=2[01]\): 20 rules of this name are tested already\.$/m,
  ],
])('a rule without a test says why: %s', (_what, props, comment) => {
  expect(renderPrometheusRuleTestFile(createMixin(props))).toMatch(comment);
});

test('the tests of a fleet with a database and objectives, as its users get them', () => {
  const mixin = createMixin({
    replicaSets: [{ name: 'main', workers: 3, projections: ['orders', 'invoices'] }],
    database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
    objectives: [
      { name: 'fresh', freshness: '30s', target: 0.99 },
      { name: 'handled', successRatio: true, target: 0.999 },
    ],
  });

  expect(renderPrometheusRuleTestFile(mixin)).toMatchSnapshot();
});
