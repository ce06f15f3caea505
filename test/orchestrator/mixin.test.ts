import { createMixin, type MonitoringProps } from '../../lib';
import { areasOf } from '../../lib/orchestrator/mixin';

describe('rules', () => {
  test('upstream: alerts, then recording rules, as in the README', () => {
    expect(createMixin({ profile: 'upstream' }).ruleGroups.map(({ name }) => name)).toEqual([
      'orchestrator',
      'orchestrator_aggregations',
    ]);
  });

  test('hardened: recording rules first, so that alerts of the same evaluation read what they made', () => {
    const { ruleGroups } = createMixin();
    const kindsOfGroups = ruleGroups.map(({ name, rules }) => [name, rules.map(({ kind }) => kind)] as const);

    for (const [, kinds] of kindsOfGroups) {
      expect(kinds).toEqual([...kinds].sort().reverse());
    }
    // What only panels read is a group of its own.
    expect(kindsOfGroups.filter(([, kinds]) => !kinds.includes('alert')).map(([name]) => name)).toEqual([
      'orchestrator_distributions',
    ]);
  });

  test.each([
    ['Prometheus', {}],
    ['Prometheus without recording rules', { recordingRules: false }],
    ['Grafana', { alerts: { evaluatedBy: 'grafana' } }],
  ] as const)('what reads very many samples waits for minutes: %s', (_by, props) => {
    const { ruleGroups, grafanaRuleGroups } = createMixin(props);
    const waiting = [...ruleGroups, ...grafanaRuleGroups].filter(({ interval }) => interval !== '30s');

    expect(new Set(waiting.map(({ name, interval }) => `${name} ${interval}`))).toEqual(
      new Set(['orchestrator_throughput 1m', ...('recordingRules' in props ? [] : ['orchestrator_distributions 3m'])]),
    );
  });

  test.each(['upstream', 'hardened'] as const)(
    '%s: every rule stands in a group, once, at the configured interval',
    (profile) => {
      const { alerts, recordingRules, ruleGroups } = createMixin({ profile, evaluationInterval: '45s' });
      const rules = ruleGroups.flatMap((group) => group.rules);

      expect(rules).toHaveLength(alerts.length + recordingRules.length);
      expect(new Set(rules)).toEqual(new Set([...alerts, ...recordingRules]));
      expect(ruleGroups.filter(({ interval }) => interval !== '45s').map(({ name }) => name)).toEqual(
        profile === 'hardened' ? ['orchestrator_throughput', 'orchestrator_distributions'] : [],
      );
    },
  );
});

describe('upstream ignores what the README does not know', () => {
  const plain = createMixin({ profile: 'upstream' });

  test.each<[string, MonitoringProps]>([
    ['a selector', { selector: { job: 'other' } }],
    ['labels that tell fleets apart', { aggregateBy: ['cluster'] }],
    ['an address of Grafana', { grafanaUrl: 'https://grafana.example' }],
    ['an address of the runbook', { runbookBaseUrl: 'https://example.org' }],
  ])('%s', (_what, props) => {
    const other = createMixin({ profile: 'upstream', ...props });
    const expressions = ({ ruleGroups, dashboards }: typeof plain) => [
      ...ruleGroups.flatMap(({ rules }) => rules.map(({ expression }) => expression)),
      ...dashboards.flatMap(({ panels }) =>
        panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)),
      ),
    ];

    expect(expressions(other)).toEqual(expressions(plain));
    expect(other.alerts.map(({ annotations }) => Object.keys(annotations))).toEqual(
      plain.alerts.map(() => ['summary', 'description']),
    );
  });
});

describe('upstream and the number of workers', () => {
  const mismatches = (workers: NonNullable<MonitoringProps['replicaSets']>[number]['workers']) =>
    createMixin({
      profile: 'upstream',
      watchUnlisted: false,
      replicaSets: [{ name: 'main', ...(workers === undefined ? {} : { workers }) }],
    }).alerts.filter(({ name }) => name === 'OrchestratorWorkerMismatch');
  const restricted = 'pupsourcing_orchestrator_active_workers{replica_set="main"}';

  test.each([
    ['none is given', undefined, [`${restricted} != 3`]],
    ['a number', 5, [`${restricted} != 5`]],
    ['none at all', 0, [`${restricted} != 0`]],
    ['a range', { min: 2, max: 10 }, [`${restricted} < 2`, `${restricted} > 10`]],
    // Nothing is below zero.
    ['a range from none on', { min: 0, max: 10 }, [`${restricted} > 10`]],
    ['a workload, which its rules cannot read', { deployment: 'a', namespace: 'b' }, []],
  ])('%s', (_what, workers, expected) => {
    expect(mismatches(workers).map(({ expression }) => expression)).toEqual(expected);
  });

  test('a range in words', () => {
    expect(mismatches({ min: 2, max: 10 }).map(({ annotations }) => annotations['description'])).toEqual(
      ['below', 'above'].map(() => 'Expected 2 to 10 workers but found {{ $value }}'),
    );
  });
});

test('a replica set that is added at the end changes nothing but what is about it', () => {
  const replicaSets = [
    { name: 'a', workers: 2 },
    { name: 'b', workers: 4 },
  ];
  const rulesOf = (sets: MonitoringProps['replicaSets']) =>
    createMixin({ profile: 'upstream', watchUnlisted: false, replicaSets: sets ?? [] }).alerts.map(
      ({ name, labels, expression }) => JSON.stringify({ name, labels, expression }),
    );
  const before = rulesOf(replicaSets);
  const after = rulesOf([...replicaSets, { name: 'c', workers: 6 }]);
  const changed = before.filter((rule) => !after.includes(rule));

  // Those that all replica sets share name them all.
  expect(changed.filter((rule) => !rule.includes('a|b'))).toEqual([]);
  expect(after.filter((rule) => rule.includes('!= 2') || rule.includes('!= 4'))).toEqual(
    before.filter((rule) => rule.includes('!= 2') || rule.includes('!= 4')),
  );
});

test.each<[string, MonitoringProps]>([
  [
    'hardened',
    {
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      objectives: [
        { name: 'fresh', freshness: '30s', target: 0.99 },
        { name: 'handled', successRatio: true, target: 0.999 },
      ],
    },
  ],
  ['upstream', { profile: 'upstream' }],
])('%s: the signals that rules are made of, which users name to ask otherwise', (_profile, props) => {
  const { config } = createMixin(props);
  const signals = areasOf(config).flatMap(({ recorded, alerts }) => [
    ...recorded,
    ...alerts.map(({ signal }) => signal),
  ]);
  const lines = [...new Set(signals)].map(({ name, title, unit, labels, range = {}, recordedAs }) => {
    const bounds = [
      ...(range.minimum === undefined ? [] : [`at least ${range.minimum.value}, since ${range.minimum.why}`]),
      ...(range.maximum === undefined ? [] : [`at most ${range.maximum.value}, since ${range.maximum.why}`]),
    ];
    return `${name}: ${title}, ${unit} by ${labels.join(', ') || 'fleet'}; ${[...bounds, recordedAs?.record ?? 'not recorded'].join('; ')}`;
  });

  expect(lines.join('\n')).toMatchSnapshot();
});

test('a label in alerts.labels, which external labels repeat, keeps clusters with a Prometheus each apart in one Alertmanager', () => {
  const { inhibitions } = createMixin({
    replicaSets: [{ name: 'orders', workers: 3 }],
    alerts: { labels: { cluster: 'eu' } },
  });

  expect(inhibitions.length).toBeGreaterThan(10);
  expect(inhibitions.filter(({ equal }) => !equal.includes('cluster'))).toEqual([]);
});
