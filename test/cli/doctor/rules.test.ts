/** Loaded rules against those that would be rendered. */
import { createMixin, renderPrometheusRules, type MonitoringProps } from '../../../lib';
import { seconds } from '../../../lib/orchestrator';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { diagnoseRules } from '../../../lib/cli/doctor/rules';
import { EITHER } from '../../orchestrator/own-alert';
import type { LoadedGroup } from '../../../lib/cli/http/prometheus-api';

const EU: MonitoringProps = { selector: { job: 'projection-workers', cluster: 'eu' } };
const US: MonitoringProps = { selector: { job: 'projection-workers', cluster: 'us' } };
const ORDERS = [{ name: 'orders', workers: 3 }];

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What a Prometheus says of the rules of a fleet. It prints matchers in the order of their names. */
function loaded(props: MonitoringProps, file: string): readonly LoadedGroup[] {
  return renderPrometheusRules(createMixin(props).ruleGroups).groups.map((group) => ({
    name: group.name,
    file,
    interval: seconds(group.interval),
    evaluationTime: 0.1,
    lastEvaluation: new Date().toISOString(),
    rules: group.rules.map((rule) => ({
      name: text(rule['alert']) ?? text(rule['record']) ?? '',
      type: 'alert' in rule ? ('alerting' as const) : ('recording' as const),
      query: rule.expr.replace(/job="projection-workers",cluster="(\w+)"/g, 'cluster="$1",job="projection-workers"'),
      health: 'ok',
      duration: seconds(text(rule['for']) ?? '0s'),
      keepFiringFor: seconds(text(rule['keep_firing_for']) ?? '0s'),
      labels: (rule['labels'] ?? {}) as Record<string, string>,
      annotations: (rule['annotations'] ?? {}) as Record<string, string>,
    })),
  }));
}

const found = (groups: readonly LoadedGroup[], props: MonitoringProps = EU, configuredAt?: number) =>
  [...diagnoseRules({ groups, configuredAt, clockAhead: 0 } as unknown as Facts, createMixin(props))].map(
    ({ code, evidence }) => [code, ...evidence],
  );

test('another order of matchers is no drift', () => {
  expect(JSON.stringify(loaded(EU, 'eu.yaml'))).toContain('cluster=\\"eu\\",job=');
  expect(found(loaded(EU, 'eu.yaml'))).toEqual([]);
});

test('nor are the rules of another fleet', () => {
  expect(found([...loaded(US, 'us.yaml'), ...loaded(EU, 'eu.yaml')])).toEqual([]);
});

test.each<[string, MonitoringProps['selector'], MonitoringProps['selector']]>([
  ['lists', { namespace: { regex: 'shop-(a|b)' } }, { namespace: 'billing' }],
  ['an exception', { namespace: { not: 'billing' } }, { namespace: 'billing' }],
  ['two lists', { namespace: { regex: 'a|b' } }, { namespace: { regex: 'c|d' } }],
])('nor are those of a fleet that %s tell apart', (_what, own, theirs) => {
  const ours = { selector: { job: 'projection-workers', ...own }, aggregateBy: ['namespace'] };
  const others = { selector: { job: 'projection-workers', ...theirs } };

  expect(found([...loaded(others, 'other.yaml'), ...loaded(ours, 'own.yaml')], ours)).toEqual([]);
  expect(found(loaded(others, 'other.yaml'), ours).map(([code]) => code)).toEqual(['rules-missing']);
});

test.each<[string, MonitoringProps]>([
  ['label', { selector: { namespace: 'billing' } }],
  ['list', { selector: { namespace: { regex: 'billing-.*' } } }],
  ['label and has other settings', { selector: { namespace: 'billing' }, replicaSets: ORDERS }],
])('nor are those of a fleet that is found by another %s', (_what, theirs) => {
  expect(found([...loaded(theirs, 'other.yaml'), ...loaded(EU, 'eu.yaml')])).toEqual([]);
  expect(found(loaded(theirs, 'other.yaml')).map(([code]) => code)).toEqual(['rules-missing']);
});

