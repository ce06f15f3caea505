/** What stands for what in a user's expression, and that it is asked as a whole. */
import { check, createMixin, defineSignal, type ExtendProps } from '../../lib';
import { renderPrometheusRuleTests } from '../../lib/render';

describe('$targets, for what knows no replica set', () => {
  const extend: ExtendProps = {
    alerts: [{ name: 'Down', expression: 'min by ($by) (up{$targets})', comparison: '<', threshold: 1, summary: 'X.' }],
    panels: [{ name: 'up', title: 'Up', queries: [{ expression: 'up{$targets}' }] }],
  };
  const mixin = createMixin({ extend, selector: { job: 'workers', cluster: 'eu' } });

  test('it selects the targets, and $by has no replica set', () => {
    expect(mixin.alerts.at(-1)?.expression).toBe('min by (job, cluster) (up{job="workers",cluster="eu"}) < 1');
    expect(mixin.dashboards[0]!.panels.at(-1)?.queries[0]?.expression).toBe(
      'up{job=~"$job",instance=~"$instance",job="workers",cluster="eu"}',
    );
    expect(check(mixin)).toEqual([]);
  });

  test('the alert is about the fleet', () => {
    const replicaSets = [{ name: 'orders', alerts: { Down: { threshold: 2 } } }];

    expect(check(createMixin({ extend, replicaSets }))).toMatchObject([
      { path: 'replicaSets[0].alerts.Down', what: 'found settings of Down for one replica set' },
    ]);
  });

  test.each(['sum(a{$workers}) or vector(0)', 'absent(a{$workers})', 'sum without (replica_set) (up{$targets})'])(
    'so is one whose result knows none: %s',
    (expression) => {
      const mine = { ...extend, alerts: [{ name: 'Mine', summary: 'X.', expression }] };
      const replicaSets = [{ name: 'orders', alerts: { Mine: { threshold: 2 } } }];

      expect(check(createMixin({ extend: mine, replicaSets }))[0]).toMatchObject({
        path: 'replicaSets[0].alerts.Mine',
        what: 'found settings of Mine for one replica set',
      });
    },
  );

  test('beside $workers, $by has the replica set', () => {
    const expression = 'sum by ($by) (shop_backlog{$workers} * on (job, instance) group_left () up{$targets})';
    const both = createMixin({ extend: { alerts: [{ name: 'Mine', summary: 'X.', expression }] } });

    expect(both.alerts.at(-1)?.expression).toBe(
      'sum by (job, replica_set) (shop_backlog{job="projection-workers"} * on (job, instance) group_left () up{job="projection-workers"}) > 0',
    );
  });

  test.each([
    ['sum(a{$workers})', 'sum(a{})'],
    ['sum(a{$targets, b="c,, d"})', 'sum(a{ b="c,, d"})'],
    ['sum(a{b="c", $workers})', 'sum(a{b="c", })'],
    ['sum by ($by, instance) (up{$targets})', 'sum by ( instance) (up{})'],
    ['sum by (instance, $by) (up{$targets})', 'sum by (instance, ) (up{})'],
  ])('under upstream, which selects nothing, %s still parses', (expression, expected) => {
    const own = { name: 'Mine', summary: 'X.', expression, panel: 'active-workers' };
    const upstream = createMixin({ profile: 'upstream', extend: { alerts: [own] } });

    expect(upstream.alerts.at(-1)?.expression).toBe(`${expected} > 0`);
    expect(check(upstream).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a recorded series, which has the labels of the fleet and of its replica sets alone', () => {
  const recorded = 'job:orchestrator_workers_working:count';
  const asks = (expression: string): ExtendProps => ({
    alerts: [{ name: 'Mine', expression, summary: 'X.' }],
    panels: [{ name: 'mine', title: 'Mine', queries: [{ expression }] }],
  });

  test('is found by those of $workers and $targets', () => {
    const mixin = createMixin({
      extend: asks(`min by ($by) (${recorded}{a!="b", $workers}) / max(${recorded}{$targets})`),
    });

    expect(mixin.dashboards[0]!.panels.find(({ name }) => name === 'mine')?.queries[0]?.expression).toBe(
      `min by (job, replica_set) (${recorded}{a!="b", job=~"$job",replica_set=~"$replica_set",job="projection-workers"}) / max(${recorded}{job=~"$job",job="projection-workers"})`,
    );
    expect(check(createMixin({ extend: asks(`min by ($by) (${recorded}{$workers})`) }))).toEqual([]);
  });

  test.each([
    ['of the package, which nothing records', { recordingRules: false }, `min by ($by) (${recorded}{$workers})`],
    ['of no rule', {}, 'min by ($by) (job:orchestrator_workers_workin:count{$workers})'],
  ])('%s, is an error in rules and panels', (_what, props, expression) => {
    expect(
      check(createMixin({ ...props, extend: asks(expression) })).map(({ severity, path }) => [severity, path]),
    ).toEqual([
      ['error', 'extend.alerts[0]'],
      ['error', 'extend.panels[0].queries[0]'],
    ]);
  });

  test.each([
    ['is of somebody else’s rules', 'sum by ($by) (team:orchestrator_events:rate5m{$workers})', []],
    ['has a default', 'sum by ($by) (outbox{$workers}) or sum by (job) (vector(0))', []],
    [
      'is a metric that another version may expose',
      'min by ($by) (pupsourcing_orchestrator_worker{$workers})',
      ['warning', 'did you mean `pupsourcing_orchestrator_worker_state`?'],
    ],
    [
      'is one, and like none that is known',
      'min by ($by) (pupsourcing_orchestrator_queue_depth{$workers})',
      ['warning', 'look its name up in docs/metrics.md'],
    ],
  ])('or what %s, is none', (_what, expression, expected) => {
    const [first, ...others] = check(createMixin({ extend: { alerts: asks(expression).alerts! } }));

    expect(others).toEqual([]);
    expect(first === undefined ? [] : [first.severity, first.fix]).toEqual(expected);
  });

  test.each([
    ['of instances', 'instance:orchestrator_worker_state:max{$workers}', true],
    ['of replica sets, by its name in quotes', '{__name__="job:orchestrator_workers_present:min",$workers}', false],
    ['of replica sets, behind braces in a text', `${recorded}{replica_set=~"o{1}.*",$workers}`, false],
  ])('%s, is asked for those that it has', (_what, expression, hasInstance) => {
    const { dashboards } = createMixin({ extend: asks(`max by ($by) (${expression})`) });
    const query = dashboards[0]!.panels.find(({ name }) => name === 'mine')?.queries[0]?.expression;

    expect(query).toContain('replica_set=~"$replica_set"');
    expect(query?.includes('instance=~"$instance"')).toBe(hasInstance);
  });

  test('a label that label_replace writes differs, and a setting of its name hides it', () => {
    const mixin = createMixin({
      extend: {
        alerts: [
          {
            name: 'Mine',
            expression: 'sum by ($by, shard) (label_replace(up{$targets}, "shard", "$1", "instance", "(.*):.*"))',
            summary: 'X.',
          },
        ],
      },
      alerts: { overrides: { Mine: { labels: { shard: 'all' } } } },
    });

    expect(check(mixin).map(({ what }) => what)).toContain('found shard, which a label of the settings hides');
  });

  test('the labels of an alert are those of the left side of `and`', () => {
    const expression = 'rabbit_alarm{job="rabbitmq"} and on() up{$targets}';
    const mixin = createMixin({ extend: { alerts: [{ name: 'Mine', expression, summary: 'X.' }] } });

    expect(check(mixin).map(({ what }) => what)).toContain('found a result without the label job of the fleet');
  });
});

test('an alert on series of something else is about no replica set, and silences by what both have', () => {
  const mixin = createMixin({
    grafanaUrl: 'https://grafana.example.com',
    alerts: { overrides: { BrokerDown: { labels: { job: 'projection-workers' } } } },
    extend: {
      alerts: [
        { name: 'BrokerDown', expression: 'absent(up{job="rabbitmq"})', summary: 'X.', silences: ['Waits'] },
        { name: 'Waits', expression: 'max by ($by) (shop_waits{$workers})', summary: 'X.' },
        { name: 'Restarts', expression: 'kube_pod_container_status_restarts_total', labels: ['pod'], summary: 'X.' },
      ],
    },
  });
  const linkOf = (alert: string) =>
    JSON.stringify(mixin.alerts.find(({ name }) => name === alert)?.annotations.dashboard_url);

  expect(check(mixin).map(({ path, what }) => `${path}: ${what}`)).toEqual([
    'extend.alerts[2]: found a result without the label job of the fleet',
  ]);
  expect(mixin.inhibitions).toContainEqual({ source: 'BrokerDown', targets: ['Waits'], equal: ['job'] });
  expect(linkOf('Waits')).toContain('var-replica_set');
  expect(linkOf('Restarts')).not.toContain('var-replica_set');
});

test.each(['{__name__=~"shop_(a|b)",$workers}', '{__name__="shop_a",$workers}'])(
  'a selector may name its metric in any way: %s',
  (selector) => {
    const expression = `sum by ($by) (${selector})`;
    const extend: ExtendProps = {
      alerts: [{ name: 'Mine', summary: 'X.', expression }],
      panels: [{ name: 'mine', title: 'Mine', queries: [{ expression }] }],
    };

    expect(check(createMixin({ extend }))).toEqual([]);
  },
);

describe('an expression that would come apart beside a comparison', () => {
  const eitherMetric = 'A{$workers} or B{$workers}';
  const selected = 'A{job="projection-workers"} or B{job="projection-workers"}';
  const signal = defineSignal({
    name: 'workersApart',
    title: 'Apart',
    unit: 'workers',
    labels: ['replica_set'],
    expression: () => selected,
  });
  const conditions = () => [{ key: '', signal, comparison: '>', threshold: 5 } as const];

  test.each<[string, ExtendProps, string]>([
    ['plain data', { alerts: [{ name: 'Mine', summary: 'X.', expression: eitherMetric, threshold: 5 }] }, '> 5'],
    ['a signal', { alerts: [{ name: 'OrchestratorNeverConverges', signal }] }, '> 0'],
    ['a condition', { alerts: [{ name: 'OrchestratorNeverConverges', conditions }] }, '> 5'],
    ['a replaced signal', { signals: [signal] }, '> 0'],
  ])('%s: both forms compare all of it', (_what, extend, compared) => {
    const expressions = createMixin({ extend }).alerts.map(({ expression, selfContained }) => [
      expression,
      selfContained.signalExpression,
    ]);

    expect(expressions).toContainEqual([`(${selected}) ${compared}`, `(${selected})`]);
  });
});

test('a panel draws the threshold of an alert that asks the same, however either is written', () => {
  const alerts = [
    { name: 'Mine', panel: 'mine', summary: 'X.', threshold: 7, expression: 'max by ($by) (\n  a{$workers}\n)\n' },
  ];
  const panels = [{ name: 'mine', title: 'Mine', queries: [{ expression: 'max(a{$workers}) by ($by)' }] }];
  const mixin = createMixin({ extend: { alerts, panels } });
  const mine = mixin.dashboards[0]!.panels.find(({ name }) => name === 'mine');

  expect(mine?.thresholds).toMatchObject([{ value: 7 }]);
  expect(check(mixin)).toEqual([]);
});

describe('an alert with a probe, whose labels', () => {
  const untested = (expression: string, more: object = {}, labels: Readonly<Record<string, string>> = {}) =>
    renderPrometheusRuleTests(
      createMixin({
        alerts: { overrides: { Mine: { labels } } },
        extend: {
          alerts: [
            {
              name: 'Mine',
              summary: 'X.',
              expression,
              ...more,
              probe: {
                values: 'whole',
                settle: () => 0,
                series: (count, at) => [{ metric: 'a', labels: at.worker(0), sample: () => count }],
              },
            },
          ],
        },
      }),
    ).untested.flatMap(({ alert, why }) => (alert.name === 'Mine' ? [why] : []));

  test.each(['a{$workers}', 'sum(a{$workers})'])('nobody knows, or that lost the fleet, is not tested: %s', (asked) => {
    expect(untested(asked)).toEqual([
      'its expression leaves open, or loses, labels that tell fleets apart (it may aggregate by ($by))',
    ]);
  });

  test('the expression keeps, its settings give, or its user told, is tested', () => {
    expect(untested('sum(a{$workers})', {}, { job: 'projection-workers' })).toEqual([]);
    expect(untested('sum by ($by) (a{$workers})')).toEqual([]);
    expect(untested('label_replace(sum by ($by) (a{$workers}), "b", "$1", "a", "")', { labels: [] })).toEqual([]);
  });
});

describe('under upstream, whose own rules aggregate nothing', () => {
  const mixin = createMixin({
    profile: 'upstream',
    extend: {
      alerts: [
        {
          name: 'ShopWaits',
          expression: 'max by ($by) (shop_backlog{$workers})',
          summary: 'The shop waits.',
          probe: {
            values: 'whole',
            settle: () => 0,
            series: (count, at) => [{ metric: 'shop_backlog', labels: at.worker(0), sample: () => count }],
          },
        },
      ],
    },
  });

  test('an alert that names no panel leads to one that there is', () => {
    expect(check(mixin).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(mixin.alerts.find(({ name }) => name === 'ShopWaits')?.panel).toBe('active-workers');
  });

  test('its generated test expects the labels that its own expression keeps', () => {
    const { file } = renderPrometheusRuleTests(mixin);
    const own = file.tests.find(({ name }) => (name as string).startsWith('ShopWaits'));

    expect(JSON.stringify(own?.['promql_expr_test'])).toContain(
      JSON.stringify(
        'ALERTS{alertname="ShopWaits",replica_set="shop-waits-1",severity="warning",alertstate="firing"}',
      ).slice(1, -1),
    );
  });
});
