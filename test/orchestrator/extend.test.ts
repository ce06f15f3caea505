/** What a user adds appears in every form, in the terms that the package uses for itself. */
import {
  check,
  createMixin,
  defineAlert,
  definePanel,
  defineSignal,
  renderGrafanaDashboard,
  renderPrometheusRules,
  renderRunbook,
  text,
  value,
  type AlertDefinition,
  type ExtendProps,
  type MonitoringProps,
} from '../../lib';
import { renderPrometheusRuleTests } from '../../lib/render';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

const backlog = defineSignal({
  name: 'backlog',
  title: 'Backlog',
  unit: 'count',
  labels: ['replica_set'],
  recordedAs: { record: 'job:shop_backlog:max' },
  expression: ({ workers, by }) =>
    `max by (${[...by, 'replica_set'].join(', ')}) (shop_backlog{${workers.map((m) => `${m.label}${m.op}"${m.value}"`).join()}})`,
});

const EXTEND: ExtendProps = {
  recordingRules: [backlog],
  alerts: [
    defineAlert({
      name: 'ShopBacklogGrows',
      signal: backlog,
      comparison: '>',
      threshold: 100,
      for: '2m',
      severity: 'warning',
      summary: text`Messages wait.`,
      description: ({ threshold }) => text`${value()} messages wait, more than ${threshold}.`,
      panel: 'shop-backlog',
      reason: 'Nobody else counts them.',
      silences: [{ alerts: ['OrchestratorProjectionSaturated'] }],
      probe: {
        values: 'whole',
        settle: () => 0,
        series: (count, at) => [{ metric: 'shop_backlog', labels: at.worker(0), sample: () => count }],
      },
      runbook: { meaning: 'Too much.', impact: 'Customers wait.', diagnosis: [], fix: ['Add workers.'] },
    }),
    { name: 'OrchestratorTargetDown', severity: 'info', summary: text`A worker hides.` },
  ],
  panels: [
    definePanel({
      name: 'shop-backlog',
      title: 'Backlog',
      description: 'Messages that wait.',
      kind: 'timeseries',
      unit: 'count',
      width: 12,
      height: 8,
      beside: 'workers-expected',
      queries: [{ signal: backlog, legend: '{{replica_set}}' }],
    }),
  ],
};