describe('behind Thanos, which adds external labels', () => {
  const by = (groups: readonly LoadedGroup[], external: Readonly<Record<string, string>>): readonly LoadedGroup[] =>
    groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => ({ ...rule, labels: { ...rule.labels, ...external } })),
    }));

  test('rules are as they were rendered', () => {
    expect(found(by(loaded(EU, 'rules.yaml'), { region: 'north', replica: '0' }))).toEqual([]);
  });

  test('also those of two Prometheus servers with the same file', () => {
    const rules = loaded(EU, 'rules.yaml');

    expect(found([...by(rules, { region: 'north' }), ...by(rules, { region: 'south' })])).toEqual([]);
  });

  test('also those of a fleet without recording rules', () => {
    for (const props of [{ ...EU, recordingRules: false }, { ...EU, profile: 'upstream' as const }, EITHER]) {
      expect(found(by(loaded(props, 'rules.yaml'), { region: 'north' }), props)).toEqual([]);
    }
  });

  test('labels of alerts are compared all the same', () => {
    const team = { ...EU, alerts: { labels: { team: 'shop' } } };

    expect(found(by(loaded(team, 'rules.yaml'), { region: 'north' }), team)).toEqual([]);
    expect(found(by(loaded(team, 'rules.yaml'), { region: 'north' }))).toEqual([
      [
        'rules-drifted',
        ...Array(7).fill(expect.stringMatching(/^Orchestrator\w+: labels differ$/)),
        expect.any(String),
      ],
    ]);
  });
});

describe('where Grafana evaluates the alerts', () => {
  const byGrafana: MonitoringProps = { ...EU, recordingRules: false, alerts: { evaluatedBy: 'grafana' } };

  test('those that Prometheus has from before come twice', () => {
    const [code, first] = found(loaded(EU, 'eu.yaml'), byGrafana)[0] ?? [];

    expect([code, first]).toEqual(['alerts-twice', 'OrchestratorNoWorkers (group orchestrator_workers, eu.yaml)']);
  });

  test('also beside recording rules that it should have', () => {
    const recorded: MonitoringProps = { ...byGrafana, recordingRules: true };

    expect(found(loaded(EU, 'eu.yaml'), recorded).map(([code]) => code)).toEqual(['alerts-twice']);
  });

  test.each<[string, NonNullable<MonitoringProps['extend']>, string, readonly string[]]>([
    ['panels have no data', {}, 'panels that read what they record', []],
    [
      'neither have alerts that read what they record',
      {
        alerts: [
          { name: 'Mine', expression: 'job:orchestrator_errors_rate:5m{job="projection-workers"} > 9', summary: 'X.' },
        ],
      },
      'panels and alerts that read what they record',
      ['what they record is read by Mine'],
    ],
  ])('and its recording rules are not loaded, %s', (_what, extend, words, evidence) => {
    const mixin = createMixin({ ...byGrafana, recordingRules: true, extend });
    const [finding] = diagnoseRules({ groups: [] as readonly LoadedGroup[] } as unknown as Facts, mixin);

    expect(finding).toMatchObject({
      code: 'rules-missing',
      what: `No recording rule is loaded: ${words} have no data`,
      evidence: [
        `expected ${mixin.recordingRules.length} rules, 0 of them alerts`,
        ...evidence,
        'Prometheus has no rules at all',
      ],
    });
  });

  test('those of another fleet do not, nor do others', () => {
    expect(found(loaded(US, 'us.yaml'), byGrafana)).toEqual([]);
    expect(found([], byGrafana)).toEqual([]);
  });
});

test('but rules of one’s own that are gone, changed or left over are', () => {
  const [first, ...groups] = loaded(EU, 'eu.yaml');
  const [gone, changed, ...rules] = first?.rules ?? [];
  const drifted = { ...first!, rules: [{ ...changed!, query: `${changed!.query} + 1` }, ...rules] };
  const former = { ...drifted, rules: [{ ...rules[0]!, name: 'job:orchestrator_former:sum' }] };

  expect(found([...loaded(US, 'us.yaml'), drifted, former, ...groups])).toEqual([
    [
      'rules-drifted',
      `${gone?.name ?? ''} is not loaded`,
      `${changed?.name ?? ''}: the expression differs`,
      `job:orchestrator_former:sum (group ${first?.name ?? ''}, eu.yaml) is loaded, but not rendered`,
    ],
  ]);
});

