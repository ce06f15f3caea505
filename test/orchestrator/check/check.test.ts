import {
  check,
  ConfigError,
  createMixin,
  renderFiles,
  renderGrafanaAlerting,
  renderGrafanaDashboard,
  renderInhibitionRules,
  renderMimirRules,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  renderRunbook,
  renderScrapeConfig,
  renderScrapeJob,
  type Finding,
  type Mixin,
  type MonitoringProps,
} from '../../../lib';
import { expressionsOf, refuseErrors, type Alert, type Dashboard, type Panel } from '../../../lib/orchestrator';

const MEND_EXPRESSION =
  'look in `extend`, selectors and overrides for what causes it; if nothing there does, this is a bug in the package';
const MEND_NAME =
  'use a label that the scrape configuration sets, or enable the recording rule that records the series';
const MEND_REPLICA_SET =
  'select what the scrape adds with `$targets` (`context.targets`): `$workers` asks for a replica set too';
const WHY_EXPRESSION = 'Prometheus refuses a rule file, and Grafana a query, with such an expression';
const WHY_NAME = 'the expression would never return anything, without an error';

const upstream = createMixin({
  profile: 'upstream',
  alerts: { overrides: { OrchestratorSlowCoordination: { threshold: 5 } } },
});

const SECRET = { name: 'workers', key: 'secret' };
const OWN = { name: 'ShopWaits', expression: 'max by ($by) (shop_waits)', threshold: 5, summary: 'The shop waits.' };

/** A mixin with another expression for its first alert. */
function withExpression(expression: string, mixin: Mixin = upstream): Mixin {
  const [group, ...groups] = mixin.ruleGroups;
  const [rule, ...rules] = group!.rules;
  return { ...mixin, ruleGroups: [{ ...group!, rules: [{ ...rule!, expression }, ...rules] }, ...groups] };
}

function withDashboard(change: (dashboard: Dashboard) => Partial<Dashboard>, mixin: Mixin = upstream): Mixin {
  return { ...mixin, dashboards: mixin.dashboards.map((dashboard) => ({ ...dashboard, ...change(dashboard) })) };
}

function withPanel(change: (panel: Panel, index: number) => Partial<Panel>): Mixin {
  return withDashboard(({ panels }) => ({
    panels: panels.map((panel, index) => ({ ...panel, ...change(panel, index) })),
  }));
}

const first = upstream.ruleGroups[0]!.rules[0] as Alert;
const at = `alert ${first.name}`;
const error = (path: string, what: string, why: string, fix: string): Finding => ({
  severity: 'error',
  path,
  what,
  why,
  fix,
});

test.each<MonitoringProps>([{}, { recordingRules: false }, { aggregateBy: ['cluster', 'namespace'] }])(
  'nothing is wrong with what we ship: %j',
  (props) => {
    expect(check(createMixin(props))).toEqual([]);
  },
);

test('every expression is looked at', () => {
  const places = expressionsOf(upstream).map(({ path }) => path);

  expect(places).toEqual([
    'alert OrchestratorHighReconfigurationRate',
    'alert OrchestratorWorkerMismatch',
    'alert OrchestratorSlowCoordination',
    'alert OrchestratorProjectionErrors',
    'recording rule job:orchestrator_events_rate:5m',
    'recording rule job:orchestrator_errors_rate:5m',
    'recording rule job:orchestrator_coordination_p95:5m',
    'dashboard pupsourcing-orchestrator, panel Active Workers by Replica Set, query A',
    'dashboard pupsourcing-orchestrator, panel Generation Creation Rate, query A',
    'dashboard pupsourcing-orchestrator, panel Coordination Duration, query A',
    'dashboard pupsourcing-orchestrator, panel Reconfiguration Rate, query A',
    'dashboard pupsourcing-orchestrator, panel Workers Running, query A',
    'dashboard pupsourcing-orchestrator, panel Event Processing Rate, query A',
    'dashboard pupsourcing-orchestrator, panel Projection Error Rate, query A',
    'dashboard pupsourcing-orchestrator, variable replica_set',
  ]);
});