describe('in the terms of the package', () => {
  const mixin = createMixin({
    extend: EXTEND,
    replicaSets: [{ name: 'orders', alerts: { ShopBacklogGrows: { threshold: 5 } } }],
  });

  test('Prometheus: what is recorded, and the alert that reads it, for every scope', () => {
    const group = renderPrometheusRules(mixin.ruleGroups).groups.find(({ name }) => name === 'orchestrator_extension');

    expect(group?.rules.map(({ alert, record, expr }) => [alert ?? record, expr])).toEqual([
      ['job:shop_backlog:max', 'max by (job, replica_set) (shop_backlog{job="projection-workers"})'],
      ['ShopBacklogGrows', 'job:shop_backlog:max{job="projection-workers",replica_set!="orders"} > 100'],
      ['ShopBacklogGrows', 'job:shop_backlog:max{job="projection-workers",replica_set="orders"} > 5'],
    ]);
  });

  test.each(['prometheus', 'grafana'] as const)(
    'without the shipped recording rules, with alerts evaluated by %s: its own are recorded, panels ask for themselves',
    (evaluatedBy) => {
      const own = createMixin({ extend: EXTEND, recordingRules: false, alerts: { evaluatedBy } });
      const panel = own.dashboards[0]!.panels.find(({ name }) => name === 'shop-backlog');

      expect(own.ruleGroups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'record')).toEqual([
        expect.objectContaining({ record: 'job:shop_backlog:max' }),
      ]);
      expect(panel?.queries[0]?.expression).toMatch(/^max by \(job, replica_set\) \(shop_backlog\{/);
    },
  );

  test('without them, nothing reads or waits for a shipped one, whatever the name of its own', () => {
    const ofOthers = `job:orchestrator_workers_working:count`;
    const own = createMixin({
      recordingRules: false,
      extend: {
        recordingRules: [{ ...backlog, name: 'workingWorkers' }],
        panels: [{ name: 'mine', title: 'Mine', queries: [{ expression: `${ofOthers}{$workers}` }] }],
      },
    });
    const mine = own.dashboards[0]!.panels.find(({ name }) => name === 'mine');

    expect(own.alerts.filter(({ expression }) => expression.includes(ofOthers))).toEqual([]);
    expect(mine?.queries[0]).toMatchObject({ minimumStep: undefined });
  });

  test('Grafana: a rule that asks for itself, and leads to the panel', () => {
    const rules = grafanaAlertsOf(mixin, { datasourceUid: 'p' }).flatMap((group) => group.rules);
    const own = rules.find(({ title }) => title === 'ShopBacklogGrows');

    expect(own).toMatchObject({
      data: [{ model: { expr: expect.stringContaining('max by (job, replica_set) (shop_backlog{') } }, {}],
    });
  });

  test('the dashboard: beside the panel that it names, with its threshold', () => {
    const [main] = mixin.dashboards;
    const names = main!.panels.map(({ name }) => name);

    expect(names[names.indexOf('workers-expected') + 1]).toBe('shop-backlog');
    expect(main!.panels.find(({ name }) => name === 'shop-backlog')?.thresholds).toContainEqual({
      value: 100,
      comparison: '>',
      severity: 'warning',
    });
    expect(JSON.stringify(renderGrafanaDashboard(main!))).toContain('job:shop_backlog:max');
  });

  test('the runbook, inhibitions and generated tests', () => {
    expect(renderRunbook(mixin)).toContain('## ShopBacklogGrows');
    expect(mixin.inhibitions).toContainEqual({
      source: 'ShopBacklogGrows',
      targets: ['OrchestratorProjectionSaturated'],
      equal: ['job', 'replica_set'],
    });
    expect(renderPrometheusRuleTests(mixin).file.tests.map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/^ShopBacklogGrows: 100 does not fire, .*101 fires$/),
    );
  });

  test('a shipped alert keeps what is not replaced', () => {
    expect(mixin.alerts.find(({ name }) => name === 'OrchestratorTargetDown')).toMatchObject({
      severity: 'info',
      annotations: { summary: 'A worker hides.' },
      for: '30s',
      condition: { signal: { name: 'targetsDown' } },
    });
  });
});

test('a signal takes the place of the shipped one wherever that is asked', () => {
  const workersApart = defineSignal({
    name: 'workersApart',
    title: 'Apart',
    unit: 'workers',
    labels: ['replica_set'],
    expression: () => 'vector(42)',
  });
  const mixin = createMixin({ extend: { signals: [workersApart] } });

  expect(mixin.alerts.find(({ name }) => name === 'OrchestratorNeverConverges')?.expression).toBe('vector(42) > 0');
  expect(mixin.recordingRules.filter(({ record }) => record.includes('workers_apart'))).toEqual([]);
  expect(mixin.dashboards[0]!.panels.find(({ name }) => name === 'workers-apart')?.queries[0]?.expression).toContain(
    'vector(42)',
  );
});

