/** What is wrong with what a user adds is said before anything is rendered. */
import {
  check,
  ConfigError,
  createMixin,
  defineSignal,
  renderFiles,
  text,
  value,
  type ExtendProps,
  type Mixin,
  type MonitoringProps,
  type Signal,
} from '../../lib';
import type { QueryContext, ValueFormat } from '../../lib/orchestrator';

const backlog = defineSignal({
  name: 'backlog',
  title: 'Backlog',
  unit: 'count',
  labels: ['replica_set'],
  expression: () => 'shop_backlog',
});

test('a signal in the place of another that knows no replica set has no settings for one', () => {
  const replicaSets = [{ name: 'orders', alerts: { OrchestratorTargetDown: { threshold: 1 } } }, { name: 'billing' }];
  const signals = [{ ...backlog, name: 'targetsDown', labels: [], expression: () => 'sum(shop_down)' }];

  expect(check(createMixin({ replicaSets, extend: { signals } }))).toContainEqual({
    severity: 'error',
    path: 'replicaSets[0].alerts.OrchestratorTargetDown',
    what: 'found settings of OrchestratorTargetDown for one replica set',
    why: 'it is about the fleet: there would be two rules for the same thing',
    fix: 'move them to alerts.overrides',
  });
});

describe('an alert that asks for all replica sets, whatever their settings', () => {
  const findings = (expression: string, ofOrders: object) =>
    check(
      createMixin({
        replicaSets: [{ name: 'orders', alerts: { Mine: ofOrders } }, { name: 'billing' }],
        extend: { alerts: [{ name: 'Mine', summary: 'X.', expression }] },
      }),
    );

  test.each([{ threshold: 500 }, { enabled: false }])('has no %j of one', (ofOrders) => {
    expect(findings('max by ($by) (outbox{$workers})', ofOrders)).toEqual([]);
    expect(findings('max by (job, replica_set) (outbox)', ofOrders)).toEqual([
      {
        severity: 'error',
        path: 'extend.alerts[0]',
        what: 'found max by (job, replica_set) (outbox), which asks for all replica sets, whatever their settings',
        why: 'replica sets with settings of their own have a rule of their own, or none, and each rule would fire for all of them',
        fix: 'select by `$workers` (`context.workers`), or set the alert for the whole fleet, in `alerts.overrides`',
      },
    ]);
  });

  test('may leave out replica sets that nobody lists', () => {
    const replicaSets = [
      { name: 'orders', workers: 3 },
      { name: 'billing', workers: { deployment: 'billing', namespace: 'shop' } },
    ];
    const alerts = [
      { name: 'Mine', summary: 'X.', expression: 'max by (job, queue, replica_set) (rabbitmq_messages)' },
    ];

    expect(check(createMixin({ watchUnlisted: false, replicaSets, extend: { alerts } }))).toEqual([]);
  });

  test('may have settings for all', () => {
    const extend: MonitoringProps['extend'] = {
      alerts: [{ name: 'Mine', summary: 'X.', expression: 'max by (job, replica_set) (outbox)' }],
    };

    expect(check(createMixin({ extend, alerts: { overrides: { Mine: { threshold: 5 } } } }))).toEqual([]);
  });
});

test('metrics that only the signal of a condition reads are as known as any of a user’s own', () => {
  const of = (metric: string) =>
    defineSignal({
      ...backlog,
      name: metric,
      expression: ({ workers }) =>
        `max by (job, replica_set) (${metric}{${workers.map(({ label, op, value }) => `${label}${op}"${value}"`).join()}})`,
    });
  const mixin = createMixin({
    replicaSets: [{ name: 'orders' }],
    extend: {
      alerts: [
        {
          name: 'Mine',
          summary: 'X.',
          description: 'X.',
          signal: of('depth_b'),
          conditions: (subject) => [
            { key: '', signal: of(subject === 'orders' ? 'depth_a' : 'depth_b'), comparison: '>', threshold: 5 },
          ],
        },
      ],
    },
  });

  expect(check(mixin)).toEqual([]);
  expect(mixin.alerts.filter(({ name }) => name === 'Mine').map(({ key }) => key)).toEqual(['', 'signal=depth_a']);
});

test('a panel in the place of a shipped one keeps its place', () => {
  const mixin = createMixin({
    extend: {
      panels: [{ name: 'active-workers', title: 'Mine', queries: [{ expression: 'sum by ($by) (up{$targets})' }] }],
    },
  });

  const namesOf = ({ dashboards: [main] }: Mixin) => main!.panels.map(({ name, row }) => [name, row]);

  expect(namesOf(mixin)).toEqual(namesOf(createMixin()));
  expect(check(mixin)).toEqual([]);
});

test('what would silence all alerts of a name, of whichever fleet, is refused', () => {
  const own = { name: 'Mine', expression: 'count(up{$targets} == 0)', summary: 'X.' };
  const extend = { alerts: [{ ...own, silences: ['OrchestratorHighReconfigurationRate'] }] };

  expect(check(createMixin({ profile: 'upstream', extend })).map(({ path, what }) => `${path}: ${what}`)).toContain(
    'extend.alerts[0].silences: found OrchestratorHighReconfigurationRate, with which Mine has no label in common',
  );
});