describe('expressions', () => {
  test.each<[string, string]>([
    ['up >', 'the expression does not parse at character 5: up >'],
    ['', 'the expression does not parse at character 1: '],
    [
      'rate(up) > 0',
      'the expression is refused, since rate takes a range vector, such as x[5m], and has an instant vector: rate(up) > 0',
    ],
    ['up{job=~"("}', 'the expression is refused, since error parsing regexp: missing closing ): `(`: up{job=~"("}'],
    ['rate(up[5m]', 'the expression does not parse at character 12: rate(up[5m]'],
    [
      'sum(up) offset 1h',
      'the expression is refused, since `offset 1h` stands behind sum(...); move it behind each selector within, such as x offset 1h: sum(up) offset 1h',
    ],
    ['up + smooth(up)', 'the expression is refused, since there is no function smooth: up + smooth(up)'],
    [
      'holt_winters(up[5m], 0.5, 0.5)',
      'the expression is refused, since there is no function holt_winters in Prometheus 3, which calls it double_exponential_smoothing and has it behind the feature flag promql-experimental-functions: holt_winters(up[5m], 0.5, 0.5)',
    ],
  ])('%j does not parse', (expression, what) => {
    expect(check(withExpression(expression))).toEqual([error(at, what, WHY_EXPRESSION, MEND_EXPRESSION)]);
  });

  test.each<[string, string]>([
    ['up_bucket > 1', 'the metric up_bucket is exposed by nothing that we know'],
    ['job:unknown:rate5m > 1', 'the metric job:unknown:rate5m is exposed by nothing that we know'],
    ['{job="a"} > 1', 'the metric (a selector without a name) is exposed by nothing that we know'],
    ['up{replica_set="a"} > 1', 'the metric up has no label replica_set'],
    ['up{le="1"} > 1', 'the metric up has no label le'],
    ['kube_deployment_spec_replicas{job="a"} > 1', 'the metric kube_deployment_spec_replicas has no label job'],
    ['sum by (replica_set) (up) > 1', 'no metric that is grouped has the label replica_set that it groups by'],
    ['up * on (projection) up > 1', 'no metric that is grouped has the label projection that it groups by'],
  ])('%s asks for what nothing provides', (expression, what) => {
    const fix = what.includes('label replica_set') ? MEND_REPLICA_SET : MEND_NAME;

    expect(check(withExpression(expression))).toEqual([error(at, what, WHY_NAME, fix)]);
  });

  // A histogram has no series of its bare name.
  test.each([
    ['pupsourcing_orchestrator_worker_stat', 'pupsourcing_orchestrator_worker_state'],
    ['pupsourcing_orchestrator_heartbeat_latency_seconds', 'pupsourcing_orchestrator_heartbeat_latency_seconds_sum'],
  ])('%s may be a metric of another version', (metric, near) => {
    expect(check(withExpression(`${metric} > 1`))).toEqual([
      {
        severity: 'warning',
        path: at,
        what: `the metric ${metric} is exposed by nothing that we know`,
        why: 'unless another version of the orchestrator exposes it, the expression never returns anything, without an error',
        fix: `did you mean \`${near}\`?`,
      },
    ]);
  });

  test.each<[string, string]>([
    ['sum by (region) (up) > 1', 'no metric that is grouped has the label region that it groups by'],
    ['up{container="a"} > 1', 'the metric up has no label container'],
    [
      'pupsourcing_orchestrator_active_workers{container="a"} > 1',
      'the metric pupsourcing_orchestrator_active_workers has no label container',
    ],
  ])('%s asks for what a scrape job of one’s own may set', (expression, what) => {
    expect(check(withExpression(expression))).toEqual([
      {
        severity: 'warning',
        path: at,
        what,
        why: 'unless a scrape job of your own sets it, the expression never returns anything, without an error',
        fix: 'set it in that job, or use a label that the rendered scrape configuration sets',
      },
    ]);
  });

  test.each<[string, string]>([
    [
      'job:orchestrator_events_rate:5m{container="a"} > 1',
      'the metric job:orchestrator_events_rate:5m has no label container',
    ],
    [
      'sum by (region) (job:orchestrator_events_rate:5m) > 1',
      'no metric that is grouped has the label region that it groups by',
    ],
  ])('%s asks a recorded series for it, which has none', (expression, what) => {
    expect(check(withExpression(expression, createMixin()))).toEqual([
      error('recording rule job:orchestrator_workers_registered:max', what, WHY_NAME, MEND_NAME),
    ]);
  });

  test.each([
    'up{job="a",instance="b",namespace="c",pod="d"} == 0',
    'pupsourcing_orchestrator_heartbeat_latency_seconds_bucket{le="10",replica_set="a"} > 1',
    'job:orchestrator_errors_rate:5m{projection="a"} > 1',
    'sum by (deployment) (kube_deployment_spec_replicas) > 1',
    'sum by (new) (label_replace(up, "new", "$1", "job", "(.*)")) > 1',
    'ALERTS{alertname="a",severity="b"} > 0',
    'time() - process_start_time_seconds > 5',
  ])('%s is answered', (expression) => {
    expect(check(withExpression(expression))).toEqual([]);
  });

  test('labels of the configuration are known: of the selector, and those that tell fleets apart', () => {
    const mixin = createMixin({ aggregateBy: ['cluster'], selector: { tier: 'a' } });

    expect(check(withExpression('sum by (cluster) (up{tier="a"}) > 1', mixin))).toEqual([]);
    expect(check(withExpression('up{tier="a"} > 1'))).toHaveLength(1);
  });

  test('a recording rule that is not shipped makes no series', () => {
    const off = createMixin({ recordingRules: false });

    expect(check(withExpression('job:orchestrator_errors_rate:5m > 1', off)).map(({ what }) => what)).toEqual([
      'the metric job:orchestrator_errors_rate:5m is exposed by nothing that we know',
    ]);
  });

  test('the queries of panels and variables, too', () => {
    const panels = withPanel((panel, index) =>
      index === 0 ? { queries: panel.queries.map((query) => ({ ...query, expression: 'nothing' })) } : {},
    );
    const variables = withDashboard(({ variables: [variable] }) => ({
      variables: [{ ...variable!, query: 'label_values(up, replica_set)' }],
    }));

    expect(check(panels).map(({ path }) => path)).toEqual([
      'dashboard pupsourcing-orchestrator, panel Active Workers by Replica Set, query A',
    ]);
    expect(check(variables).map(({ path, what }) => [path, what])).toEqual([
      [
        'dashboard pupsourcing-orchestrator, variable replica_set',
        'no metric that is grouped has the label replica_set that it groups by',
      ],
    ]);
  });
});