describe('what stands in for a signal brings its own bounds, labels and series', () => {
  const busy = defineSignal({
    name: 'projectionBusy',
    title: 'Busy in percent',
    unit: 'count',
    labels: ['replica_set', 'projection', 'worker_id'],
    expression: ({ by }) => `max by (${[...by, 'replica_set', 'projection', 'worker_id'].join()}) (shop_busy_percent)`,
  });
  const coordinationSeconds = defineSignal({
    ...busy,
    name: 'coordinationSeconds',
    unit: 'seconds',
    labels: [],
    expression: ({ by }) => `max by (${by.join()}) (shop_coordination)`,
  });
  const workingWorkers = defineSignal({
    ...backlog,
    name: 'workingWorkers',
    recordedAs: { record: 'job:mine:count' },
    expression: ({ by }) => {
      const sets = [...by, 'replica_set'].join();
      return `count by (${sets}) (shop_worker) or 0 * max by (${sets}) (last_over_time(shop_worker[1h]))`;
    },
  });
  const mixin = createMixin({
    grafanaUrl: 'https://grafana.example.com',
    alerts: {
      overrides: {
        OrchestratorProjectionSaturated: { threshold: 80, annotations: { note: '{{ $labels.worker_id }}' } },
      },
    },
    extend: {
      signals: [busy, coordinationSeconds, workingWorkers],
      alerts: [{ name: 'OrchestratorSlowCoordination', summary: 'Slow.', description: 'Slower than it was.' }],
    },
  });
  const linkOf = (name: string) =>
    JSON.stringify(mixin.alerts.find((alert) => alert.name === name)?.annotations.dashboard_url);
  const panelNamed = (name: string) => mixin.dashboards[0]!.panels.find((panel) => panel.name === name);

  test('in checks, texts and links', () => {
    expect(check(mixin)).toEqual([]);
    expect(renderRunbook(mixin)).toContain('Busy in percent above 80 |');
    expect(linkOf('OrchestratorSlowHeartbeat')).toContain('var-replica_set');
    expect(linkOf('OrchestratorSlowCoordination')).not.toContain('var-replica_set');
  });

  test('in recording rules and panels', () => {
    expect(mixin.recordingRules.map(({ record }) => record)).toContain('job:mine:count');
    expect(panelNamed('partitions')).toMatchObject({
      description: expect.stringContaining('Reads what recording rules make (job:mine:count)'),
      queries: expect.arrayContaining([expect.objectContaining({ minimumStep: 30 })]),
    });
    expect(panelNamed('slowest-coordination')?.valueLinks).toBeUndefined();
    expect(panelNamed('workers-apart')?.valueLinks).toHaveLength(1);
  });
});

test('a test of an alert is for its own question: not for another signal in the place of what it asks, unless its probe is, too', () => {
  const alertsTested = (extend: ExtendProps) => {
    const { file, untested } = renderPrometheusRuleTests(createMixin({ extend }));
    const names = JSON.stringify(file.tests.map(({ name }) => name));
    return {
      crashLoop: names.includes('OrchestratorWorkerCrashLoop'),
      down: names.includes('OrchestratorTargetDown'),
      untested: untested.map(({ alert, why }) => [alert.name, why]),
    };
  };
  const targetsDown = defineSignal({
    name: 'targetsDown',
    title: 'Down',
    unit: 'count',
    labels: ['replica_set'],
    expression: ({ targets }) =>
      `sum by (job) (machine_down{${targets.map(({ label, value }) => `${label}="${value}"`).join(',')}})`,
  });
  const probe: AlertDefinition['probe'] = {
    values: 'whole',
    settle: () => 0,
    series: (value, { worker }) => [{ metric: 'machine_down', labels: worker(0), sample: () => value }],
  };
  const why =
    'a signal that it asks is replaced; its probe is written for the shipped one (extend.alerts takes another)';

  expect(alertsTested({ signals: [targetsDown] })).toEqual({
    crashLoop: true,
    down: false,
    untested: expect.arrayContaining([['OrchestratorTargetDown', why]]),
  });
  expect(alertsTested({ signals: [targetsDown], alerts: [{ name: 'OrchestratorTargetDown', probe }] })).toMatchObject({
    crashLoop: true,
    down: true,
  });

  const conditions = () => [{ key: '', signal: backlog, comparison: '>' as const, threshold: 3 }];

  expect(alertsTested({ alerts: [{ name: 'OrchestratorTargetDown', conditions }] })).toEqual({
    crashLoop: true,
    down: false,
    untested: expect.arrayContaining([['OrchestratorTargetDown', 'it has no probe']]),
  });
  for (const comparison of ['>=', '<', '<=', '==', '!='] as const) {
    expect(alertsTested({ alerts: [{ name: 'OrchestratorTargetDown', comparison }] })).toEqual({
      crashLoop: true,
      down: false,
      untested: expect.arrayContaining([['OrchestratorTargetDown', 'it has no probe']]),
    });
  }
  expect(alertsTested({ alerts: [{ name: 'OrchestratorTargetDown', comparison: '>' }] }).down).toBe(true);
  expect(alertsTested({ alerts: [{ name: 'OrchestratorTargetDown', comparison: '>=', probe }] }).down).toBe(true);
});