describe('what is refused', () => {
  const problems = (extend: unknown): readonly string[] => {
    try {
      const mixin = createMixin({ extend, replicaSets: [{ name: 'orders' }] } as MonitoringProps);
      renderFiles(mixin);
      return check(mixin)
        .filter(({ severity }) => severity === 'error')
        .map(({ path, what, why, fix }) => `${path}: ${what}; ${why}; ${fix}`);
    } catch (error) {
      return error instanceof ConfigError
        ? error.problems.map(({ path, message }) => `${path}: ${message}`)
        : ['another error'];
    }
  };

  const alert = (fields: object) => ({
    alerts: [{ name: 'Mine', summary: 'X.', expression: 'up{$targets}', ...fields }],
  });
  const mine = (fields: object) => ({
    alerts: [{ name: 'Mine', summary: 'X.', description: 'X.', signal: backlog, ...fields }],
  });
  const probe = {
    values: 'whole',
    settle: () => 0,
    series: () => [{ metric: 'shop_backlog', labels: {}, sample: () => 1 }],
  };
  const panel = (fields: object) => ({
    panels: [{ name: 'mine', title: 'Mine', queries: [{ expression: 'up' }], ...fields }],
  });
  const DURATION = 'a Prometheus duration, such as 30s, 5m or 1h30m, at most 1y';

  test.each<[string, unknown, ...(string | RegExp)[]]>([
    ['another kind', 5, 'extend: found 5; allowed: an object with signals, alerts, recordingRules, panels'],
    [
      'a key that is none',
      { alert: [] },
      'extend.alert: unknown key `alert`; allowed: signals, alerts, recordingRules, panels; did you mean `alerts`?',
    ],
    ['no list', { alerts: {} }, 'extend.alerts: found an object with no keys; allowed: a list of alerts'],
    ['no object', { alerts: ['Mine'] }, 'extend.alerts[0]: found "Mine"; allowed: an object with expression, unit, '],
    [
      'a name that is none',
      alert({ name: 'x' }),
      'extend.alerts[0].name: found "x"; allowed: a name in PascalCase, at most 40 letters and digits',
    ],
    [
      'a key of an alert that is none',
      alert({ treshold: 5 }),
      /^extend\.alerts\[0\]\.treshold: unknown key `treshold`; allowed: .*; did you mean `threshold`\?$/,
    ],
    [
      'a key of a shipped alert that is none',
      { alerts: [{ name: 'OrchestratorTargetDown', severty: 'info' }] },
      /^extend\.alerts\[0\]\.severty: unknown key `severty`; allowed: .*; did you mean `severity`\?$/,
    ],
    ['units twice', alert({ for: '5m5m' }), `extend.alerts[0].for: found "5m5m"; allowed: ${DURATION}`],
    ['units upside down', alert({ for: '30s5m' }), `extend.alerts[0].for: found "30s5m"; allowed: ${DURATION}`],
    ['a number of seconds', alert({ for: 300 }), `extend.alerts[0].for: found 300; allowed: ${DURATION}; write "300s"`],
    ['null', alert({ keepFiringFor: null }), `found null; allowed: ${DURATION}; leave it out`],
    ['a number in quotes', alert({ threshold: '5' }), 'threshold: found "5"; allowed: a finite number; write 5'],
    ['no severity', alert({ severity: 'warn' }), 'did you mean `warning`?'],
    ['no unit', alert({ unit: 'second' }), 'did you mean `seconds`?'],
    [
      'a unit that nothing is shown in',
      alert({ unit: 'parsec' }),
      "allowed: 'workers', 'partitions', 'seconds', 'ratio', 'reconfigurations/s', 'reconfigurations/min', 'generations/s', 'generations/min', 'events', 'events/s', 'errors/s', 'errors/min', 'count', 'state' or 'moment'",
    ],
    ['no template', alert({ summary: '{{ $x' }), 'extend.alerts[0].summary: found "{{ $x" (not every {{ has its }})'],
    [
      'an empty summary',
      alert({ summary: '' }),
      /^extend\.alerts\[0\]\.summary: found ""; allowed: a non-empty text(?!.*write)/,
    ],
    [
      'a summary of nothing',
      alert({ summary: text`` }),
      'extend.alerts[0].summary.template: found ""; allowed: a non-empty text',
    ],
    ['no PromQL', alert({ expression: 5 }), 'extend.alerts[0].expression: found 5; allowed: PromQL'],
    ['two questions', alert({ signal: backlog }), 'found both signal and expression; allowed: one of them'],
    [
      'a unit of nothing',
      { alerts: [{ name: 'OrchestratorTargetDown', unit: 'seconds' }] },
      'extend.alerts[0].unit: found "seconds" without expression; allowed: unit beside expression',
    ],
    [
      'no question',
      { alerts: [{ name: 'Mine', summary: 'X.' }] },
      'extend.alerts[0]: found Mine, which is no alert of the profile, without a signal or an expression',
    ],
    [
      'no summary',
      { alerts: [{ name: 'Mine', expression: 'up' }] },
      'extend.alerts[0]: found Mine, which is no alert of the profile, without a summary',
    ],
    [
      'an alert of the database, without one',
      { alerts: [{ name: 'OrchestratorProjectionBehind', description: 'X.' }] },
      'extend.alerts[0]: found OrchestratorProjectionBehind, which needs `database`, without a signal or an expression and a summary; describe `database`, or give it whole',
    ],
    [
      'an alert of objectives, without any',
      { alerts: [{ name: 'OrchestratorBudgetBurns', expression: 'up' }] },
      'extend.alerts[0]: found OrchestratorBudgetBurns, which needs `objectives`, without a summary; describe `objectives`, or give it whole',
    ],
    [
      'two of a name',
      { panels: [1, 2].map(() => ({ name: 'a', title: 'A', queries: [{ expression: 'up' }] })) },
      'extend.panels[1].name: found "a", which entry [0] has already; allowed: each value once',
    ],
    ['no kebab-case', panel({ name: 'Mine' }), 'extend.panels[0].name: found "Mine"; allowed: a name in kebab-case'],
    ['an alert that is none', { alerts: [null] }, 'extend.alerts[0]: found null; allowed: an object with'],
    ['no title', panel({ title: undefined }), 'extend.panels[0].title: missing; allowed: a non-empty text'],
    [
      'no kind',
      panel({ kind: 'graph' }),
      "found \"graph\"; allowed: 'stat', 'timeseries', 'heatmap', 'table', 'text' or 'alertlist'",
    ],
    ['too wide', panel({ width: 25 }), 'extend.panels[0].width: found 25; allowed: a whole number from 1 to 24'],
    [
      'a query without a question',
      panel({ queries: [{ legend: 'up' }] }),
      'extend.panels[0].queries[0]: found neither signal nor expression; allowed: one of them',
    ],
    [
      'a label that is none',
      alert({ unit: 'count', labels: ['replica-set'] }),
      'extend.alerts[0].labels[0]: found "replica-set"; allowed: a label name (letters, digits and _, not starting',
    ],
    [
      'a word of PromQL for a label',
      { signals: [{ ...backlog, labels: ['without'] }] },
      'extend.signals[0].labels[0]: found "without"; allowed: a label name',
    ],
    [
      'a field that silences does not have',
      alert({ silences: [{ alerts: ['OrchestratorTargetDown'], equal: ['a'] }] }),
      'silences[0].equal: unknown key `equal`; allowed: alerts, leftOut',
    ],
    [
      'a signal without its function',
      { signals: [{ ...backlog, expression: 'up' }] },
      'extend.signals[0].expression: found "up"; allowed: a function that gives PromQL',
    ],
    [
      'a signal that is recorded nowhere',
      { recordingRules: [backlog] },
      'extend.recordingRules[0].recordedAs: missing; allowed: an object with record, continued',
    ],
    [
      'a series of which some values are left out, which no other form of a rule would leave out',
      { recordingRules: [{ ...backlog, recordedAs: { record: 'job:shop_backlog:max', above: 5 } }] },
      'extend.recordingRules[0].recordedAs.above: unknown key `above`; allowed: record, continued',
    ],
    [
      'a probe that is a text, as only YAML lets one write it',
      alert({ probe: 'x' }),
      'extend.alerts[0].probe: found "x"; allowed: a probe, or a function that gives probes',
    ],
    [
      'half a probe',
      alert({ probe: { values: 'whole', series: () => [] } }),
      'extend.alerts[0].probe.settle: missing; allowed: a function',
    ],
    [
      'a probe of nothing',
      alert({ probe: { values: 'whole', settle: () => 0 } }),
      'extend.alerts[0].probe.series: missing; allowed: a function',
    ],
    [
      'half a sign',
      alert({ sign: { text: 'Waits' } }),
      'extend.alerts[0].sign.rank: missing; allowed: a finite number',
    ],
    [
      'conditions',
      alert({ conditions: 'x' }),
      'extend.alerts[0].conditions: found "x"; allowed: a function that gives',
    ],
    [
      'a diagnosis',
      alert({ runbook: { diagnosis: [{ question: 5 }] } }),
      'extend.alerts[0].runbook.diagnosis[0].question: found 5; allowed: a non-empty text',
    ],
    [
      'a carriage return in the runbook, which a file would not give back',
      alert({ runbook: { meaning: 'First.\r\nSecond.' } }),
      'extend.alerts[0].runbook.meaning: found "First.\\r\\nSecond."; allowed: a text in well-formed Unicode, without control characters but line feeds and tabs',
    ],
    [
      'a control character in what fixes it',
      alert({ runbook: { fix: ['Restart it.', 'a\u0000b'] } }),
      'extend.alerts[0].runbook.fix[1]: found "a\\u0000b"; allowed: a text in well-formed Unicode',
    ],
    [
      'half a character in a description',
      panel({ description: 'a\ud800' }),
      'extend.panels[0].description: found "a\\ud800"; allowed: a text in well-formed Unicode',
    ],
    [
      'a carriage return in a query to paste',
      alert({ runbook: { diagnosis: [{ question: 'Why?', sql: () => 'SELECT\r1' }] } }),
      'extend.alerts[0].runbook.diagnosis[0].sql(): found "SELECT\\r1"; allowed: SQL in well-formed Unicode',
    ],
    [
      'a label of a series that is none',
      alert({ labels: ['no label'] }),
      'extend.alerts[0].labels[0]: found "no label"; allowed: a label name',
    ],
    [
      'columns',
      panel({ columns: 'x' }),
      'extend.panels[0].columns: found "x"; allowed: an object with hidden, renamed,',
    ],
    [
      'thresholds',
      panel({ ownThresholds: 5 }),
      'extend.panels[0].ownThresholds: found 5; allowed: a list of thresholds',
    ],
    ['a content', panel({ kind: 'text', content: 5 }), 'extend.panels[0].content: found 5; allowed: Markdown'],
    [
      'two queries of one name',
      panel({ queries: ['up', 'down'].map((expression) => ({ expression, name: 'up' })) }),
      'extend.panels[0].queries[1].name: found "up", which entry [0] has already; allowed: each value once',
    ],
    [
      'a range',
      { signals: [{ ...backlog, range: { minimum: 5 } }] },
      'extend.signals[0].range.minimum: found 5; allowed: an object with value, why',
    ],
    [
      'a name of a recorded series that is none',
      { recordingRules: [{ ...backlog, recordedAs: { record: 'shop backlog' } }] },
      'extend.recordingRules[0].recordedAs.record: found "shop backlog"; allowed: a name of letters, digits, _ and :',
    ],
    [
      'a name that another recorded series has',
      { recordingRules: [{ ...backlog, recordedAs: { record: 'job:orchestrator_workers_apart:count' } }] },
      'extend.recordingRules[0].recordedAs.record: found job:orchestrator_workers_apart:count, which another rule records',
    ],
    [
      'a signal in the place of another, with the name of a third one’s series',
      {
        signals: [
          { ...backlog, name: 'activeWorkers', recordedAs: { record: 'job:orchestrator_workers_apart:count' } },
        ],
      },
      'extend.signals[0].recordedAs.record: found job:orchestrator_workers_apart:count, which another rule records',
    ],
    [
      'a function that gives no PromQL',
      { alerts: [{ name: 'Mine', summary: 'X.', description: 'X.', signal: { ...backlog, expression: () => 5 } }] },
      'extend.alerts[0].signal.expression(): found 5; allowed: PromQL',
    ],
    [
      'a function that gives no text',
      alert({ description: () => 5 }),
      'extend.alerts[0].description(): found 5; allowed: a text, or what `text` gives',
    ],
    [
      'probes that are none',
      mine({ probe: () => ({ ...probe, settle: 5 }) }),
      'extend.alerts[0].probe(): found an object with values, settle, series; allowed: a list of probes',
    ],
    [
      'a probe that waits for no time',
      mine({ probe: { ...probe, settle: () => '5m' } }),
      'extend.alerts[0].probe.settle(): found "5m"; allowed: a number from 0 on',
    ],
    [
      'a probe that waits for less than no time',
      mine({ probe: { ...probe, settle: () => -5 } }),
      'extend.alerts[0].probe.settle(): found -5; allowed: a number from 0 on',
    ],
    [
      'samples at no distance',
      mine({ probe: { ...probe, spacing: () => 0 } }),
      'extend.alerts[0].probe.spacing(): found 0; allowed: a number above 0',
    ],
    [
      'a metric that is none',
      mine({ probe: { ...probe, series: () => [{ metric: 'shop backlog', labels: {}, sample: () => 1 }] } }),
      'extend.alerts[0].probe.series()[0].metric: found "shop backlog"; allowed: a name of letters, digits, _ and :',
    ],
    [
      'a description that a function gives, with half a template',
      mine({ description: () => 'It is {{ $value' }),
      'extend.alerts[0].description(): found "It is {{ $value"',
    ],
    [
      'a sample beyond all bounds',
      mine({ probe: { ...probe, series: () => [{ metric: 'shop_backlog', labels: {}, sample: () => Infinity }] } }),
      'extend.alerts[0].probe.series()[0].sample(): found Infinity; allowed: a number',
    ],
    [
      'a template that is none',
      mine({ description: () => ({ template: null }) }),
      'extend.alerts[0].description().template: found null; allowed: a non-empty text',
    ],
    [
      'a value of a form that is none',
      mine({ description: () => text`It waits ${value('hex' as ValueFormat)}` }),
      'extend.alerts[0].description().template: found "It waits {{ $value | hex }}"',
    ],
    [
      'series without labels',
      mine({ probe: { ...probe, series: () => [{ metric: 'shop_backlog', sample: () => 1 }] } }),
      'extend.alerts[0].probe.series()[0].labels: missing; allowed: labels',
    ],
    [
      'a sample that is no number, of a probe that a function gives',
      mine({ probe: () => [{ ...probe, series: () => [{ metric: 'shop_backlog', labels: {}, sample: () => '1' }] }] }),
      'extend.alerts[0].probe()[0].series()[0].sample(): found "1"; allowed: a number; write 1',
    ],
    [
      'conditions that are none',
      mine({ conditions: () => [{ key: '', signal: backlog, comparison: '=>', threshold: 5 }] }),
      "extend.alerts[0].conditions()[0].comparison: found \"=>\"; allowed: '>', '>=', '<', '<=', '==' or '!='",
    ],
    [
      'a duration that is none',
      { alerts: [{ name: 'OrchestratorTargetDown', askedFor: () => 'soon' }] },
      'extend.alerts[0].askedFor(): found "soon"; allowed: a Prometheus duration',
    ],
    [
      'a query that is none',
      mine({ runbook: { diagnosis: [{ question: 'Why?', query: () => undefined }] } }),
      'extend.alerts[0].runbook.diagnosis[0].query(): found undefined; allowed: PromQL',
    ],
    [
      'another expression for the recording rule that is none',
      {
        recordingRules: [
          { ...backlog, recordedAs: { record: 'job:shop_backlog:max', continued: () => ['shop_backlog'] } },
        ],
      },
      'extend.recordingRules[0].recordedAs.continued(): found a list of 1; allowed: PromQL',
    ],
    ['a panel beside itself', panel({ beside: 'mine' }), 'extend.panels[0].beside: found mine, which leads back to it'],
    [
      'alerts that silence each other',
      alert({ silences: ['OrchestratorNoWorkers'], name: 'OrchestratorTargetDown' }),
      'extend.alerts[0].silences: found OrchestratorNoWorkers, which silences OrchestratorTargetDown',
    ],
    [
      'two signals of one name that ask for different things',
      {
        recordingRules: [{ ...backlog, recordedAs: { record: 'job:shop_backlog:max' } }],
        ...mine({ signal: { ...backlog, expression: () => 'shop_returns' } }),
      },
      'extend: found signals called backlog that ask shop_backlog and shop_returns',
    ],
    ['an alert that silences itself', alert({ silences: ['Mine'] }), 'extend.alerts[0].silences: found Mine, itself'],
    [
      'a signal that stands in for nothing',
      { signals: [{ ...backlog }] },
      'extend.signals[0].name: found backlog, which is no signal of the profile',
    ],
    [
      'a signal that is nearly one',
      { signals: [{ ...backlog, name: 'workersApartt' }] },
      'extend.signals[0].name: found workersApartt, which is no signal of the profile; it replaces nothing; did you mean `workersApart`?',
    ],
    [
      'a signal of an alert with the name of a shipped one, into whose panels its threshold would be drawn',
      mine({ signal: { ...backlog, name: 'targetsDown' }, threshold: 777 }),
      'extend: found signals called targetsDown that ask shop_backlog and ',
    ],
    [
      'conditions with the same key, which would be one rule twice',
      mine({
        conditions: () => ['<', '>'].map((comparison) => ({ key: '', signal: backlog, comparison, threshold: 3 })),
      }),
      'extend.alerts[0].conditions()[1].key: found "", which entry [0] has already; allowed: each value once',
    ],
    [
      'a function that throws',
      mine({
        conditions: () => {
          throw new TypeError('no backlog');
        },
      }),
      'extend.alerts[0].conditions(): the function throws "no backlog"',
    ],
    [
      'PromQL of a panel that is none',
      panel({ queries: [{ expression: 'sum by (' }] }),
      'extend.panels[0].queries[0]: the expression does not parse at character 9: sum by (',
    ],
    [
      'a placeholder that is none',
      alert({ expression: 'sum by ($by) (a{$worker, note="$note"})' }),
      'extend.alerts[0].expression: found "sum by ($by) (a{$worker, note=\\"$note\\"})" ($worker stands for nothing; did you mean `$workers`?); allowed: PromQL',
    ],
    [
      'a placeholder of a panel that is none',
      panel({ queries: [{ expression: 'rate(a{job=~"$job"}[$__rate_interval] offset ${window})' }] }),
      '(${window} stands for nothing; did you mean `$window`?); allowed: PromQL',
    ],
    [
      'PromQL that is none',
      { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum by (' }] },
      'extend.alerts[0]: the expression does not parse at character 10: sum by (',
    ],
  ])('%s', (_what, extend, ...expected) => {
    expect(problems(extend)).toEqual(
      expected.map((one) => (typeof one === 'string' ? expect.stringContaining(one) : expect.stringMatching(one))),
    );
  });

  test.each([
    ['a panel', {}, { panels: [{ name: 'up', title: 'Up', queries: [{ expression: 'up{$workers}' }] }] }],
    [
      'settings of one replica set',
      { replicaSets: [{ name: 'orders', alerts: { Mine: { threshold: 5 } } }] },
      { alerts: [{ name: 'Mine', summary: 'X.', expression: 'up{$workers}' }] },
    ],
    ['a grouping', {}, { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum by ($by) (up)' }] }],
  ])('a metric without the label replica_set, in %s: $targets', (_what, props, extend) => {
    const [finding] = check(createMixin({ ...props, extend }));

    expect(finding?.what).toMatch(/ label replica_set( that it groups by)?$/);
    expect(finding?.fix).toBe(
      'select what the scrape adds with `$targets` (`context.targets`): `$workers` asks for a replica set too',
    );
  });

  test('an override of an alert that nobody added names the nearest', () => {
    const extend = { alerts: [{ name: 'ShopBacklogGrows', expression: 'up', summary: 'X.' }] };

    expect(() => createMixin({ extend, alerts: { overrides: { ShopBacklogGrow: { threshold: 1 } } } })).toThrow(
      /unknown key `ShopBacklogGrow`.*ShopBacklogGrows/s,
    );
  });
});

describe('what would do nothing', () => {
  const findings = (props: MonitoringProps): readonly string[] =>
    check(createMixin(props))
      .filter(({ path }) => path.startsWith('extend.'))
      .map(({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`);

  test.each<[string, MonitoringProps, readonly string[]]>([
    ['a signal of the profile', { extend: { signals: [{ ...backlog, name: 'workersApart' }] } }, []],
    [
      'a signal of the other profile',
      { profile: 'upstream', extend: { signals: [{ ...backlog, name: 'workersApart' }] } },
      [
        'warning extend.signals[0].name: found workersApart, which nothing uses; the profile upstream has no such signal; remove it, or choose the other profile',
      ],
    ],
    [
      'settings of an alert that the profile does not have',
      { profile: 'upstream', extend: { alerts: [{ name: 'OrchestratorTargetDown', for: '6m' }] } },
      [
        'warning extend.alerts[0]: found settings of OrchestratorTargetDown; the profile upstream has no such alert, so the settings do nothing; remove them, or choose the other profile',
      ],
    ],
    [
      'a signal of the profile upstream',
      { profile: 'upstream', extend: { signals: [{ ...backlog, name: 'activeWorkers' }] } },
      [],
    ],
    [
      'a signal of the database, without one',
      { extend: { signals: [{ ...backlog, name: 'lagNotFalling' }] } },
      [
        'warning extend.signals[0].name: found lagNotFalling, which nothing uses; it needs `database`; describe `database`, or remove it',
      ],
    ],
    [
      'settings of an alert of the database, without one: as in alerts.overrides',
      { extend: { alerts: [{ name: 'OrchestratorProjectionBehind', severity: 'info' }] } },
      [
        'warning extend.alerts[0]: found settings of OrchestratorProjectionBehind; it needs `database`, so the settings do nothing; describe `database`, or remove them',
      ],
    ],
    [
      'a panel under upstream',
      {
        profile: 'upstream',
        extend: { panels: [{ name: 'mine', title: 'Mine', queries: [{ expression: 'up' }] }] },
      },
      [
        'warning extend.panels[0].name: found mine, which no dashboard shows; the profile upstream has the dashboard of the orchestrator alone; remove it, or choose the other profile',
      ],
    ],
    [
      'places that there are not',
      {
        extend: {
          panels: [
            { name: 'mine', title: 'Mine', row: 'coordinations', queries: [{ expression: 'up{$targets}' }] },
            { name: 'yours', title: 'Yours', beside: 'partition', queries: [{ expression: 'up{$targets}' }] },
          ],
        },
      },
      [
        'warning extend.panels[0].row: found coordinations, which is no row of the dashboard; the panel stands above all rows; did you mean `coordination`?',
        'warning extend.panels[1].beside: found partition, which is no panel of the dashboard; the panel stands above all rows; did you mean `partitions`?',
      ],
    ],
    [
      'a label that an alert’s own settings hide',
      {
        alerts: { labels: { queue: 'x' } },
        extend: {
          alerts: [{ name: 'Mine', summary: 'X.', expression: 'max by ($by, queue) (a{$workers})', labels: ['queue'] }],
        },
      },
      [
        'error extend.alerts[0].labels: found queue, which a label of the settings hides; alerts that differ in it alone are one to Prometheus, which then gives up the whole rule; rename one of the two',
      ],
    ],
    [
      'texts that show nothing',
      {
        extend: {
          alerts: [
            {
              name: 'Mine',
              expression: 'min by ($by) (up{$targets})',
              summary: '{{ $labels.replica_set }} is down.',
              description: '{{ $labels.nobody }} is down.',
            },
          ],
        },
      },
      [
        'warning extend.alerts[0].summary: found the label replica_set, which Mine does not have; the text shows an empty value in its place; use a label that the alert has, or write the text itself',
        'warning extend.alerts[0].description: found the label nobody, which Mine does not have; the text shows an empty value in its place; use a label that the alert has, such as replica_set, add the label to aggregateBy, or write the text itself',
      ],
    ],
    [
      'a label that nobody said the result has',
      {
        extend: {
          alerts: [{ name: 'Mine', expression: 'shop_waits{$workers}', summary: '{{ $labels.pod }} waits.' }],
        },
      },
      [
        'warning extend.alerts[0].summary: found the label pod, which Mine may not have; the text shows an empty value in its place; name it in `labels` of Mine if the result has it, else use a label that it has',
      ],
    ],
    ...[
      'shop_waits{$workers} * on (job) group_left (pod) shop_pod',
      'label_replace(shop_waits{$workers}, "pod", "$1", "instance", "(.*):.*")',
    ].map((expression): [string, MonitoringProps, readonly string[]] => [
      `a label that the result takes or writes, in a text: ${expression}`,
      { extend: { alerts: [{ name: 'Mine', expression, summary: '{{ $labels.pod }} waits.' }] } },
      [],
    ]),
    [
      'a label that the expression itself keeps, in a text',
      {
        extend: {
          alerts: [
            { name: 'Mine', expression: 'max by ($by, queue) (a{$workers})', summary: '{{ $labels.queue }} waits.' },
          ],
        },
      },
      [],
    ],
    [
      'a result without any label',
      { extend: { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum(a{$workers}) or vector(0)' }] } },
      [
        'warning extend.alerts[0]: found a result without the label job of the fleet; the dashboards look for alerts by the labels that tell fleets apart, and do not find these; select by $workers or $targets and aggregate by ($by), without what has no labels, such as `or vector(0)`, or set it in alerts.overrides.Mine.labels',
      ],
    ],
    [
      'a result without any label, which the settings give it',
      {
        alerts: { overrides: { Mine: { labels: { job: 'projection-workers' } } } },
        extend: { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum(a{$workers})' }] },
      },
      [],
    ],
    ...['increase(kube_pod_container_status_restarts_total{namespace="shop"}[1h])', 'absent(up{job="rabbitmq"})'].map(
      (expression): [string, MonitoringProps, readonly string[]] => [
        `what is silenced by an alert about none of the fleet’s series: ${expression}`,
        {
          extend: {
            alerts: [
              { name: 'Mine', summary: 'X.', expression, silences: ['Other'] },
              { name: 'Other', summary: 'X.', expression: 'max by ($by) (shop_waits{$workers})' },
            ],
          },
        },
        [
          'error extend.alerts[0].silences: found Other, with which Mine has no label in common; it would silence every alert of that name, of whichever fleet; aggregate both by a label that tells what they are about, give both a label of one value in alerts.labels, or remove it',
          'warning extend.alerts[0]: found a result without the label job of the fleet; the dashboards look for alerts by the labels that tell fleets apart, and do not find these; select by $workers or $targets and aggregate by ($by), without what has no labels, such as `or vector(0)`, or set it in alerts.overrides.Mine.labels',
        ],
      ],
    ),
    [
      'a text that Grafana cannot say',
      {
        alerts: { evaluatedBy: 'grafana' },
        extend: {
          alerts: [{ name: 'Mine', expression: 'max by ($by) (a{$workers})', summary: '{{ query "up" }}' }],
        },
      },
      [
        'error extend.alerts[0].summary: found "{{ query \\"up\\" }}"; Grafana, which evaluates the alerts, has no template for it: query is unknown there, or does something else; use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts',
      ],
    ],
  ])('%s', (_what, props, expected) => {
    expect(findings(props)).toEqual(expected);
  });
});

describe('a macro of Grafana in a rule', () => {
  const expression = 'max by ($by) (rate(shop_orders_total{$workers, note!="$__range"}[$__rate_interval]))';
  const rule = (evaluatedBy: 'prometheus' | 'grafana'): MonitoringProps => ({
    alerts: { evaluatedBy },
    extend: { alerts: [{ name: 'Mine', summary: 'X.', expression }] },
  });

  test.each(['prometheus', 'grafana'] as const)('is an error where %s evaluates it', (evaluatedBy) => {
    expect(check(createMixin(rule(evaluatedBy)))).toEqual([
      {
        severity: 'error',
        path: 'extend.alerts[0]',
        what: 'found $__rate_interval',
        why: 'only queries of dashboards have it: Prometheus refuses a rule file with it',
        fix: 'write a duration, or $window for the range of rates',
      },
    ]);
  });

  test('is none in a text, and in a panel', () => {
    const panels = [{ name: 'mine', title: 'Mine', queries: [{ expression }] }];
    const alerts = [{ name: 'Mine', summary: 'X.', expression: expression.replace('$__rate_interval', '$window') }];

    expect(check(createMixin({ extend: { panels, alerts } }))).toEqual([]);
  });
});

describe('an expression that compares already', () => {
  const ofFleet = 'up{job="projection-workers"}';
  const warnings = (alert: object): readonly string[] =>
    check(createMixin({ extend: { alerts: [{ name: 'Mine', summary: 'X.', ...alert }] } })).map(
      ({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`,
    );

  test.each([
    [
      'with a number',
      { expression: 'up{$workers} == 0' },
      'warning extend.alerts[0]: found up{job="projection-workers"} == 0, which contains a comparison already; the alert compares the result again, with > 0, and fires only for what passes both; leave it to the alert: comparison ==, threshold 0',
    ],
    [
      'in parentheses, before unless',
      { expression: '(up{$workers} < 1)\nunless on (job) up{$workers}', comparison: '<=', threshold: 5 },
      'warning extend.alerts[0]: found up{job="projection-workers"} < 1, which contains a comparison already; the alert compares the result again, with <= 5, and fires only for what passes both; leave it to the alert: comparison <, threshold 1',
    ],
    [
      'with another series',
      { signal: { ...backlog, expression: () => `${ofFleet} > ${ofFleet} offset 1h` }, description: () => 'X.' },
      `warning extend.alerts[0]: found ${ofFleet} > ${ofFleet} offset 1h, which contains a comparison already; the alert compares the result again, with > 0, and fires only for what passes both; leave it to the alert: ask for the difference of the two sides, and set comparison and threshold`,
    ],
  ])('%s', (_what, alert, expected) => {
    expect(warnings(alert)).toEqual([expected]);
  });

  test.each(['up{$workers} == bool 0', 'sum by ($by) (up{$targets} == 0)', 'up{$workers} - 1'])(
    'not %s',
    (expression) => {
      expect(warnings({ expression })).toEqual([]);
    },
  );
});

describe('a signal that is not what it says, or not what it stands in for', () => {
  const findings = (extend: ExtendProps): readonly string[] =>
    check(createMixin({ extend })).map(
      ({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`,
    );
  const grouped = (operator: string, more: readonly string[] = []) =>
    defineSignal({
      ...backlog,
      expression: ({ by }) => `${operator} by (${[...by, ...more].join(', ')}) (shop_backlog)`,
    });
  const outbox = grouped('max', ['replica_set']);

  test('a label that its expression drops, once for all that ask it', () => {
    const dropping = { ...grouped('max'), recordedAs: { record: 'job:shop_backlog:max' } };
    const alert = {
      name: 'Mine',
      signal: dropping,
      summary: '{{ $labels.replica_set }} waits.',
      runbook: { meaning: 'It waits.' },
    };
    const panel = { name: 'mine', title: 'Mine', queries: [{ signal: dropping }] };
    const said =
      'found replica_set, which the result of backlog does not have; the expression drops it, and texts, legends and links show an empty value in its place; aggregate by replica_set too, beside `context.by`, or remove it here';

    expect(findings({ recordingRules: [dropping], alerts: [alert], panels: [panel] })).toEqual([
      `warning extend.recordingRules[0].labels: ${said}`,
    ]);
    expect(findings({ alerts: [alert] })).toEqual([`warning extend.alerts[0].signal.labels: ${said}`]);
    expect(findings({ panels: [panel] })).toEqual([`warning extend.panels[0].queries[0].signal.labels: ${said}`]);
    expect(findings({ alerts: [{ ...alert, signal: outbox }] })).toEqual([]);
  });

  test('a zero where there is nothing takes no label from the others', () => {
    const targetsDown = (expression: (by: string) => string) => ({
      ...outbox,
      name: 'targetsDown',
      unit: 'workers' as const,
      labels: ['replica_set'],
      expression: ({ by }: QueryContext) => expression([...by, 'replica_set'].join(', ')),
    });
    const lost = [expect.stringMatching(/^warning extend.signals\[0\].labels: found replica_set, which the result/)];

    expect(findings({ signals: [targetsDown((by) => `sum by (${by}) (shop_down) or vector(0)`)] })).toEqual([]);
    expect(findings({ signals: [targetsDown((by) => `0 * vector(1) or (sum by (${by}) (shop_down))`)] })).toEqual([]);
    expect(findings({ signals: [targetsDown((by) => `sum by (${by}) (shop_down) or sum(up)`)] })).toEqual(lost);
    expect(findings({ signals: [targetsDown(() => 'sum(shop_down) or vector(0)')] })).toEqual(lost);
  });

  test('a count, in an alert that waits for none', () => {
    const said = (path: string, name: string) =>
      `error ${path}: found a count in what ${name} asks, which would never fire; the alert waits for < 1, and a count is at least 1: where there is nothing to count, it has no result; add a zero for what was there before, such as \`or 0 * max by (...) (last_over_time(...[1h]))\``;
    const working = (expression: Signal['expression']) => ({
      signals: [{ ...outbox, name: 'workingWorkers', expression }],
    });
    const count: Signal['expression'] = ({ by }) => `count by (${by.join()}, replica_set) (shop_worker == 1)`;
    const mine = { name: 'Mine', summary: 'X.', comparison: '<' } as const;

    expect(findings(working(count))).toEqual([said('extend.signals[0]', 'OrchestratorNoWorkers')]);
    expect(findings(working((context) => `${count(context)} or max by (job, replica_set) (shop_worker) * 0`))).toEqual(
      [],
    );
    expect(
      findings({ alerts: [{ ...mine, expression: 'count by ($by) (shop_worker{$workers})', threshold: 1 }] }),
    ).toEqual([said('extend.alerts[0]', 'Mine')]);
    expect(
      findings({ alerts: [{ ...mine, expression: 'count by ($by) (shop_worker{$workers})', threshold: 2 }] }),
    ).toEqual([]);
  });
});