describe('dashboards', () => {
  test('an alert whose panel is not there', () => {
    const alerts = upstream.alerts.map((alert) => (alert === first ? { ...alert, panel: 'gone' } : alert));

    expect(check({ ...upstream, alerts })).toEqual([
      error(
        at,
        'no dashboard has the panel gone that the alert points to',
        'the link of the alert would lead nowhere',
        'name a panel that exists; docs/metrics.md lists the shipped ones',
      ),
    ]);
  });
});

test('a panel whose name is misspelled', () => {
  const alerts = [{ name: 'OrchestratorTargetDown', panel: 'heartbeat-latencyy' }];

  expect(check(createMixin({ extend: { alerts } }))).toMatchObject([
    { path: 'extend.alerts[0].panel', fix: 'did you mean `heartbeat-latency`?' },
  ]);
});

test.each<[string, MonitoringProps]>([
  ['a timeout beyond the interval', { scrape: { timeout: '31s' }, scrapeInterval: '30s' }],
  [
    'two ways to authorize',
    { scrape: { authorization: { credentials: SECRET }, basicAuth: { username: SECRET, password: SECRET } } },
  ],
  ['a certificate without its key', { scrape: { tlsConfig: { cert: SECRET } } }],
  ['a key without its certificate', { scrape: { tlsConfig: { key: SECRET } } }],
  [
    'a target that nothing can miss fast enough',
    { objectives: [{ name: 'handled', successRatio: true, target: 0.9 }] },
  ],
  [
    'replica sets that share projections, and differ in their workers',
    {
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      replicaSets: [
        { name: 'a', workers: 1 },
        { name: 'b', workers: 2 },
      ],
    },
  ],
  [
    'settings of a replica set for an alert about the fleet',
    {
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      replicaSets: [{ name: 'a', alerts: { OrchestratorLagUnknown: { severity: 'info' } } }],
    },
  ],
  [
    'an input that never pauses, under upstream',
    { profile: 'upstream', replicaSets: [{ name: 'a', inputNeverPausesFor: '1h' }] },
  ],
  ['a label that the alert does not have', { alerts: { annotations: { where: '{{ $labels.pod }}' } } }],
  ['an alert that silences one that is not there', { extend: { alerts: [{ ...OWN, silences: ['Nobody'] }] } }],
  [
    'an expression that compares already',
    { extend: { alerts: [{ ...OWN, expression: 'max by ($by) (shop_waits) > 3' }] } },
  ],
  [
    'a signal that replaces nothing',
    {
      extend: {
        signals: [{ name: 'backlog', title: 'Backlog', unit: 'count', labels: [], expression: () => 'shop_backlog' }],
      },
    },
  ],
])('%s: what, why, and what to do', (_what, props) => {
  const found = check(createMixin(props)).filter(({ what }) => !what.endsWith('would never fire'));

  expect(
    found.map(({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`).join('\n'),
  ).toMatchSnapshot();
});

test.each([
  ['30d', ['found 0.93: OrchestratorBudgetBurnsVeryFast can never fire for handled']],
  ['28d', []],
] as const)('a target whose budget burns 14.3 times as fast as allowed at most, over %s', (window, expected) => {
  const objectives = [{ name: 'handled', successRatio: true, target: 0.93, window }] as const;
  const found = check(createMixin({ objectives })).map(({ what }) => what);

  expect(found.filter((what) => what.startsWith('found 0.93'))).toEqual(expected);
});

describe('what is done about findings', () => {
  const warning: Finding = { severity: 'warning', path: 'a', what: 'b', why: 'c', fix: 'd' };

  test('errors come first, then warnings', () => {
    const mixin = withExpression('up >', createMixin({ profile: 'upstream' }));

    expect(check(mixin).map(({ severity }) => severity)).toEqual(['error', 'warning']);
  });

  test('errors stop, all of them, in one ConfigError', () => {
    const findings = [error('x', 'found 5', 'it never fires', 'remove it'), error('y', 'b', 'c', 'd'), warning];

    expect(() => refuseErrors(findings)).toThrow(
      new ConfigError([
        { path: 'x', message: 'found 5; it never fires; remove it' },
        { path: 'y', message: 'b; c; d' },
      ]),
    );
  });

  test('warnings are handed on', () => {
    expect(refuseErrors([warning])).toEqual([warning]);
    expect(refuseErrors([])).toEqual([]);
  });
});

describe('what is not a mixin is refused', () => {
  const props = { replicaSets: [{ name: 'main' }] };
  const doors = { check, renderFiles, renderGrafanaAlerting, renderPrometheusRuleTestFile } as unknown as Record<
    string,
    (given: unknown) => unknown
  >;

  test.each(Object.keys(doors))('%s', (door) => {
    for (const given of [undefined, null, 42, props, [createMixin(props)]]) {
      expect(() => doors[door]!(given)).toThrow(ConfigError);
      expect(() => doors[door]!(given)).toThrow(/mixin: found .*; allowed: what createMixin returns/);
    }
    expect(() => doors[door]!(createMixin(props))).not.toThrow();
    // Its functions are lost.
    expect(() => doors[door]!(JSON.parse(JSON.stringify(createMixin(props))))).toThrow(ConfigError);
  });

  test.each<[(given: never) => unknown, string]>([
    [renderPrometheusRules, 'ruleGroups: found .*; allowed: `ruleGroups` of what createMixin returns'],
    [renderMimirRules, 'ruleGroups: found .*; allowed: `ruleGroups` of what createMixin returns'],
    [renderInhibitionRules, 'inhibitions: found .*; allowed: `inhibitions` of what createMixin returns'],
    [renderScrapeConfig, 'scrapeJob: found .*; allowed: `scrapeJob` of what createMixin returns'],
    [renderScrapeJob, 'scrapeJob: found .*; allowed: `scrapeJob` of what createMixin returns'],
    [renderGrafanaDashboard, 'dashboard: found .*; allowed: one of the `dashboards` of what createMixin returns'],
    [renderRunbook, 'runbook: found .*; allowed: `runbook` of what createMixin returns'],
  ])('as a part of one: %p', (door, message) => {
    const { runbook: _runbook, ...mixin } = createMixin(props);

    for (const given of [undefined, null, 42, props, mixin, [mixin]]) {
      expect(() => door(given as never)).toThrow(ConfigError);
      expect(() => door(given as never)).toThrow(new RegExp(message));
    }
  });
});