describe('as plain data', () => {
  const plain: MonitoringProps = {
    selector: { job: 'workers', cluster: 'eu' },
    extend: {
      alerts: [
        {
          name: 'ShopBacklogGrows',
          expression: 'sum by ($by) (rate(shop_backlog{state="waiting", $workers}[$window]))',
          threshold: 7,
          for: '1m',
          summary: 'Messages wait.',
          description: '{{ $value }} wait for {{ $labels.replica_set }}.',
          runbook: { meaning: 'Too much.', fix: ['Add workers.'] },
        },
      ],
      panels: [
        { name: 'backlog', title: 'Backlog', queries: [{ expression: 'max by ($by) (shop_backlog{$workers})' }] },
      ],
    },
  };

  test('$workers, $by and $window stand for what the context gives', () => {
    const mixin = createMixin(plain);
    const own = mixin.alerts.find(({ name }) => name === 'ShopBacklogGrows');

    expect(own?.expression).toBe(
      'sum by (job, cluster, replica_set) (rate(shop_backlog{state="waiting", job="workers",cluster="eu"}[5m])) > 7',
    );
    expect(mixin.dashboards[0]!.rows.at(-1)).toMatchObject({ title: 'Your panels' });
    expect(mixin.dashboards[0]!.panels.at(-1)?.queries[0]?.expression).toMatch(
      /^max by \(job, cluster, replica_set\) \(shop_backlog\{job=~"\$job",/,
    );
    expect(renderRunbook(mixin)).toContain('- Add workers.');
    expect(check(createMixin(plain))).toEqual([]);
  });
});

describe('a shipped alert that asks or compares otherwise', () => {
  const only = (given: NonNullable<ExtendProps['alerts']>[number], replicaSets?: MonitoringProps['replicaSets']) =>
    createMixin({ extend: { alerts: [given] }, replicaSets: replicaSets ?? [] }).alerts.find(
      ({ name }) => name === given.name,
    );

  test('is there for every replica set, where only those had it that ask for the shipped question', () => {
    const expression = 'sum by ($by) (rate(shop_events_total{$workers}[1h]))';
    const own = {
      name: 'OrchestratorNoEventsHandled',
      expression,
      summary: 'X.',
      comparison: '<' as const,
      threshold: 5,
    };

    expect(only(own)?.expression).toMatch(/ < 5$/);
    expect(only(own, [{ name: 'orders' }])?.key).toBe('');
  });

  test('says of it only what its user wrote', () => {
    const expression = 'max by ($by) (shop_age_seconds{$workers})';
    const { summary } = only({ name: 'OrchestratorSlowHeartbeat', severity: 'info' })!.annotations;

    expect(only({ name: 'OrchestratorSlowHeartbeat', expression })?.annotations).toEqual({
      summary,
      description: summary,
    });
    expect(only({ name: 'OrchestratorSlowHeartbeat', comparison: '>=' })?.annotations).toEqual({
      summary,
      description: summary,
    });
    expect(only({ name: 'OrchestratorSlowHeartbeat', comparison: '>' })?.annotations.description).not.toEqual(summary);
    expect(only({ name: 'OrchestratorSlowHeartbeat', expression, summary: 'Slow.' })?.annotations).toEqual({
      summary: 'Slow.',
      description: 'Slow.',
    });
  });
});

test('plain data in the place of a shipped alert’s fields, beside those that stay', () => {
  const alerts: ExtendProps['alerts'] = [
    {
      name: 'OrchestratorTargetDown',
      description: 'One hides.',
      silences: ['OrchestratorSlowHeartbeat'],
      runbook: { fix: ['Seek.'] },
      ...({ threshold: undefined } as object),
    },
  ];
  const mixin = createMixin({ extend: { alerts } });
  const { threshold } = createMixin().alerts.find(({ name }) => name === 'OrchestratorTargetDown')!.condition;

  expect(mixin.alerts.find(({ name }) => name === 'OrchestratorTargetDown')).toMatchObject({
    annotations: { description: 'One hides.' },
    condition: { threshold },
    definition: { runbook: { meaning: expect.stringMatching(/./), fix: ['Seek.'] } },
  });
  expect(mixin.inhibitions).toContainEqual(
    expect.objectContaining({ source: 'OrchestratorTargetDown', targets: ['OrchestratorSlowHeartbeat'] }),
  );
});

test('a panel with both, an expression and a signal', () => {
  const queries = [{ expression: 'max(shop_backlog)', legend: 'most' }, { signal: backlog }];
  const mixin = createMixin({ extend: { panels: [{ name: 'both', title: 'Both', queries }] } });

  expect(mixin.dashboards[0]!.panels.at(-1)?.queries).toMatchObject([
    { expression: 'max(shop_backlog)', legend: 'most' },
    { signal: 'backlog' },
  ]);
});

test('a panel in the place of a shipped one stands where it says, with its own links beside those of the package', () => {
  const own = { title: 'Mine', url: 'https://shop.example.com' };
  const panel = (place: object) => {
    const panels = [
      { name: 'workers-apart', title: 'Apart', queries: [{ signal: backlog }], valueLinks: [own], ...place },
    ];
    return createMixin({ extend: { panels } }).dashboards[0]!.panels.find(({ name }) => name === 'workers-apart');
  };

  expect(panel({ row: 'workers' })?.row).toBe('workers');
  expect(panel({})).toMatchObject({ row: 'at-a-glance', valueLinks: [own, { title: 'This replica set alone' }] });
});

test('an alert that replica sets ask for waits as long as they say, and need not say how long itself', () => {
  const own = defineAlert({
    name: 'ShopWaits',
    signal: backlog,
    comparison: '>',
    threshold: 5,
    askedFor: ({ neverRestsFor }) => neverRestsFor,
    severity: 'warning',
    summary: 'It waits.',
    description: () => 'It waits.',
    panel: 'firing-alerts',
    reason: '',
    runbook: { meaning: '', impact: '', diagnosis: [], fix: [] },
  });
  const replicaSets = [{ name: 'orders', workers: 1, inputNeverPausesFor: '2h' }];
  const mixin = createMixin({ replicaSets, extend: { recordingRules: [backlog], alerts: [own] } });

  expect(mixin.alerts.filter(({ name }) => name === own.name).map((alert) => alert.for)).toEqual(['2h']);
  expect(check(mixin)).toEqual([]);
});

describe('alerts that fire, in the dashboards', () => {
  const own = (name: string, expression = 'shop_backlog{$workers}') => ({ name, expression, summary: 'X.' });
  const asked = (alerts: ExtendProps['alerts'] = []): readonly string[] => {
    const [main, fleet] = createMixin({ extend: { alerts } }).dashboards;
    const inPanel = (dashboard = main, name = 'firing-alerts', refId = 'alerts'): string =>
      dashboard!.panels.find((panel) => panel.name === name)!.queries.find((query) => query.refId === refId)!
        .expression;
    return [inPanel(), inPanel(fleet, 'fleet'), main!.annotations[0]!.expression];
  };
  const shipped = 'alertname=~"Orchestrator.+"';

  test('own ones of any name are among them, whatever their order', () => {
    const both = asked([own('ShopBacklogGrows'), own('OrchestratorQuiet'), own('Another')]);

    expect(both).toEqual(
      asked().map((expression) =>
        expression.replaceAll(shipped, 'alertname=~"Orchestrator.+|Another|ShopBacklogGrows"'),
      ),
    );
    expect(asked([own('Another'), own('ShopBacklogGrows')])).toEqual(both);
  });

  test('those of the shipped names change nothing', () => {
    expect(asked([own('OrchestratorQuiet'), { name: 'OrchestratorTargetDown', severity: 'info' }])).toEqual(asked());
    expect(asked()).toEqual(asked().filter((expression) => expression.includes(shipped)));
  });

  test('those that know no replica set are among them, and count for none', () => {
    const [panel, count, annotation] = asked([own('OrchestratorUp', 'up{$targets}')]);

    expect(panel).toContain('replica_set=~"$replica_set|"');
    expect(annotation).toContain('replica_set=~"$replica_set|"');
    expect(count).toBe(asked()[1]);
  });
});