test('alerts of a user’s own are looked at as shipped ones are', () => {
  const changed = { ...EITHER, alerts: { overrides: { ShopWaits: { threshold: 6 } } } };

  expect(found(loaded(EITHER, 'rules.yaml'), EITHER)).toEqual([]);
  expect(found(loaded(EITHER, 'rules.yaml'), changed)).toEqual([
    ['rules-drifted', 'ShopWaits: the expression differs'],
  ]);
});

test.each([
  ['of another product', 'orchestrator-mysql', 'orchestrator_mysql_up == 0'],
  ['of another product, called as ours', 'orchestrator', 'orchestrator_mysql_up == 0'],
  ['of one’s own', 'orchestrator_slo', 'sum(rate(pupsourcing_orchestrator_events_processed_total[5m])) < 1'],
])('a group %s is none that is rendered', (_what, name, query) => {
  const rule = { name: 'Dead', type: 'alerting', query, health: 'err' };
  const regex: MonitoringProps = { selector: { job: { regex: 'eu-.*' } } };

  expect(found([...loaded(regex, 'eu.yaml'), { name, rules: [rule] }], regex)).toEqual([]);
});

test.each<[string, MonitoringProps]>([
  ['before a label was added to the selector', { selector: { job: 'projection-workers' } }],
  ['of other replica sets from before', { selector: { job: 'projection-workers' }, replicaSets: ORDERS }],
  ['of the README, which ask for no label', { profile: 'upstream' }],
])('rules %s are left over', (_what, former) => {
  const own = [...loaded(US, 'us.yaml'), ...loaded(EU, 'eu.yaml')];

  expect(found(loaded(former, 'before.yaml')).map(([code]) => code)).toEqual(['rules-drifted']);
  expect(found([...loaded(former, 'before.yaml'), ...own])[0]?.slice(0, 8)).toEqual([
    'rules-drifted',
    ...Array<unknown>(7).fill(expect.stringContaining('before.yaml) is loaded, but not rendered')),
  ]);
});

test('where only another fleet’s rules are loaded, none is', () => {
  expect(found(loaded(US, 'us.yaml'))).toEqual([['rules-missing', expect.any(String), expect.any(String)]]);
});

test('alerts that were taken out, and those of another profile, are left over', () => {
  const upstream: MonitoringProps = { ...EU, profile: 'upstream' };

  expect(found(loaded(EITHER, 'rules.yaml'), {})).toEqual([
    ['rules-drifted', 'ShopWaits (group orchestrator_extension, rules.yaml) is loaded, but not rendered'],
  ]);
  expect(found([...loaded(upstream, 'up.yaml'), ...loaded(EU, 'eu.yaml')], upstream)).toEqual([
    ['rules-drifted', ...Array(7).fill(expect.stringMatching(/is loaded, but not rendered$/)), expect.any(String)],
  ]);
});

test('a file that is loaded twice is named', () => {
  const [first, ...groups] = loaded(EU, 'eu.yaml');
  const again = { ...first!, file: 'again.yaml', rules: first!.rules.slice(0, 1) };

  expect(found([first!, ...groups, again])).toEqual([
    ['rules-drifted', `${again.rules[0]?.name ?? ''} is loaded 2 times: eu.yaml and again.yaml`],
  ]);
});

test.each([
  ['is late', 2_000, 'rules-late: group orchestrator_distributions was never evaluated'],
  ['may be new', 60, 'rules-new: group orchestrator_distributions is evaluated every 180 s, and was not yet'],
  [
    'is late, where nobody says since when',
    undefined,
    'rules-late: group orchestrator_distributions was never evaluated',
  ],
])('a group that was never evaluated %s', (_what, age, words) => {
  const groups = loaded(EU, 'eu.yaml').map((group) =>
    group.name === 'orchestrator_distributions' ? { ...group, lastEvaluation: '0001-01-01T00:00:00Z' } : group,
  );
  const configuredAt = age === undefined ? undefined : Date.now() / 1_000 - age;

  expect(found(groups, EU, configuredAt).map((finding) => finding.join(': '))).toEqual([words]);
});
